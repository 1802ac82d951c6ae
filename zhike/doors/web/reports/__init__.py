"""Pages of figures: a report, the rows behind a figure, and the same as a file."""
