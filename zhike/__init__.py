"""Zhike (知客): a customer-relationship system for small and medium companies."""

__version__ = "0.1.0"
