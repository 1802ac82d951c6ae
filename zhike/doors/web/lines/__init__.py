"""Lines of documents on pages: the editable table in the form, and the table on the card."""
