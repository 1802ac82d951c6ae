"""Contracts: who signs what, until when, and how it is paid in instalments."""
