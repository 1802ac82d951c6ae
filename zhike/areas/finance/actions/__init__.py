"""What may be done with money."""

from zhike.areas.finance.actions import cash, ledger  # noqa: F401  (declares the verbs)
