"""What templates need from the front end: built files, icons, avatars, chips, and the words of the scripts."""

from functools import lru_cache
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString

from zhike.doors.web import assets
from zhike.doors.web.words import browser_words

register = template.Library()
AVATAR_TONES = ("jade", "sky", "violet", "amber", "teal", "rose", "orange", "pink", "lime")


@register.simple_tag
def asset(name: str) -> SafeString:
    """Load the built script `name` and its style sheets. Raises NotBuilt."""
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', ((href,) for href in assets.stylesheets(name)))
    return format_html('{}<script type="module" src="{}"></script>', styles, assets.url(name))


@register.simple_tag
def asset_url(name: str) -> str:
    """Return the address of a built file such as "mark.svg". Raises NotBuilt."""
    return assets.url(name)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw the Lucide icon `name`; `size` is "", "sm" or "lg". Decoration only: the words stand beside it."""
    return _icon(f"{assets.url('icons.svg')}#{name}", size)


@lru_cache(4096)
def _icon(href: str, size: str) -> SafeString:
    classes = f"icon icon-{size}" if size else "icon"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


def avatar_tone(name: str) -> str:
    """Return the tone that stands for a name: the same in every place and at every time."""
    return AVATAR_TONES[sum(map(ord, name)) % len(AVATAR_TONES)]


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Draw the first letter of a name in its own tone; `size` is "", "md" or "lg"."""
    return _avatar(str(name), size)


@lru_cache(4096)
def _avatar(name: str, size: str) -> SafeString:
    classes = f"avatar avatar-{size}" if size else "avatar"
    letter = name.strip()[:1].upper()
    return format_html('<span class="{} tone-{}" aria-hidden="true">{}</span>', classes, avatar_tone(name), letter)


@register.simple_tag
def chip(words: str, tone: str = "ink") -> SafeString:
    """Draw a small rounded label in one of the ten tones."""
    return format_html('<span class="chip tone-{}">{}</span>', tone, words)


@register.simple_tag
def client(language: str = "", **addresses: str) -> SafeString:
    """Hand the scripts their words, and addresses such as `search="/search"`, as inert JSON."""
    return json_script({"words": browser_words(), "language": language, "addresses": addresses}, "client")


@register.simple_tag(takes_context=True)
def address(context: dict[str, Any], **changes: Any) -> str:
    """Return this page's query with `changes` made: None takes a parameter out. Starts a new page of rows."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
