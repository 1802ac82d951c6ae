"""What the filter editor in the browser needs to know about a list's fields."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# As json_script does it: these three could end the script element or start a comment in it.
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def filter_fields(fields: Sequence[dict[str, Any]]) -> SafeString:
    """Return the fields as inert JSON for `web/filters.html`.

    Each field: {"name", "label", "operators": [{"value", "label", "input"}], "choices": [{"value", "label"}],
    "periods", "url", "labels": {value: label}}. An input is text, number, date, days, choice, one, reference or none,
    or two of them for two ends. What a reference can point to is asked at `url`; what it points to now is in `labels`.
    """
    text = json.dumps(list(fields), cls=DjangoJSONEncoder).translate(UNSAFE)
    return format_html('<script type="application/json" data-fields>{}</script>', mark_safe(text))  # noqa: S308
