"""The roles of a new system."""

from __future__ import annotations

from zhike.areas.customers.models import Customer
from zhike.kernel.access.presets import fill_new_roles, preset_role
from zhike.kernel.people.models import Grant, Role
from zhike.kernel.testing import Cast


def test_each_of_the_cast_sees_what_the_role_says(cast: Cast) -> None:
    seen = {
        person.username: set(Customer.objects.visible_to(cast.actor(person)).values_list("owner__username", flat=True))
        for person in (cast.administrator, cast.manager, cast.zhou, cast.li, cast.stranger)
    }
    assert seen == {
        "admin": {"chen", "zhou", "li"}, "chen": {"chen", "zhou", "li"}, "zhou": {"zhou"}, "li": {"li"}, "wu": set(),
    }  # fmt: skip


def test_rights_that_the_administrator_took_away_do_not_come_back(cast: Cast) -> None:
    Grant.objects.filter(entity="customers").delete()
    roles = Role.objects.count()
    preset_role("observer").delete()
    fill_new_roles()
    assert not Grant.objects.filter(entity="customers").exists()
    assert Role.objects.count() == roles - 1
