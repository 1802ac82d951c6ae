"""Chinese surnames whose reading differs from the character's everyday one, and compound surnames."""

SURNAMES: dict[str, str] = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "区": "ou", "解": "xie", "朴": "piao", "查": "zha", "盖": "ge",
    "乐": "yue", "翟": "zhai", "缪": "miao", "种": "chong", "覃": "qin", "冼": "xian", "员": "yun", "秘": "bi",
    "黑": "he", "折": "she", "召": "shao", "祭": "zhai", "繁": "po", "隗": "wei", "牟": "mou", "卜": "bu",
    "柏": "bai", "薄": "bo", "重": "chong", "佴": "nai", "乜": "nie", "任": "ren", "华": "hua", "石": "shi",
    "叶": "ye", "沈": "shen", "葛": "ge", "宁": "ning", "贾": "jia", "纪": "ji", "那": "na", "车": "che",
    "燕": "yan", "洗": "xian", "晁": "chao", "逄": "pang", "郗": "xi", "郇": "xun", "訾": "zi", "应": "ying",
    "尹": "yin", "俞": "yu", "洪": "hong", "便": "pian", "谌": "chen", "禚": "zhuo", "宿": "su", "哈": "ha",
    "都": "du", "靳": "jin", "长": "chang", "行": "xing", "臧": "zang", "藏": "zang", "降": "jiang", "适": "kuo",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "鲜于": "xian yu", "令狐": "ling hu",
    "单于": "chan yu", "宰父": "zai fu", "亓官": "qi guan", "欧阳": "ou yang", "司马": "si ma", "上官": "shang guan",
    "诸葛": "zhu ge", "夏侯": "xia hou", "皇甫": "huang fu", "东方": "dong fang", "公孙": "gong sun",
    "慕容": "mu rong", "宇文": "yu wen", "司徒": "si tu", "司空": "si kong", "轩辕": "xuan yuan", "端木": "duan mu",
    "百里": "bai li", "呼延": "hu yan", "南宫": "nan gong", "独孤": "du gu", "拓跋": "tuo ba",
}  # fmt: skip
"""Surname (one or two characters) to its toneless syllables, blank-separated. Own table, from the common usage of
《现代汉语词典》 surname readings."""
