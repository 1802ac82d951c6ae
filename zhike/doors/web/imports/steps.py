"""The steps of an import, as the line above its pages shows them."""

from __future__ import annotations

from django.utils.translation import gettext as _

UPLOAD, MAP, CHECK, RUN, RESULT = range(5)


def steps(now: int, *, ended: bool = False) -> list[dict[str, str]]:
    """The line of steps; `now` is where the import stands, `ended` when nothing is left to do there."""
    labels = [_("Choose a file"), _("Map the columns"), _("Check"), _("Bring in"), _("Result")]
    return [{"label": label, "state": _state(place, now, ended)} for place, label in enumerate(labels)]


def _state(place: int, now: int, ended: bool) -> str:
    if place < now or (place == now and ended):
        return "done"
    return "now" if place == now else "next"
