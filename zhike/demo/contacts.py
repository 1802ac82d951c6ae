"""The people at the demo customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from zhike.areas.customers.models import BirthdayCalendar, Contact, Customer, CustomerKind, Sex
from zhike.demo.persons import BOSSES, HOBBIES, POSTS, Post, mobile, person
from zhike.kernel.directory import directory
from zhike.kernel.text.phones import display, normalise_phone
from zhike.kernel.text.pinyin import full


def make(random: Random, book: Sequence[Customer], count: int, now: datetime) -> list[Contact]:
    """So many unsaved contacts, one at least at each customer, more where more is sold; the chief stands first."""
    taken: set[str] = set()
    found: list[Contact] = []
    for customer, places in zip(book, _places(random, book, count), strict=True):
        chief: Contact | None = None
        posts = (
            [random.choice(BOSSES), *random.sample(POSTS, min(places, len(POSTS)))]
            if random.random() < 0.6
            else random.sample(POSTS, places)
        )
        for post in posts[:places]:
            contact = _contact(random, customer, post, taken, now)
            contact.superior = chief
            chief = chief or (contact if post in BOSSES else None)
            found.append(contact)
    return found


def _places(random: Random, book: Sequence[Customer], count: int) -> list[int]:
    """How many contacts each customer has: one, and the rest drawn with weights by credit."""
    places = [1] * len(book)
    weights = [1 + float(one.credit_limit or 0) / 200_000 if one.kind == CustomerKind.ENTERPRISE else 0 for one in book]
    for place in random.choices(range(len(book)), weights, k=max(count - len(book), 0)):
        places[place] += 1
    # No customer has more than a dozen; what is over goes to the next ones.
    over = 0
    for place, number in enumerate(places):
        over += number - 12 if number > 12 else 0
        places[place] = min(number, 12)
    for place in range(len(places)):
        if over and places[place] < 3:
            places[place] += 1
            over -= 1
    return places


def _contact(random: Random, customer: Customer, post: Post, taken: set[str], now: datetime) -> Contact:
    someone = person(random)
    if customer.kind == CustomerKind.INDIVIDUAL:
        someone = someone._replace(name=customer.name)
    contact = Contact(
        customer=customer, name=someone.name, sex=Sex.MALE if someone.male else Sex.FEMALE,
        unit=post.unit, post=post.name,
        contact_class_id=_choice("contact_class", post.contact_class),
        decision_role_id=_choice("decision_role", post.part) if random.random() < 0.7 else None,
        owner_id=customer.owner_id, department_id=customer.department_id, created_by=customer.owner,
    )  # fmt: skip
    contact.decision_weight = (
        min(max(post.weight + random.randint(-9, 9), 1), 100) if contact.decision_role_id else None
    )
    contact.mobile = mobile(random, taken) if random.random() < 0.92 else ""
    contact.office_phone = _extension(random, customer.main_phone) if random.random() < 0.35 else ""
    domain = customer.email.partition("@")[2] or f"{full(customer.name[2:4]) or 'mail'}.example"
    if random.random() < 0.45:
        digits = contact.mobile.removeprefix("+86").replace(" ", "")
        contact.email = f"{digits or full(someone.name)}@{domain}"
    if random.random() < 0.32:
        contact.birthday = _birthday(random, now.date())
        contact.birthday_calendar = BirthdayCalendar.LUNAR if random.random() < 0.35 else BirthdayCalendar.SOLAR
    contact.hobbies = "、".join(random.sample(HOBBIES, 2)) if random.random() < 0.15 else ""
    contact.created_at = min(customer.created_at + timedelta(days=random.random() * 60), now)
    return contact


def _birthday(random: Random, today: date) -> date:
    """Some day of the year; a few within the coming week, so that there is something to remember."""
    if random.random() < 0.06:
        soon = today + timedelta(days=random.randint(0, 6))
        return date(random.randint(1966, 1996), soon.month, min(soon.day, 28))
    return date(random.randint(1962, 1999), random.randint(1, 12), random.randint(1, 28))


def _extension(random: Random, phone: str) -> str:
    read = normalise_phone(phone)
    if read is None or read.extension or read.digits.startswith("1"):
        return ""
    return f"{display(read)} 转 {random.randint(8001, 8999)}"


def _choice(dictionary: str, code: str) -> int | None:
    found = directory().choice(dictionary, code)
    return found.pk if found else None
