"""Makes valid values and records of any entity from its declaration alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count, product
from string import ascii_uppercase
from typing import Any
from zoneinfo import ZoneInfo

from tests.contracts.posted import MAKERS
from zhike.kernel.access.presets import preset_scope
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.people.models import Employee
from zhike.kernel.testing import Cast

# What only the rules of one entity accept. A new entity needs a line here only if it has such rules.
PARTICULAR: dict[tuple[str, str], Any] = {
    ("choices", "dictionary"): "customer_level",
    ("choices", "is_default"): False,
    ("customers", "tax_number"): "91320594MA1K0001X4",
    ("company", "tax_number"): "91320594MA1K0001X4",
    ("company", "currency"): "CNY",
    ("company", "fiscal_year_starts"): 4,
    ("company", "time_zone"): "Asia/Shanghai",
    ("contacts", "decision_weight"): 60,
    ("ledger_accounts", "code"): lambda: f"66{next(_numbers):06d}",
    ("ledger_accounts", "retired"): False,
    ("cash_accounts", "currency"): "CNY",
    ("cash_accounts", "retired"): False,
    ("currencies", "code"): lambda: next(_codes),
    ("currencies", "places"): 2,
    ("currencies", "retired"): False,
    ("parameters", "contract_places"): 2,
    ("parameters", "order_places"): 2,
    ("parameters", "quote_places"): 2,
    ("parameters", "product_places"): 2,
    ("products", "currency"): "CNY",
    ("products", "tax_rate"): "13",
    ("product_units", "factor"): "12",
    ("units", "places"): 2,
    ("price_lists", "currency"): "CNY",
    ("price_lists", "valid_until"): "2029-12-31",
    ("number_patterns", "entity"): "customers",
    ("number_patterns", "pattern"): "K-{year}-{sequence:5}",
    ("activities", "kind"): "task",
    ("activities", "contact"): None,
    ("employees", "language"): "zh-hans",
    ("opportunities", "currency"): "CNY",
    ("opportunities", "probability"): 40,
    ("opportunities", "closed_on"): None,
    ("opportunities", "lost_reason"): None,
    ("commission_rules", "rate"): "3",
    ("commission_rules", "category"): None,
    ("commission_rules", "margin_from"): "10",
    ("commission_rules", "margin_below"): "90",
    ("commission_rules", "valid_until"): "2029-12-31",
    ("commission_rules", "priority"): 5,
    ("commission_shares", "share"): "100",
    ("contract_instalments", "share"): "100",
    ("exchange_rates", "currency"): "USD",
    ("orders", "discount"): "5",
    ("order_lines", "discount"): "5",
    ("order_lines", "tax_rate"): "13",
    ("contracts", "discount"): "5",
    ("contract_lines", "discount"): "5",
    ("contract_lines", "tax_rate"): "13",
    ("invoices", "discount"): "5",
    ("invoice_lines", "discount"): "5",
    ("invoice_lines", "tax_rate"): "13",
    ("quotes", "currency"): "CNY",
    ("quotes", "discount"): "5",
    ("quote_lines", "discount"): "5",
    ("quote_lines", "tax_rate"): "13",
    ("web_forms", "origins"): "https://www.example.com",
    ("web_forms", "privacy_url"): "https://www.example.com/privacy",
    ("web_forms", "difficulty"): 8,
    ("criteria", "weight"): 20,
    ("opportunity_products", "discount"): "5",
    ("sales_targets", "category"): None,
    ("sales_targets", "cycle"): "month",
    ("sales_targets", "measure"): "orders",
    ("sales_targets", "starts_on"): lambda: f"{1990 + next(_numbers) % 200}-{next(_numbers) % 12 + 1:02d}-01",
    ("stages", "probability"): 40,
    ("stages", "kind"): "open",
}
# References that would bend the tree of records that the tests stand on.
LEFT_OUT = {
    ("departments", "parent"), ("employees", "superior"), ("contacts", "superior"), ("customers", "parent"),
    ("product_categories", "parent"), ("units", "base"), ("products", "supplier"),
}  # fmt: skip
TEXTS = frozenset({"text", "long_text"})
_numbers = count(1)
_codes = map("".join, product("X", ascii_uppercase, ascii_uppercase))


@dataclass
class World:
    """The cast, and the records that were made for a test."""

    cast: Cast
    made: dict[str, Any] = field(default_factory=dict)

    def record(self, entity: Entity, owner: Employee | None = None, **values: Any) -> Any:
        """A record with all fields filled in, owned by `owner` (the administrator without one)."""
        cast = self.cast
        person = owner or cast.administrator
        if entity.key in MAKERS:
            return self._with(MAKERS[entity.key](cast, person), entity, values)
        if entity.document is not None:
            return self._line(entity, person, values)
        existing = entity.model._default_manager.first() if "create" not in entity.verbs else None
        if existing is not None:
            return existing
        filled = values_for(entity, self, person) | lines_for(entity, self, person) | values
        outcome = create(entity, filled, by=cast.actor(cast.administrator))
        made = entity.model._default_manager.get(pk=outcome.records[0])
        return self._given_to(entity, made, person)

    @staticmethod
    def _with(made: Any, entity: Entity, values: dict[str, Any]) -> Any:
        if values:
            columns = {entity.fields[name].column: value for name, value in values.items()}
            entity.model._default_manager.filter(pk=made.pk).update(**columns)
            made.refresh_from_db()
        return made

    def change(self, entity: Entity, record: Any, **values: Any) -> None:
        """Change a record as the administrator; a line by way of its document."""
        by = self.cast.actor(self.cast.administrator)
        if entity.document is None:
            update(Chosen.of(record, by=by), values, by=by)
            return
        lines = entity.document[1]
        holder = getattr(record, lines.by)
        update(Chosen.of(holder, by=by), {lines.name: [{"id": str(record.pk), **values}]}, by=by)

    def _line(self, entity: Entity, person: Employee, values: dict[str, Any]) -> Any:
        document, lines = entity.document or (entity, None)
        line = values_for(entity, self, person) | values
        holder = self.record(document, person, **{lines.name: [line]})  # type: ignore[union-attr]
        return entity.model._default_manager.get(**{lines.by: holder})  # type: ignore[union-attr]

    def _given_to(self, entity: Entity, made: Any, person: Employee) -> Any:
        owned = {"owner_id", "department_id"} <= {one.attname for one in made._meta.concrete_fields}
        if owned and made.owner_id != person.pk:
            entity.model._default_manager.filter(pk=made.pk).update(
                owner_id=person.pk, department_id=person.department_id
            )
            made.refresh_from_db()
        return made

    def referred(self, bound: BoundField, owner: Employee) -> Any:
        """A record that a reference may point to: one of the owner's own."""
        of_customer = bound.related_entity is not None and bound.related_entity.key == "customers"
        if of_customer and (owner.pk in self.cast.customers or not bound.required):
            return self.cast.customers.get(owner.pk)
        if bound.related_entity is not None and bound.related_entity.few:
            return bound.related_model._default_manager.order_by("pk").first()
        return self.record(bound.related_entity) if bound.required and bound.related_entity is not None else None


