"""What people do with contracts."""

from zhike.areas.contracts.actions.following import amend, make_contract, renew
from zhike.areas.contracts.actions.signing import sign, terminate

__all__ = ["amend", "make_contract", "renew", "sign", "terminate"]
