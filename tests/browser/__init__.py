"""The product in a real browser, on a served book of its own."""
