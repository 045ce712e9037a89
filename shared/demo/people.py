"""People at the organisations of the demo world, named in both languages."""

from random import Random

from shared.demo.places import Written

_FAMILY = {
    "王": "Wang", "李": "Li", "张": "Zhang", "刘": "Liu", "陈": "Chen", "杨": "Yang", "黄": "Huang",
    "赵": "Zhao", "吴": "Wu", "周": "Zhou", "徐": "Xu", "孙": "Sun", "马": "Ma", "朱": "Zhu",
    "胡": "Hu", "郭": "Guo", "何": "He", "林": "Lin", "罗": "Luo", "高": "Gao",
}  # fmt: skip
_GIVEN = {
    "伟": "Wei", "芳": "Fang", "敏": "Min", "静": "Jing", "磊": "Lei", "洋": "Yang", "艳": "Yan",
    "勇": "Yong", "军": "Jun", "杰": "Jie", "娟": "Juan", "涛": "Tao", "明": "Ming", "超": "Chao",
    "霞": "Xia",
}  # fmt: skip
_ABROAD = (
    Written("Anna Keller", "安娜·凯勒"), Written("Tom Brooks", "汤姆·布鲁克斯"),
    Written("Claire Dubois", "克莱尔·杜布瓦"), Written("Joost Visser", "约斯特·菲瑟"),
    Written("Giulia Conti", "朱莉娅·孔蒂"), Written("Pablo Ortega", "巴勃罗·奥尔特加"),
    Written("Elin Berg", "埃琳·贝里"), Written("Marek Nowak", "马雷克·诺瓦克"),
    Written("Sarah Hughes", "莎拉·休斯"), Written("Daniel Kim", "金丹尼尔"),
)  # fmt: skip
_TITLES = (
    Written("采购经理", "Head of purchasing"), Written("物流", "Logistics"),
    Written("财务", "Accounts"),
)  # fmt: skip


def somebody(random: Random, country: str) -> Written:
    """Return a name; Chinese ones have the family name first, in pinyin too."""
    if country != "CN":
        return random.choice(_ABROAD)
    family, given = random.choice(list(_FAMILY)), random.choice(list(_GIVEN))
    return Written(family + given, f"{_FAMILY[family]} {_GIVEN[given]}")


def title(country: str, position: int) -> Written:
    """Return the job title of the first, second or third person."""
    told = _TITLES[position]
    return told if country == "CN" else Written(told.other, told.first)
