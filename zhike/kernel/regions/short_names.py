"""The short form of a region's name, as people say it: 江苏省 → 江苏, 恩施土家族苗族自治州 → 恩施."""

import re

_PEOPLES = (
    "壮族|回族|维吾尔|哈萨克|柯尔克孜|蒙古族|蒙古|藏族|羌族|彝族|苗族|侗族|布依族|土家族|白族|傣族|景颇族|傈僳族|哈尼族|"
    "朝鲜族|满族|瑶族|畲族|黎族|水族|仫佬族|毛南族|仡佬族|拉祜族|佤族|布朗族|纳西族|独龙族|怒族|普米族|锡伯|塔吉克|"
    "土族|撒拉族|保安族|东乡族|裕固族|达斡尔族|鄂温克族|鄂伦春|各族"
)
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES})*(?:自治区|自治州|自治县|自治旗)$")
_IRREGULAR = {
    "内蒙古自治区": "内蒙古",
    "鄂伦春自治旗": "鄂伦春",
    "鄂温克族自治旗": "鄂温克",
    "东乡族自治县": "东乡",
    "阿克塞哈萨克族自治县": "阿克塞",
}
_SUFFIX = {
    "province": re.compile(r"(?:省|市|特别行政区)$"),
    "city": re.compile(r"(?:市|地区|盟|林区|县)$"),
    "district": re.compile(r"(?:特区|林区|矿区|新区|市|区|县|旗)$"),
}
_ZONE = re.compile(r"(?:开发区|园区|管理区|行政委员会|管委会)$")


def short_name(name: str, level: str) -> str:
    """Return the short form of a region's `name` at `level`; a one-character one stays whole (单县)."""
    if name in _IRREGULAR:
        return _IRREGULAR[name]
    if level == "area" or (_ZONE.search(name) and level == "district"):
        return name
    short = _AUTONOMOUS.sub("", name)
    if short == name or not short:
        short = _SUFFIX[level].sub("", name)
    return short if len(short) > 1 else name
