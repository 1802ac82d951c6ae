"""How people meet currencies and rates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.models import Currency, ExchangeRate
from zhike.areas.finance.preparing import complete_base_currency, complete_currency, complete_rate
from zhike.areas.organisation.entity import CompanyEntity
from zhike.kernel.access.powers import SETTINGS
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import Access, Column, Importing, Search, Section, StandardView
from zhike.kernel.entity.registry import register

extend(CompanyEntity, prepare=[complete_base_currency])


@register
class CurrencyEntity(Entity):
    """A currency in which we trade."""

    model = Currency
    key, icon, area, in_rail = "currencies", "coins", "money", False
    access = Access(power=SETTINGS)
    columns = [
        Column("code", link=True), Column("name"), Column("name_en"), Column("symbol"), Column("places"),
        Column("position"), Column("retired"),
    ]  # fmt: skip
    filters = ["code", "name", "retired"]
    search = Search(title="code", also=("name", "name_en"), subtitle=("name",))
    form = [Section(_("Basics"), "code", "name", "name_en", "symbol", "places", "position", "retired")]
    default_sort = "position"
    verbs = ("view", "create", "change")
    prepare = [complete_currency]


@register
class ExchangeRateEntity(Entity):
    """What a currency was worth from a day on."""

    model = ExchangeRate
    key, icon, area, in_rail = "exchange_rates", "arrow-left-right", "money", False
    access = Access(power=SETTINGS)
    columns = [Column("currency", link=True), Column("day"), Column("rate"), Column("source"), Column("created_by")]
    filters = ["currency", "day", "rate", "source"]
    form = [Section(_("Basics"), "currency", "day", "rate", "source")]
    views = [StandardView("all", _("All"))]
    default_sort = "-day"
    importing = Importing(match_on=())
    prepare = [complete_rate]
