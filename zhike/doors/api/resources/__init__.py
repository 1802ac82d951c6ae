"""The endpoints, each a thin way to a function of the kernel."""
