"""What every entity promises, tested over all that are declared: a new one is covered without a new test."""
