"""How people meet commissions and sales plans."""

from zhike.areas.performance.entity import commissions, plans  # noqa: F401  (declares them)
