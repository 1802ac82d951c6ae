"""What is checked before the company profile, a dictionary entry, a tag or a number pattern is saved or deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.models import MOST_PLACES, Company, Parameters
from zhike.kernel.access.actor import Actor
from zhike.kernel.dictionaries.declaration import dictionaries
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.dictionaries.usage import used as used_choices
from zhike.kernel.entity.registry import entities
from zhike.kernel.numbering.models import NumberPattern
from zhike.kernel.numbering.patterns import checked_pattern
from zhike.kernel.refusals import Refused
from zhike.kernel.tags.models import Tag
from zhike.kernel.tags.usage import used as used_tags
from zhike.kernel.text.identifiers import is_tax_number, normalise_tax_number

CODE = re.compile(r"[\w.-]{1,60}")
LONGEST_NOTICE = 366
PERCENTAGES = ("quote_discount", "quote_margin", "contract_discount", "order_discount", "order_margin")
WHOLE = 100
CURRENCY = re.compile(r"[A-Z]{3}")


def complete_company(company: Company, changed: frozenset[str], by: Actor) -> None:
    """There is one company; its tax number, months, currency and time zone are real ones."""
    if company._state.adding and Company.objects.exists():
        raise Refused(_("The company profile is there already: change it."), code="only_one")
    if "tax_number" in changed and company.tax_number:
        company.tax_number = normalise_tax_number(company.tax_number)
        if not is_tax_number(company.tax_number):
            raise Refused(
                _("This is not a valid tax number: its check digit or length is wrong."),
                field="tax_number",
                code="not_tax_number",
            )
    if not 1 <= company.fiscal_year_starts <= 12:
        raise Refused(
            _("The fiscal year begins in a month from 1 to 12."), field="fiscal_year_starts", code="out_of_range"
        )
    company.currency = company.currency.strip().upper()
    if not CURRENCY.fullmatch(company.currency):
        raise Refused(_("A currency has three letters, such as CNY."), field="currency", code="not_currency")
    if company.time_zone not in time_zones():
        raise Refused(
            _("There is no such time zone; write it as in Asia/Shanghai."), field="time_zone", code="not_time_zone"
        )


def complete_parameters(parameters: Parameters, changed: frozenset[str], by: Actor) -> None:
    """Prices keep at most six decimals; days of notice lie within a year; limits are parts of the whole."""
    for name in PERCENTAGES:
        limit = getattr(parameters, name)
        if limit is not None and not 0 <= limit <= WHOLE:
            raise Refused(_("A limit lies between 0 and 100 per cent."), field=name, code="out_of_range")
    if parameters.contract_worth is not None and parameters.contract_worth < 0:
        raise Refused(_("This can't be negative."), field="contract_worth", code="out_of_range")
    for name in ("contract_places", "order_places", "quote_places", "product_places"):
        if getattr(parameters, name) > MOST_PLACES:
            raise Refused(
                _("At most %(most)s decimals are kept.") % {"most": MOST_PLACES}, field=name, code="out_of_range"
            )
    for name in ("receivable_days", "birthday_days", "contract_days"):
        if getattr(parameters, name) > LONGEST_NOTICE:
            raise Refused(
                _("At most %(most)s days of notice.") % {"most": LONGEST_NOTICE}, field=name, code="out_of_range"
            )


def complete_choice(choice: Choice, changed: frozenset[str], by: Actor) -> None:
    """An entry stands in a declared dictionary, its code never changes, and one entry at most is the default."""
    if choice._state.adding:
        if choice.dictionary not in {one.key for one in dictionaries()}:
            raise Refused(_("There is no such dictionary."), field="dictionary", code="unknown_reference")
        if not CODE.fullmatch(choice.code):
            raise Refused(_("A code has letters, digits, points and dashes."), field="code", code="not_code")
    elif changed & {"dictionary", "code"}:
        raise Refused(_("The code of an entry doesn't change: programs know it by it."), field="code", code="fixed")
    if choice.retired:
        choice.is_default = False
    if choice.is_default:
        Choice.objects.filter(dictionary=choice.dictionary, is_default=True).exclude(pk=choice.pk).update(
            is_default=False
        )


def guard_choice(verb: str, choices: Sequence[Any], by: Actor) -> None:
    """An entry that stands on records is retired or merged, never deleted."""
    for choice in choices if verb == "delete" else ():
        if count := used_choices(choice):
            raise Refused(
                _("“%(name)s” stands on %(count)s records: retire it, or merge it into another.")
                % {"name": choice, "count": count}, code="in_use",
            )  # fmt: skip


def complete_tag(tag: Tag, changed: frozenset[str], by: Actor) -> None:
    """A tag is a word without commas, because commas part tags in files and forms."""
    tag.name = " ".join(tag.name.split())
    if not tag.name or set(tag.name) & set(",，;；"):
        raise Refused(_("A tag is a word or a few, without commas."), field="name", code="not_tag")


def guard_tag(verb: str, tags: Sequence[Any], by: Actor) -> None:
    """A tag that hangs on records is retired or merged, never deleted."""
    for tag in tags if verb == "delete" else ():
        if count := used_tags(tag.pk):
            raise Refused(
                _("“%(name)s” stands on %(count)s records: retire it, or merge it into another.")
                % {"name": tag.name, "count": count}, code="in_use",
            )  # fmt: skip


def complete_pattern(own: NumberPattern, changed: frozenset[str], by: Actor) -> None:
    """A pattern belongs to an entity that has numbers, and never makes the same number twice."""
    if own.entity not in {entity.key for entity in entities() if entity.numbering is not None}:
        raise Refused(_("Records of this kind have no numbers."), field="entity", code="unknown_reference")
    own.pattern = checked_pattern(own.pattern)


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(available_timezones())
