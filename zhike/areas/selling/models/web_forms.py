"""Forms on public web pages through which leads come in, and what was sent through them."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.models import ChoicesField, DictionaryField
from zhike.kernel.records import OwnedRecord

ASKABLE = [
    ("company", _("Company")),
    ("post", _("Post")),
    ("phone", _("Phone")),
    ("email", _("E-mail")),
    ("region", _("Region")),
    ("need", _("Need")),
]
"""What a form may ask besides the name."""


def new_key() -> str:
    """A key for the address of a form, which nobody guesses from another."""
    return secrets.token_urlsafe(9).replace("-", "x").replace("_", "y")


class WebForm(OwnedRecord):
    """A public form at `/f/<key>`. Its leads go by the assignment rules, else to its owner.

    `origins` are the sites that may embed it, one a line, such as `https://www.example.com`. `difficulty` is the work
    that a visitor's browser must do before sending: so many zero bits of a SHA-256, none for 0.
    """

    name = models.CharField(_("Form"), max_length=100)
    key = models.CharField(_("Key"), max_length=24, unique=True, default=new_key, editable=False)
    title = models.CharField(_("Title on the page"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    intro = models.TextField(_("Words above the form"), blank=True)
    intro_en = models.TextField(_("English words above the form"), blank=True)
    asks = ChoicesField(_("Asked for"), choices=ASKABLE, default=list)
    requires = ChoicesField(_("Must be filled in"), choices=ASKABLE, default=list)
    thanks = models.TextField(_("Words of thanks"), blank=True)
    thanks_en = models.TextField(_("English words of thanks"), blank=True)
    privacy_url = models.CharField(_("Privacy notice"), max_length=300, blank=True)
    origins = models.TextField(_("Sites that may embed it"), blank=True)
    source = DictionaryField(_("Source of its leads"), dictionary="customer_source")
    difficulty = models.PositiveSmallIntegerField(_("Work against robots"), default=0)
    active = models.BooleanField(_("In use"), default=True)

    class Meta:
        db_table = "web_form"
        verbose_name = _("Web form")
        verbose_name_plural = _("Web forms")

    def __str__(self) -> str:
        return self.name


class WebSubmission(models.Model):
    """Something that was sent through a form, and what became of it. The sender's address is kept as a keyed hash."""

    form = models.ForeignKey(WebForm, models.CASCADE, related_name="submissions")
    at = models.DateTimeField(auto_now_add=True)
    address = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    verdict = models.CharField(max_length=20)
    lead = models.ForeignKey("selling.Lead", models.SET_NULL, null=True, related_name="+", db_constraint=False)

    class Meta:
        db_table = "web_submission"
        indexes = [
            models.Index(fields=["address", "at"], name="submission_by_address"),
            models.Index(fields=["form", "fingerprint", "at"], name="submission_by_content"),
            models.Index(fields=["form", "at"], name="submission_by_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.verdict} {self.at:%Y-%m-%d %H:%M}"
