"""Bringing a file in, page by page: upload, map, check, run, result."""
