"""Every piece of the look on a few pages with invented data: for building, looking and testing."""
