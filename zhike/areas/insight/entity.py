"""Declares the reports."""

from zhike.areas.insight import customers, sales

__all__ = ["customers", "sales"]
