"""The drawn pieces of `zhike.doors.web.drawing` for templates: `{% facts sections %}`, `{% board_cards cards %}`."""

from django import template

from zhike.doors.web import drawing

register = template.Library()
register.simple_tag(drawing.facts)
register.simple_tag(drawing.fact)
register.simple_tag(drawing.board_cards)
