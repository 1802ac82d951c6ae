"""Declares the reports."""

from zhike.areas.insight import customers

__all__ = ["customers"]
