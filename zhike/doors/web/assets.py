"""Where the files that Vite built are, by the names that templates use."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static

BUILT = Path(__file__).resolve().parent / "static" / "zhike"
MANIFEST = BUILT / "manifest.json"


class NotBuilt(Exception):
    """The front end has not been built, or has no file of that name."""


@cache
def _entries(changed: float) -> dict[str, dict[str, Any]]:
    """The manifest as it was at modification time `changed`: while developing, a new build shows without a restart."""
    entries: dict[str, dict[str, Any]] = json.loads(MANIFEST.read_text("utf-8"))
    return entries


def entry(name: str) -> dict[str, Any]:
    """Return the manifest's entry for a source file such as "main.ts". Raises NotBuilt."""
    try:
        return _entries(_changed())[name]
    except FileNotFoundError:
        raise NotBuilt("The front end has not been built: run `npm ci && npm run build`.") from None
    except KeyError:
        raise NotBuilt(f"The front end's build has no file called {name}.") from None


def url(name: str) -> str:
    """Return the address of the built file `name`, with its hash."""
    return _url(name, _changed())


def stylesheets(name: str) -> list[str]:
    """Return the addresses of the style sheets that the script `name` needs."""
    return [static(f"zhike/{file}") for file in entry(name).get("css", [])]


@cache
def _url(name: str, changed: float) -> str:
    return static(f"zhike/{entry(name)['file']}")


def _changed() -> float:
    """When the manifest was written, asked only while developing: a page asks for a hundred icons."""
    return MANIFEST.stat().st_mtime if settings.DEBUG else 0.0
