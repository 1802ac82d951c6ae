"""Contracts that come in by a file: as drafts, or in force since the day that they are dated."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhike.areas.contracts.models import Contract, ContractLine
from zhike.areas.documents.finishing import without_lines
from zhike.kernel.refusals import FieldError, Refused


def refuse_open(contract: Contract, lines: Sequence[ContractLine]) -> None:
    """Raises Refused for a contract with nothing on it, or without the day from which it is in force.

    Text and signers are not asked for: they stand on the paper that was signed, in another system's files.
    """
    errors = [] if lines else [without_lines()]
    if contract.starts_on is None:
        errors.append(FieldError("starts_on", "required", _("Say from when it is in force.")))
    if errors:
        raise Refused(errors=errors)
