"""Documents on paper: typeset as PDF from a template and plain data."""
