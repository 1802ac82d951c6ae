"""Every entity that the areas have declared, by key and by model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from zhike.kernel.refusals import NotFound

if TYPE_CHECKING:
    from zhike.kernel.entity.declaration import Entity

DeclaredEntity = TypeVar("DeclaredEntity", bound="Entity")

_by_key: dict[str, Entity] = {}
_by_model: dict[type[Model], Entity] = {}


def register(declaration: type[DeclaredEntity]) -> type[DeclaredEntity]:
    """Make an entity known to every screen and door. Used as a decorator on its declaration."""
    entity = declaration()
    if entity.key in _by_key:
        raise ValueError(f"two entities are called {entity.key!r}: {type(entity).__name__}")
    _by_key[entity.key] = entity
    _by_model[entity.model] = entity
    return declaration


def entities() -> Iterator[Entity]:
    """All entities, in the order in which their areas declare them."""
    return iter(list(_by_key.values()))


def entity_of(model: type[Model] | Model) -> Entity:
    """The entity of a model or of one of its records."""
    cls = model if isinstance(model, type) else type(model)
    return _by_model[cls]


def has_entity(model: type[Model]) -> bool:
    """Whether people meet this model as an entity."""
    return model in _by_model


def entity_named(key: str) -> Entity:
    """The entity with this key (`customers`). Raises NotFound for an unknown one."""
    if key not in _by_key:
        raise NotFound(_("There is no such kind of record."))
    return _by_key[key]
