"""Figures over records: grouped by the database, seen through the rights, each opening the rows behind it."""
