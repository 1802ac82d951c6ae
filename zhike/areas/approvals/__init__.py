"""Decisions that somebody else must take before a record may go on."""
