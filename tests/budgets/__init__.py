"""What pages may cost, kept in files so that a change shows in the diff."""
