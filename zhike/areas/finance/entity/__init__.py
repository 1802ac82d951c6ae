"""How people meet money: one module for each kind of book."""

from zhike.areas.finance import checks  # noqa: F401  (declares what is reconciled)
from zhike.areas.finance.entity import cash, currencies, ledger, open_items  # noqa: F401  (declares them)
