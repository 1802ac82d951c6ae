"""Taking in what strangers send through a public form, and keeping robots out without asking any other service.

In this order: too large; a trap field that people don't see; a token signed when the form was shown, that is neither
fresh (nobody fills in a form in two seconds) nor old, with the work that the form asks for; no more than a few from one
network address; the same content twice is one lead. Robots in the trap are thanked, so that they learn nothing.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from zhike.areas.selling.leads import tell_owners
from zhike.areas.selling.models import Lead, WebForm, WebSubmission
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.cleaning import clean
from zhike.kernel.actions.perform import after_commit
from zhike.kernel.actions.standard import create_checked
from zhike.kernel.directory import directory
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import FieldError, Refused

TRAP = "website"
LEAST_SECONDS = 2
MOST_SECONDS = 12 * 3600
PER_ADDRESS = 6
PER_FORM = 300
WINDOW = timedelta(hours=1)
SAME_WITHIN = timedelta(hours=24)
LONGEST = {"name": 100, "company": 200, "post": 100, "phone": 60, "email": 254, "region": 20, "need": 4000}
LARGEST = 32_768
"""Bytes of one request."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came: the values by field, the token with its proof of work, who sent it, and the page around the form."""

    values: Mapping[str, str]
    token: str
    proof: str = ""
    address: str = ""
    page: str = ""


def new_token(form: WebForm) -> str:
    """A token that says when this form was shown."""
    return signing.dumps({"form": form.key}, salt="web-form")


def receive(form: WebForm, sent: Sent) -> Lead | None:
    """Make a lead of what was sent; None when it is thanked for and nothing comes of it.

    Raises Refused in the visitor's words, with a status of 429 (code `too_many`) for too many from one address.
    """
    address = hashed(sent.address)
    with transaction.atomic():
        # One at a time from an address, so that a burst can't slip past the count.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"web-form:{address}"])
        verdict, problem, lead = _judged(form, sent, address)
        WebSubmission.objects.create(
            form=form, address=address, fingerprint=fingerprint(sent.values), verdict=verdict, lead=lead
        )
    if problem is not None:
        raise problem
    return lead


def _judged(form: WebForm, sent: Sent, address: str) -> tuple[str, Refused | None, Lead | None]:
    if sent.values.get(TRAP, "").strip():
        return "trap", None, None
    if _too_many(form, address):
        words = _("Too many messages came from your network. Please try again in an hour, or call us.")
        return "too_many", TooMany(words, code="too_many"), None
    if problem := _token_problem(form, sent):
        return problem
    if _sent_before(form, sent):
        return "again", None, None
    try:
        return "accepted", None, _lead(form, sent)
    except Refused as refused:
        return "wrong", refused, None


class TooMany(Refused):
    """Too many came from one network address."""

    status = 429


def _too_many(form: WebForm, address: str) -> bool:
    lately = WebSubmission.objects.filter(at__gt=timezone.now() - WINDOW)
    return (
        lately.filter(address=address).count() >= PER_ADDRESS
        or lately.filter(form=form).exclude(verdict="too_many").count() >= PER_FORM
    )


def _token_problem(form: WebForm, sent: Sent) -> tuple[str, Refused, None] | None:
    words: Words = _("This form has been open for too long. Please send it once more.")
    try:
        shown = signing.loads(sent.token, salt="web-form", max_age=MOST_SECONDS)
        if shown.get("form") != form.key:
            raise signing.BadSignature
    except signing.BadSignature:
        return "too_fast", Refused(words, code="token"), None
    if not _waited(sent.token):
        return "too_fast", Refused(_("That was very fast. Please send it once more."), code="too_fast"), None
    if not proven(sent.token, sent.proof, form.difficulty):
        return "no_work", Refused(_("Your browser has to run this page's script. Please try again."), code="work"), None
    return None


def _waited(token: str) -> bool:
    """Whether the token is at least some seconds old."""
    try:
        signing.loads(token, salt="web-form", max_age=LEAST_SECONDS)
    except signing.SignatureExpired:
        return True
    return False


def proven(token: str, proof: str, difficulty: int) -> bool:
    """Whether SHA-256 of token and proof begins with so many zero bits (hashcash)."""
    if not difficulty:
        return True
    if len(proof) > 40:
        return False
    digest = hashlib.sha256(f"{token}:{proof}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - difficulty) == 0


def _sent_before(form: WebForm, sent: Sent) -> bool:
    since = timezone.now() - SAME_WITHIN
    same = WebSubmission.objects.filter(form=form, fingerprint=fingerprint(sent.values), at__gt=since)
    return same.filter(verdict="accepted").exists()


def _lead(form: WebForm, sent: Sent) -> Lead:
    entity, by = entity_of(Lead), Actor.system(door="portal")
    asked = ["name", *form.asks]
    values = {name: sent.values.get(name, "").strip() for name in asked}
    _refuse_wrong(form, values)
    cleaned: dict[str, Any] = clean(entity, {name: value for name, value in values.items() if value}, by=by)
    source = form.source_id or getattr(directory().choice("customer_source", "website"), "pk", None)
    cleaned |= {"web_form": form.pk, "page": sent.page[:500], "source": source}
    lead = Lead.objects.get(pk=create_checked(entity, cleaned, by=by).records[0])
    if lead.owner_id is None and form.owner_id is not None:
        Lead.objects.filter(pk=lead.pk).update(owner_id=form.owner_id, department_id=form.department_id)
        after_commit(lambda: tell_owners({form.owner_id: [lead.pk]}))  # type: ignore[dict-item]
    return lead


def _refuse_wrong(form: WebForm, values: Mapping[str, str]) -> None:
    fields = entity_of(Lead).fields
    missing = [name for name in ("name", *form.requires) if not values.get(name)]
    long = [name for name, value in values.items() if len(value) > LONGEST[name]]
    errors = [
        FieldError(name, "required", _("“%(field)s” must be filled in.") % {"field": fields[name].label})
        for name in missing
    ] + [FieldError(name, "too_long", _("At most %(most)s characters.") % {"most": LONGEST[name]}) for name in long]
    if not errors and not (values.get("phone") or values.get("email")):
        errors.append(FieldError("phone", "required", _("Leave a phone number or an e-mail address.")))
    if errors:
        raise Refused(errors=errors)


def fingerprint(values: Mapping[str, str]) -> str:
    """What makes two messages the same: all values but for case and blanks."""
    told = "\n".join(f"{name}={' '.join(value.split()).casefold()}" for name, value in sorted(values.items()))
    return hashlib.sha256(told.encode()).hexdigest()


def hashed(address: str) -> str:
    """The network address as it is kept: a keyed hash, of the whole /64 for IPv6, which one household has."""
    try:
        known = ipaddress.ip_address(address)
        network = ipaddress.ip_network(f"{known}/64", strict=False) if known.version == 6 else known
    except ValueError:
        network = "unknown"  # type: ignore[assignment]
    return salted_hmac("web-form-address", str(network), algorithm="sha256").hexdigest()
