"""Declares the reports."""

from zhike.areas.insight import customers, performance, sales

__all__ = ["customers", "performance", "sales"]
