"""Who is signed in, answered from the directory: no statement for each request."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from zhike.kernel.directory import directory
from zhike.kernel.people.models import Employee


class DirectoryBackend(ModelBackend):
    """Django's backend, but for the person of a session: the directory has the row for as long as it is true."""

    def get_user(self, user_id: int) -> Employee | None:
        """The employee of a session; None for one who may no longer sign in."""
        employee = directory().employee(user_id)
        return employee if employee is not None and self.user_can_authenticate(employee) else None
