"""Signing in and out, and what people set up for themselves."""
