"""What happens once, when the database is new: the administrator and the demo book."""

from importlib import import_module
from importlib.util import find_spec

from django.db import transaction

from zhike.config.environment import Environment
from zhike.doors.command.people import add_person
from zhike.kernel.people.models import Employee

ADMINISTRATOR = "admin"


def prepare(environment: Environment) -> str | None:
    """In a database without people, make the administrator and load the demo book; returns the password if made.

    All in one transaction: a start that is cut short leaves nothing half done, and the next one begins anew.
    """
    if Employee.objects.exists():
        return None
    with transaction.atomic():
        _person, password = add_person(ADMINISTRATOR, None, environment.admin_password, administrator=True)
        if environment.demo and find_spec("zhike.demo"):
            print("Writing the demo book …", flush=True)
            import_module("zhike.demo").load(show)
    return None if environment.admin_password else password


def show(step: str, place: int, steps: int) -> None:
    """Print how far the demo book is."""
    print(f"  {place} of {steps}: {step}", flush=True)
