"""Department permission: which areas of the product a role opens. Enforced here, where roles become rights.

What a role gives in an area that it does not open counts for nothing: no data permission on the area's records, none
of its special permissions. As every door asks the rights, the area is closed at all of them.
"""

from __future__ import annotations

from typing import NamedTuple

from django.apps import apps

from zhike.kernel.directory.snapshot import RoleRights
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entities
from zhike.kernel.fields.codes import declare_codes


class Area(NamedTuple):
    """An area of the product: the key that its entities carry, and what people call it."""

    key: str
    label: Words


def areas() -> list[Area]:
    """All areas, in the order in which they are installed; each is called like the app that declares it first."""
    labels = {config.label: config.verbose_name for config in apps.get_app_configs()}
    found: dict[str, Area] = {}
    for entity in entities():
        if entity.area:
            label = labels.get(entity.area) or labels[entity.model._meta.app_label]
            found.setdefault(entity.area, Area(entity.area, label))
    return list(found.values())


declare_codes("areas", lambda: [(area.key, str(area.label)) for area in areas()])


def opened(role: RoleRights) -> RoleRights:
    """The role without what it gives in areas that it does not open; a role that names no area opens all."""
    if not role.areas:
        return role
    area_of = {entity.key: entity.area for entity in entities()}
    closed = {area.key for area in areas()} - role.areas
    return role._replace(
        grants=tuple(grant for grant in role.grants if area_of.get(grant[0], "") not in closed),
        powers=frozenset(power for power in role.powers if _area_of_power(power, area_of) not in closed),
        fields={key: access for key, access in role.fields.items() if area_of.get(key[0], "") not in closed},
    )


def opens(role: RoleRights, area: str) -> bool:
    """Whether a role opens an area."""
    return not role.areas or not area or area in role.areas


def _area_of_power(power: str, area_of: dict[str, str]) -> str:
    """The area of `customers.merge` is that of the customers; `organisation.people` names its area itself."""
    first = power.partition(".")[0]
    return area_of.get(first, first)
