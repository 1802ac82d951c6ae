"""Signing in with a password: tries are counted before they are checked, and too many lock the account for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhike.kernel.people.models import Employee, SignIn
from zhike.kernel.refusals import Refused

MOST_WRONG = 10
MOST_WRONG_FROM_ADDRESS = 60
LOCKED_FOR = timedelta(minutes=15)
LONGEST_NAME = 150
LONGEST_PASSWORD = 4096


class Locked(Refused):
    """Too many wrong passwords; the door opens again by itself."""

    status = 429
    default_code = "locked"


def sign_in(username: str, password: str, *, address: str | None, agent: str = "") -> tuple[Employee, SignIn]:
    """The employee whose name and password these are, and the record of this sign-in.

    After ten wrong passwords in a quarter of an hour an account is locked for as long, right password or not, and so is
    an address after sixty. An unknown name takes as long and is answered and locked like a known one. Raises Refused or
    Locked.
    """
    name = username.strip().casefold()[:LONGEST_NAME]
    # Counted first: a hundred tries at the same moment must not all pass the count.
    attempt = SignIn.objects.create(username=name, succeeded=False, address=address, agent=agent[:300])
    opens = max(_opens_by_name(attempt), _opens_by_address(attempt))
    if opens > attempt.at:
        # A try at a locked door doesn't lock it for longer.
        SignIn.objects.filter(pk=attempt.pk).update(ended_at=attempt.at)
        raise Locked(_locked_words(opens - attempt.at))
    employee = Employee.objects.filter(username__iexact=name, deleted_at=None).first()
    if not _right(employee, password) or employee is None or not employee.is_active:
        if employee is not None:
            SignIn.objects.filter(pk=attempt.pk).update(employee=employee)
        raise Refused(_("The name or the password is not right."), code="wrong_password")
    attempt.employee, attempt.succeeded, attempt.seen_at = employee, True, attempt.at
    attempt.save(update_fields=["employee", "succeeded", "seen_at"])
    return employee, attempt


def locked_until(employee: Employee) -> datetime | None:
    """Until when an account is locked; None when it is not."""
    now = timezone.now()
    opens = _opens(SignIn.objects.filter(username=employee.username.casefold()), now, MOST_WRONG)
    return opens if opens > now else None


def unlock(employee: Employee) -> None:
    """Let an account's owner try again at once."""
    SignIn.objects.filter(username=employee.username.casefold(), succeeded=False, ended_at=None).update(
        ended_at=timezone.now()
    )


def _opens_by_name(attempt: SignIn) -> datetime:
    return _opens(SignIn.objects.filter(username=attempt.username, pk__lt=attempt.pk), attempt.at, MOST_WRONG)


def _opens_by_address(attempt: SignIn) -> datetime:
    if attempt.address is None:
        return attempt.at
    return _opens(
        SignIn.objects.filter(address=attempt.address, pk__lt=attempt.pk),
        attempt.at,
        MOST_WRONG_FROM_ADDRESS,
        all_names=True,
    )


def _opens(tries: object, now: datetime, most: int, *, all_names: bool = False) -> datetime:
    """When the door opens: a quarter of an hour after the last of so many wrong tries since the last right one."""
    recent = tries.filter(at__gt=now - LOCKED_FOR)  # type: ignore[attr-defined]
    if not all_names:
        good = recent.filter(succeeded=True).order_by("-at").values_list("at", flat=True).first()
        recent = recent.filter(at__gt=good) if good else recent
    wrong = list(recent.filter(succeeded=False, ended_at=None).order_by("-at").values_list("at", flat=True)[:most])
    return wrong[0] + LOCKED_FOR if len(wrong) >= most else now


def _right(employee: Employee | None, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    if employee is None:
        make_password(password)  # as much work as for a known name, so that the time tells nothing
        return False
    return check_password(password, employee.password)


def _locked_words(left: timedelta) -> str:
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return ngettext(
        "Too many wrong passwords. Try again in %(count)s minute, or ask your administrator.",
        "Too many wrong passwords. Try again in %(count)s minutes, or ask your administrator.",
        minutes,
    ) % {"count": minutes}
