"""The ways in which the system says no, each in the user's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field (or, with an empty name, with the whole), as a code for programs and in words."""

    field: str
    code: str
    message: str | Promise


class Refused(Exception):
    """The wish breaks a rule of the trade. Nothing was written; what was typed is kept by the door that asked."""

    status = 422
    default_code = "refused"

    def __init__(
        self,
        message: str | Promise = "",
        *,
        field: str = "",
        code: str = "",
        errors: Sequence[FieldError] = (),
    ) -> None:
        """Say why: one message with the field it belongs to, or several `errors` at once."""
        self.errors = tuple(errors) or (FieldError(field, code or self.default_code, message),)
        super().__init__(message or self.errors[0].message)

    @property
    def message(self) -> str:
        """All that is wrong, in one line."""
        return " ".join(dict.fromkeys(str(error.message) for error in self.errors))


class NotAllowed(Refused):
    """The person lacks the right to do this to records that they may see."""

    status = 403
    default_code = "not_allowed"


class NotFound(Refused):
    """There is no such record, or none that the person may see: the answer is the same."""

    status = 404
    default_code = "not_found"


class ChangedMeanwhile(Refused):
    """Somebody else saved the record after it was read."""

    status = 409
    default_code = "changed_meanwhile"
