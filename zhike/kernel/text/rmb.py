"""Amounts of money in capital numerals (人民币大写), as cheques, contracts and invoices want them."""

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_LIMIT = Decimal(10) ** 16


def rmb_capitals(amount: Decimal) -> str:
    """Return an amount in yuan as capital numerals: 1409.50 → 壹仟肆佰零玖元伍角整.

    Rules: 中国人民银行《正确填写票据和结算凭证的基本规定》 (annex 1 of 《支付结算办法》, 银发〔1997〕393号), articles 1
    to 3: 整 after 元 and 角, none after 分; one 零 for inner zeros, also between 元 and 分 without 角; at a zero
    before 万 or 元 the 零 may stand or not — here it stands when the next digit below is not zero. Rounded half up to
    分, as money is. A negative amount gets 负. ValueError from 10^16 yuan on.
    """
    cents = int((abs(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    yuan, rest = divmod(cents, 100)
    if yuan >= _LIMIT:
        raise ValueError("amounts of 10^16 yuan and more have no agreed name")
    jiao, fen = divmod(rest, 10)
    sign = "负" if amount < 0 and cents else ""
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    return sign + whole + _change(jiao, fen, after_yuan=bool(yuan), ends_in_zero=yuan % 10 == 0)


def _whole(yuan: int) -> str:
    """Spell groups of four digits from the top; a gap between spoken digits becomes one 零."""
    if yuan == 0:
        return "零"
    groups = [(yuan // 10000**index % 10000, _GROUPS[index]) for index in range(3, -1, -1)]
    spoken = ""
    gap = spoken_ends_in_zero = False
    for value, unit in groups:
        if value == 0:
            gap = gap or bool(spoken)
            continue
        if spoken and (gap or value < 1000 or spoken_ends_in_zero):
            spoken += "零"
        spoken += _group(value) + unit.replace("万亿", "万")
        spoken += "亿" if unit == "万亿" and not yuan // 10**8 % 10000 else ""
        spoken_ends_in_zero = value % 10 == 0
        gap = False
    return spoken


def _group(value: int) -> str:
    spoken = ""
    gap = False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit == 0:
            gap = gap or bool(spoken)
            continue
        spoken += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return spoken


def _change(jiao: int, fen: int, *, after_yuan: bool, ends_in_zero: bool) -> str:
    if not jiao and not fen:
        return "整"
    if not jiao:
        return ("零" if after_yuan else "") + f"{_DIGITS[fen]}分"
    lead = "零" if after_yuan and ends_in_zero else ""
    return lead + f"{_DIGITS[jiao]}角" + (f"{_DIGITS[fen]}分" if fen else "整")
