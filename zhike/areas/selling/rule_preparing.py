"""What is checked before an assignment rule or a web form is saved."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from zhike.areas.selling.models import AssignmentRule, Method, WebForm
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?", re.IGNORECASE)
MOST_WORK = 22
MOST_ORIGINS = 20


def complete_rule(rule: AssignmentRule, changed: frozenset[str], by: Actor) -> None:
    """A rule that does not go by region has people."""
    if rule.method != Method.REGION and not rule.people and rule.active:
        raise Refused(_("Say who gets the leads."), field="people", code="required")


def complete_web_form(form: WebForm, changed: frozenset[str], by: Actor) -> None:
    """Required fields are asked for, somebody can be reached, and sites are written as their origin."""
    if not form.asks:
        form.asks = ["company", "phone", "email", "need"]
    if not {"phone", "email"} & set(form.asks):
        raise Refused(_("Ask for a phone number or an e-mail address."), field="asks", code="unreachable")
    form.requires = [name for name in form.requires if name in form.asks]
    if form.difficulty > MOST_WORK:
        words = _("At most %(most)s: more would keep visitors waiting.") % {"most": MOST_WORK}
        raise Refused(words, field="difficulty", code="out_of_range")
    origins = list(dict.fromkeys(form.origins.split()))
    wrong = next((one for one in origins if not ORIGIN.fullmatch(one)), None)
    if wrong is not None or len(origins) > MOST_ORIGINS:
        sites = _("Write sites as in https://www.example.com, one a line, twenty at most.")
        raise Refused(sites, field="origins", code="not_origin")
    form.origins = "\n".join(one.lower() for one in origins)
    if form.privacy_url and not form.privacy_url.startswith(("https://", "http://")):
        raise Refused(_("Write the address with https://."), field="privacy_url", code="not_web")
