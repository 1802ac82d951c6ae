"""Making text harmless for spreadsheet programs, which run text that starts like a formula, and the way back.

The apostrophe in front is what those programs use themselves. It is put on exactly the texts from which `restored`
takes it off again, those that already start with apostrophes included, so what we export comes back unchanged.
"""

import re

# = + - @ and their full-width forms, after blanks or not; TAB and CR themselves, which some programs drop before
# looking.
DANGEROUS = re.compile(r"'*(?:[\t\r]|[\s\x00\ufeff\u200b]*[=+\-@＝＋－＠﹢﹣−﹦﹫])")
TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')


def neutralised(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula: dangerous text gets an apostrophe in front."""
    if text[:1].isalnum():  # as nearly all text does
        return text
    return f"'{text}" if DANGEROUS.match(text) else text


def restored(text: str) -> str:
    """Return the text that `neutralised` was given, and the text inside of ="00123", with which others keep zeros."""
    if text.startswith("'") and DANGEROUS.match(text, 1):
        return text[1:]
    if text.startswith('="') and (kept := TEXT_FORMULA.fullmatch(text)):
        return kept[1].replace('""', '"')
    return text
