"""Filters: conditions joined by and/or, the same for lists, saved views, API, export, bulk actions and reports."""

from zhike.kernel.filters.tree import Condition, Group, from_json, from_parameters, predicate

__all__ = ["Condition", "Group", "from_json", "from_parameters", "predicate"]