def values_for(entity: Entity, world: World, owner: Employee, *, mark: str = "") -> dict[str, Any]:
    """Valid values for all fields that the administrator may write, as a form or JSON would send them."""
    by = world.cast.actor(world.cast.administrator)
    number, found = next(_numbers), {}
    held = entity.document[1].by if entity.document is not None else ""
    for name, bound in entity.writable(by).items():
        if (entity.key, name) in LEFT_OUT or name == held:
            continue
        value = PARTICULAR.get((entity.key, name), _NOTHING)
        value = value_of(bound, world, owner, number, mark) if value is _NOTHING else value
        value = value() if callable(value) else value
        if value is not None:
            found[name] = value
    return found


def lines_for(entity: Entity, world: World, owner: Employee) -> dict[str, Any]:
    """One line of each kind that a document has."""
    return {one.name: [values_for(entity.line_entity(one), world, owner)] for one in entity.lines}


_NOTHING = object()


def value_of(bound: BoundField, world: World, owner: Employee, number: int, mark: str = "") -> Any:
    """A value of a field by its type; None where there is none to give."""
    match bound.type.name:
        case "text" | "long_text":
            return f"{mark}值{number}{bound.name}"[-(bound.max_length or 200) :]
        case "phone":
            return f"138{number:08d}"
        case "email":
            return f"someone{number}@example.com"
        case "url":
            return f"https://example.com/{number}"
        case "integer":
            return 1 + number % 999
        case "decimal" | "money":
            return f"{number}.50"
        case "boolean":
            return True
        case "date":
            return date(2024, 2, 1 + number % 28).isoformat()
        case "datetime":
            return datetime(2024, 2, 1 + number % 28, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")).isoformat()
        case "choice" | "level" if getattr(bound.model_field, "codes", ""):
            return bound.choices[0][0]  # the usual one: others need a rate
        case "choice" | "level":
            return bound.choices[min(1, len(bound.choices) - 1)][0]
    return _linked(bound, world, owner)


def _linked(bound: BoundField, world: World, owner: Employee) -> Any:
    match bound.type.name:
        case "dictionary":
            entries = directory().dictionaries.get(bound.dictionary, ())
            return entries[-1].code if entries else None
        case "person":
            return str(owner.pk)
        case "department":
            return str(owner.department_id)
        case "region":
            return "320505"
        case "tags":
            return ["老客户"]
        case "reference":
            one = world.referred(bound, owner)
            return str(one.pk) if one else None
    return None


def named(keys: list[str]) -> Iterator[Entity]:
    """The entities with these keys."""
    return (entity_named(key) for key in keys)


ALL = [entity.key for entity in entities()]
# Lines are changed with their document only; see test_lines.
CHANGED = [entity.key for entity in entities() if entity.document is None]
CREATED = [entity.key for entity in entities() if "create" in entity.verbs]
# What everybody who sells shares (competitors) is no secret among colleagues.
OWNED = [
    entity.key
    for entity in entities()
    if entity.access.owner == "owner" and preset_scope("seller", entity.access.grants_of or entity.key, "view") != "all"
]
