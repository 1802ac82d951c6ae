"""One module per sub-command; the program finds them by being here."""
