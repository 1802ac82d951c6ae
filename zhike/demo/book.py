"""Loads the demo book: the company and its people, customers, contacts, two years of activities, and traces of work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from zhike.areas.activities.models import Activity
from zhike.areas.catalog.models import Product
from zhike.areas.customers.models import Contact, Customer
from zhike.areas.selling.jobs import look_for_suggestions
from zhike.demo import (
    activities,
    commissions,
    companies,
    competitors,
    contacts,
    contracts,
    credit_notes,
    deals,
    invoices,
    leads,
    money,
    orders,
    plans,
    products,
    quotes,
    receipts,
    reminders,
    rivals,
    sales,
    staff,
    stock,
    traces,
)
from zhike.demo.writing import number, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.dictionaries.declaration import fill_new
from zhike.kernel.directory import pinned, renew
from zhike.kernel.duplicates.whole_book import find_all
from zhike.kernel.entity.registry import entity_named

SEED = 20240318
CUSTOMERS = 2_000
CONTACTS = 3_500
ACTIVITIES = 20_000
DEALS = 400
LEADS = 150
ORDERS = 620
STEPS = 9

Progress = Callable[[str, int, int], object]


def load(
    progress: Progress | None = None,
    *,
    customers: int = CUSTOMERS,
    people: int = CONTACTS,
    entries: int = ACTIVITIES,
    offers: int = DEALS,
    enquiries: int = LEADS,
    ordered: int = ORDERS,
) -> dict[str, int]:
    """Write the demo book and return how much of what was written.

    `progress` is told the name of each step, its number and how many there are. The same numbers give the same book
    every time; only its dates move along, for it ends now. All or nothing is written.
    """
    random, now = Random(SEED), timezone.localtime()  # noqa: S311  (a demo book holds no secrets)
    tell = progress or (lambda _step, _place, _of: None)
    with transaction.atomic(), pinned():
        tell("Departments and people", 1, STEPS)
        fill_new()
        crew = staff.hire()
        renew()
        tell("Customers", 2, STEPS)
        book = number(companies.make(random, crew, customers, now), parent="parent")
        write(entity_named("customers"), book)
        tell("Contacts", 3, STEPS)
        known = number(contacts.make(random, book, people, now), parent="superior")
        write(entity_named("contacts"), known)
        tell("Activities", 4, STEPS)
        done = number(activities.make(random, crew, book, known, entries, now))
        write(entity_named("activities"), done)
        tell("Traces of work", 5, STEPS)
        traces.leave(random, crew, now)
        met = competitors.meet(crew)
        goods = products.make(random, crew, now)
        booked = money.keep(crew, book, now)
        tell("Opportunities", 6, STEPS)
        sold = deals.make(random, book, known, offers, now)
        asked = leads.make(random, crew, book, enquiries, now)
        rivals.make(random, goods, now)
        look_for_suggestions(now.date())
        moved = stock.fill(random, crew, goods, now)
        tell("Quotes", 7, STEPS)
        quoted = quotes.make(random, goods, now)
        tell("Contracts, orders, invoices and receipts", 8, STEPS)
        traded = _trade(crew, goods, ordered, now)
        planned = plans.make(crew, now)
        earned = commissions.reckon(crew, now)
        tell("Likely duplicates", 9, STEPS)
        alike = find_all(entity_named("customers")) + find_all(entity_named("contacts"))
    return {
        "employees": len(crew.everyone), "customers": len(book), "contacts": len(known), "activities": len(done),
        "competitors": met, "products": len(goods), "opportunities": sold, "leads": asked, "movements": moved,
        "cash_entries": booked, "quotes": quoted, "plans": planned, "commissions": earned, "duplicates": alike,
        **traded,
    }  # fmt: skip


def _trade(crew: staff.Crew, goods: Sequence[Product], ordered: int, now: datetime) -> dict[str, int]:
    """What was agreed, ordered, shipped, invoiced and paid; the months that are over are closed behind it."""
    today = now.date()
    agreed = contracts.make(crew, goods, now)
    sold, limits = sales.make(goods, agreed, ordered, today)
    limits.write(Actor.of(crew.everyone["zhengwen"], door="import"))
    credit_notes.give(sold, today)
    packed, bought = orders.make(crew, sold, today)
    bills, items = invoices.make(crew, sold)
    received = receipts.make(crew, sold, bills, items, today)
    money.pay_suppliers(crew, bought, now)
    money.close(crew, now)
    return {
        "contracts": len(agreed), "orders": len(sold), "packing_lists": packed, "invoices": len(bills),
        "receipts": received, "reminders": reminders.make(crew, today),
    }  # fmt: skip


def is_empty() -> bool:
    """Whether there is no customer, contact or activity yet, so that a demo book disturbs nobody."""
    return not any(model.objects.exists() for model in (Customer, Contact, Activity))
