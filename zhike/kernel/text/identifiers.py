"""Numbers and addresses that carry their own check: tax number, e-mail."""

import re
import unicodedata
from functools import lru_cache

from stdnum.cn import uscc

_SIGNS = re.compile(r"[\s\-‐–—._]+")
# GB 32100-2015: registering department, kind of body, six-digit region, nine-character body, check character.
_CREDIT_CODE = re.compile(r"[1-9ANY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
# Before 2015: six-digit region and the nine characters of GB 11714 (body code); individuals 15 to 20 digits of ID card.
_OLD_TAX_NUMBER = re.compile(r"\d{6}[0-9A-Z]{9}|\d{17}[\dX](?:\d{2})?")
_BODY_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"'\\.]+(?:\.[^\s@<>()\[\],;:\"'\\.]+)*@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)
_POSTCODE = re.compile(r"\d{6}")


@lru_cache(maxsize=1024)
def normalise_tax_number(text: str) -> str:
    """Return a tax number in capitals without blanks and dashes; it may still be wrong, see `is_tax_number`."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_credit_code(text: str) -> bool:
    """Check a unified social credit code of 18 characters (统一社会信用代码, GB 32100-2015) and its last one."""
    code = normalise_tax_number(text)
    return bool(_CREDIT_CODE.fullmatch(code)) and uscc.calc_check_digit(code[:17]) == code[17]


def is_tax_number(text: str) -> bool:
    """Check a Chinese tax number: a unified social credit code, or the older 15 to 20 characters.

    Of an old company number the check character of its body code (GB 11714-1997) is checked; of numbers made from an
    identity card only the shape, since the last digits were given by the tax office.
    """
    number = normalise_tax_number(text)
    if len(number) == 18 and is_credit_code(number):
        return True
    if not _OLD_TAX_NUMBER.fullmatch(number):
        return False
    return len(number) != 15 or number.isdigit() or _has_body_code(number[6:])


def _has_body_code(code: str) -> bool:
    total = sum(int(each, 36) * weight for each, weight in zip(code, _BODY_CODE_WEIGHTS, strict=False))
    return "0123456789X0"[(11 - total % 11) % 11 if total % 11 else 11] == code[8]


def normalise_email(text: str) -> str | None:
    """Return an e-mail address in small letters, or None when it is none.

    Reads "Name <a@b.cn>", `mailto:` and full-width signs; the length limits are those of RFC 5321.
    """
    address = text if text.isascii() else unicodedata.normalize("NFKC", text)
    address = address.strip()
    if "<" in address and address.endswith(">"):
        address = address[address.rindex("<") + 1 : -1].strip()
    address = address.removeprefix("mailto:").lower()
    local, _at, _domain = address.rpartition("@")
    if len(address) > 254 or len(local) > 64 or not _EMAIL.fullmatch(address):
        return None
    return address
