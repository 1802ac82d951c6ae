"""`{% kept %}`: parts of a page that come out the same for equal values are drawn once and kept."""

from collections.abc import Hashable
from dataclasses import is_dataclass
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 512
"""How many versions of one part are kept in a process; then it forgets and begins anew."""


@register.tag
def kept(parser: Parser, token: Token) -> "Kept":
    """Draw what stands between `{% kept rail=rail look=look %}` and `{% endkept %}` once for equal values.

    Nothing else of the page's context reaches it, so a value that was forgotten leaves a gap and never shows what
    belongs to somebody else. The reader's language always counts.
    """
    words = token.split_contents()[1:]
    values = token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError(f"kept takes name=value pairs, not {' '.join(words)}")
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodes, values)


class Kept(template.Node):
    """The part, the values that it depends on, and its versions."""

    def __init__(self, nodes: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodes, self.values = nodes, values
        self.versions: dict[Hashable, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """The part as it was drawn for these values before, or drawn now."""
        values = {name: value.resolve(context, ignore_failures=True) for name, value in self.values.items()}
        key = (get_language(), frozen(values))
        found = self.versions.get(key)
        if found is None:
            found = self.nodes.render(context.new(values))
            if len(self.versions) >= MOST:
                self.versions.clear()
            self.versions[key] = found
        return found


class Known(list[Any]):
    """A list that is made once and handed out many times: equal only to itself, so nobody has to look through it.

    Whoever makes it makes another when anything in it changes.
    """

    __hash__ = object.__hash__  # type: ignore[assignment]  # (a list has none)
    __eq__ = object.__eq__
    __ne__ = object.__ne__


def frozen(value: Any) -> Hashable:
    """The value as a key: equal only to what would be drawn alike, so `1`, `True` and safe text are told apart."""
    if isinstance(value, Known):
        return value
    if isinstance(value, dict):
        return tuple((name, frozen(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(frozen, value))
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value), frozen(vars(value)))
    if isinstance(value, Promise):
        value = str(value)
    return (type(value), value)
