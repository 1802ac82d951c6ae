"""The grants and field rules of a role in its history, and taking back what was saved on its sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from zhike.areas.organisation.roles import Reaches, Sheet, set_rights, sheet_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import VERBS, verbs_of
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.directory import directory
from zhike.kernel.entity.parts import Part
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.history.parts import Columns, rows_of, states
from zhike.kernel.history.undo import declare_undo
from zhike.kernel.people.models import FieldAccess, FieldRule, Grant, Role, Scope
from zhike.kernel.refusals import NotFound, Refused


def grant_label(row: Mapping[str, Any]) -> str:
    """Customers · View."""
    try:
        entity = entity_named(str(row.get("entity")))
    except NotFound:
        return f"{row.get('entity')} · {row.get('verb')}"
    return f"{entity.label_plural} · {(verbs_of(entity) | VERBS).get(str(row.get('verb')), row.get('verb'))}"


def grant_words(state: Mapping[str, Any]) -> str:
    """Chosen departments (East, South)."""
    units = directory().departments
    chosen = ", ".join(units[one].name for one in state.get("departments") or () if one in units)
    scope = str(Scope(state["scope"]).label) if state.get("scope") in Scope.values else ""
    return f"{scope} ({chosen})" if scope and chosen else scope or chosen


def rule_label(row: Mapping[str, Any]) -> str:
    """Customers · Credit limit."""
    try:
        entity = entity_named(str(row.get("entity")))
    except NotFound:
        return f"{row.get('entity')} · {row.get('field')}"
    field = entity.fields.get(str(row.get("field")))
    return f"{entity.label_plural} · {field.label if field else row.get('field')}"


def rule_words(state: Mapping[str, Any]) -> str:
    """Hidden, or read only."""
    return str(FieldAccess(state["access"]).label)


class Kinds:
    """The tables of which a role's sheet is made."""

    ROLE = Role._meta.db_table
    GRANT = Grant._meta.db_table
    RULE = FieldRule._meta.db_table


PARTS = (
    Part(
        Grant, "role", lambda row: f"grants.{row.get('entity')}.{row.get('verb')}", grant_label,
        ("scope", "departments"), grant_words,
    ),
    Part(
        FieldRule, "role", lambda row: f"fields.{row.get('entity')}.{row.get('field')}", rule_label, ("access",),
        rule_words,
    ),
)  # fmt: skip


def take_back_rights(batch: Batch, by: Actor) -> Outcome:
    """Make a role allow again what it allowed before a batch, by the same rules as saving its sheet.

    A sheet is one thing: all of it goes back, or nothing. Raises Refused when any of it was changed since, NotAllowed
    for rights that the actor can't give.
    """
    changes = list(batch.changes.order_by("-id"))
    rows = {part.table: rows_of(part, [one for one in changes if one.kind == part.table]) for part in PARTS}
    roles = {change.record_id for change in changes if change.kind == Kinds.ROLE}
    roles |= {row["role_id"] for table in rows.values() for row in table.values() if "role_id" in row}
    role = Role.objects.select_for_update().filter(pk__in=roles, deleted_at=None).first()
    if role is None:
        raise NotFound(_("There is no such role."))
    sheet = sheet_of(role)
    for change in changes:
        sheet = _before(sheet, change, rows.get(change.kind, {}).get(change.record_id, {}))
    return set_rights(role.pk, sheet, by=by)


def _before(sheet: Sheet, change: Change, row: Columns) -> Sheet:
    """The sheet without one change of it."""
    match change.kind:
        case Kinds.ROLE:
            was = _state_before({"powers": sorted(sheet.powers), "areas": sorted(sheet.areas)}, change) or {}
            return replace(sheet, powers=frozenset(was["powers"]), areas=frozenset(was["areas"]))
        case Kinds.GRANT:
            grants, key = dict(sheet.grants), (row["entity"], row["verb"])
            now = grants.pop(key, None)
            grant = _state_before(now and {"scope": now.scope, "departments": list(now.departments)}, change)
            if grant is not None:
                grants[key] = Reaches(grant["scope"], tuple(grant["departments"]))
            return replace(sheet, grants=grants)
        case Kinds.RULE:
            fields, key = dict(sheet.fields), (row["entity"], row["field"])
            access = fields.pop(key, None)
            rule = _state_before(None if access is None else {"access": access}, change)
            if rule is not None:
                fields[key] = rule["access"]
            return replace(sheet, fields=fields)
    return sheet


def _state_before(now: dict[str, Any] | None, change: Change) -> dict[str, Any] | None:
    """What a row held before a change, if it holds now what the change left. Raises Refused if it doesn't."""
    before, after = states(change)
    stands = now is None if after is None else now is not None and all(
        now[name] == after[name] for name in now if name in after
    )  # fmt: skip
    if not stands:
        raise Refused(_("The rights of this role were changed again since."), code="changed_since")
    return None if before is None else {**(now or {}), **before}


declare_undo("roles.set_rights", take_back_rights)
