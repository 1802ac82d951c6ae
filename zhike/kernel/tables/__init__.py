"""Tables from outside and back: CSV, spreadsheets and vCards, whoever made them and however badly."""
