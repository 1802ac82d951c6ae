"""Likely duplicates: the inbox, the comparison side by side, and the merge."""
