"""What can be done with leads, opportunities and suggestions."""

from zhike.areas.selling.actions.leads import discard, give, qualify, reopen_lead, start
from zhike.areas.selling.actions.opportunities import change_owner, lose, move, reopen, win
from zhike.areas.selling.actions.suggestions import dismiss, take_up

__all__ = [
    "change_owner",
    "discard",
    "dismiss",
    "give",
    "lose",
    "move",
    "qualify",
    "reopen",
    "reopen_lead",
    "start",
    "take_up",
    "win",
]
