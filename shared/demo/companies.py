"""The organisations of the demo world: dealers at home, buyers abroad, suppliers, partners."""

from dataclasses import dataclass

from shared.demo.places import PLACE_NAMES


@dataclass(frozen=True)
class Company:
    """One organisation to be made; `weight` is its share of the business, `care` its manager.

    City and region as they are written there, `…_other` as the other language writes them.
    """

    name_zh: str
    name_en: str
    kinds: tuple[str, ...]
    country: str
    region: str
    region_other: str
    city: str
    city_other: str
    currency: str
    care: str
    weight: int = 0
    tier: str = "C"


_EAST, _OVERSEAS, _SOUTH_WEST = "lin.xiaoyu", "chen.hao", "zhao.qiang"

# name zh, name en, region zh, city zh, account manager, weight
_DEALERS = [
    ("苏州启明电器商贸有限公司", "Suzhou Qiming Appliance Trading", "江苏", "苏州", _EAST, 70),
    ("杭州海岳家电有限公司", "Hangzhou Haiyue Home Appliances", "浙江", "杭州", _EAST, 34),
    ("沈阳北辰商贸有限公司", "Shenyang Beichen Trading", "辽宁", "沈阳", _EAST, 18),
    ("合肥青禾电器有限公司", "Hefei Qinghe Appliances", "安徽", "合肥", _EAST, 16),
    ("上海申汇日用电器有限公司", "Shanghai Shenhui Personal Care", "上海", "上海", _EAST, 28),
    (
        "南京钟山家电批发有限公司",
        "Nanjing Zhongshan Appliance Wholesale",
        "江苏",
        "南京",
        _EAST,
        20,
    ),
    ("宁波甬江小家电有限公司", "Ningbo Yongjiang Small Appliances", "浙江", "宁波", _EAST, 22),
    ("济南泉城百货电器", "Jinan Spring City Appliances", "山东", "济南", _EAST, 15),
    ("青岛海湾商贸有限公司", "Qingdao Bayside Trading", "山东", "青岛", _EAST, 14),
    ("北京京华礼品有限公司", "Beijing Jinghua Gifts", "北京", "北京", _EAST, 24),
    ("天津津门电器有限公司", "Tianjin Jinmen Appliances", "天津", "天津", _EAST, 10),
    ("石家庄燕赵家电", "Shijiazhuang Yanzhao Appliances", "河北", "石家庄", _EAST, 8),
    ("太原晋阳商贸", "Taiyuan Jinyang Trading", "山西", "太原", _EAST, 6),
    ("长春春城电器", "Changchun Spring Appliances", "吉林", "长春", _EAST, 6),
    ("哈尔滨冰城日用品", "Harbin Ice City Daily Goods", "黑龙江", "哈尔滨", _EAST, 7),
    ("福州榕城电器有限公司", "Fuzhou Rongcheng Appliances", "福建", "福州", _EAST, 11),
    ("厦门鹭岛商贸有限公司", "Xiamen Egret Island Trading", "福建", "厦门", _EAST, 12),
    ("南昌赣江家电", "Nanchang Ganjiang Appliances", "江西", "南昌", _EAST, 7),
    ("无锡太湖电器", "Wuxi Taihu Appliances", "江苏", "无锡", _EAST, 9),
    ("温州瓯江小商品", "Wenzhou Oujiang Small Goods", "浙江", "温州", _EAST, 8),
    ("广州珠江电器有限公司", "Guangzhou Pearl River Appliances", "广东", "广州", _SOUTH_WEST, 30),
    ("深圳鹏程数码家电", "Shenzhen Pengcheng Digital Home", "广东", "深圳", _SOUTH_WEST, 26),
    ("佛山顺德礼宾电器", "Shunde Libin Appliances", "广东", "佛山", _SOUTH_WEST, 12),
    ("南宁绿城商贸", "Nanning Green City Trading", "广西", "南宁", _SOUTH_WEST, 7),
    ("海口椰风电器", "Haikou Coconut Breeze Appliances", "海南", "海口", _SOUTH_WEST, 5),
    ("武汉江城家电有限公司", "Wuhan River City Appliances", "湖北", "武汉", _SOUTH_WEST, 19),
    ("长沙湘江电器有限公司", "Changsha Xiangjiang Appliances", "湖南", "长沙", _SOUTH_WEST, 15),
    ("郑州中原百货电器", "Zhengzhou Central Plains Appliances", "河南", "郑州", _SOUTH_WEST, 16),
    ("洛阳牡丹商贸", "Luoyang Peony Trading", "河南", "洛阳", _SOUTH_WEST, 5),
    ("成都锦江电器有限公司", "Chengdu Jinjiang Appliances", "四川", "成都", _SOUTH_WEST, 21),
    ("绵阳涪城家电", "Mianyang Fucheng Appliances", "四川", "绵阳", _SOUTH_WEST, 4),
    ("重庆山城电器有限公司", "Chongqing Mountain City Appliances", "重庆", "重庆", _SOUTH_WEST, 17),
    ("贵阳筑城商贸", "Guiyang Zhucheng Trading", "贵州", "贵阳", _SOUTH_WEST, 5),
    ("昆明春融电器", "Kunming Chunrong Appliances", "云南", "昆明", _SOUTH_WEST, 8),
    ("拉萨雪域商贸", "Lhasa Snowland Trading", "西藏", "拉萨", _SOUTH_WEST, 2),
    ("西安长安家电有限公司", "Xi'an Chang'an Appliances", "陕西", "西安", _SOUTH_WEST, 14),
    ("兰州黄河电器", "Lanzhou Yellow River Appliances", "甘肃", "兰州", _SOUTH_WEST, 5),
    ("西宁高原商贸", "Xining Plateau Trading", "青海", "西宁", _SOUTH_WEST, 3),
    ("银川塞上电器", "Yinchuan Saishang Appliances", "宁夏", "银川", _SOUTH_WEST, 3),
    ("乌鲁木齐天山商贸", "Urumqi Tianshan Trading", "新疆", "乌鲁木齐", _SOUTH_WEST, 6),
]

# name, country, region, city, currency, weight
_BUYERS = [
    ("Northlake Grooming Inc.", "US", "Illinois", "Chicago", "USD", 20),
    ("Harbor & Pine Personal Care", "US", "Oregon", "Portland", "USD", 12),
    ("Bellmont Retail Group", "US", "Texas", "Dallas", "USD", 15),
    ("Maple Ridge Imports", "CA", "Ontario", "Toronto", "USD", 7),
    ("Rheinwald Körperpflege GmbH", "DE", "Nordrhein-Westfalen", "Köln", "EUR", 16),
    ("Atelier Barbier SARL", "FR", "Auvergne-Rhône-Alpes", "Lyon", "EUR", 9),
    ("Van der Meer Huishoudelijk B.V.", "NL", "Utrecht", "Utrecht", "EUR", 8),
    ("Rasoio Milano S.r.l.", "IT", "Lombardia", "Milano", "EUR", 9),
    ("Afeitado Ibérico S.L.", "ES", "Comunidad Valenciana", "Valencia", "EUR", 6),
    ("Nordljus Hushåll AB", "SE", "Skåne", "Malmö", "EUR", 5),
    ("Wisła AGD Sp. z o.o.", "PL", "Małopolskie", "Kraków", "EUR", 5),
    ("Albion Shaving Co. Ltd", "GB", "England", "Leeds", "EUR", 8),
]

_SUPPLIERS = [
    ("宁波精塑模具有限公司", "Ningbo Jingsu Moulding", "浙江", "宁波"),
    ("温岭明镜玻璃有限公司", "Wenling Mingjing Mirrors", "浙江", "台州"),
    ("常州微驰电机有限公司", "Changzhou Weichi Motors", "江苏", "常州"),
    ("东莞恒能电池有限公司", "Dongguan Hengneng Batteries", "广东", "东莞"),
    ("义乌彩盒包装厂", "Yiwu Colour Box Packaging", "浙江", "金华"),
    ("阳江利刃刀网有限公司", "Yangjiang Liren Foils and Blades", "广东", "阳江"),
    ("深圳芯联电子有限公司", "Shenzhen Xinlian Electronics", "广东", "深圳"),
    ("余姚顺达喷涂加工厂", "Yuyao Shunda Coating", "浙江", "宁波"),
    ("苏州皓力紧固件有限公司", "Suzhou Haoli Fasteners", "江苏", "苏州"),
    ("慈溪联合组装有限公司", "Cixi United Assembly", "浙江", "宁波"),
]

_PARTNERS = [
    ("上海聚势营销策划有限公司", "Shanghai Jushi Marketing", "上海", "上海", "CN"),
    ("杭州智造工业设计研究院", "Hangzhou Zhizao Industrial Design", "浙江", "杭州", "CN"),
    ("广州广交会展服务有限公司", "Guangzhou Fair Services", "广东", "广州", "CN"),
    ("", "Brightline Test Laboratories", "Hessen", "Frankfurt", "DE"),
]


def _tier(weight: int) -> str:
    return "A" if weight >= 20 else "B" if weight >= 10 else "C"


def _at(region: str, city: str) -> tuple[str, str, str, str]:
    return region, PLACE_NAMES[region], city, PLACE_NAMES[city]


def companies() -> list[Company]:
    """Return all organisations in the order of their numbers (CP-0001 first)."""
    dealers = [
        Company(
            zh, en, ("distributor",), "CN", *_at(region, city), "CNY", care, weight, _tier(weight)
        )
        for zh, en, region, city, care, weight in _DEALERS
    ]
    buyers = [
        Company("", name, ("customer",), country, *_at(region, city), currency, _OVERSEAS, weight,
                _tier(weight))
        for name, country, region, city, currency, weight in _BUYERS
    ]  # fmt: skip
    suppliers = [
        Company(zh, en, ("supplier",), "CN", *_at(region, city), "CNY", "sun.li")
        for zh, en, region, city in _SUPPLIERS
    ]
    partners = [
        Company(zh, en, ("partner",), country, *_at(region, city), "CNY", _EAST)
        for zh, en, region, city, country in _PARTNERS
    ]
    return [*dealers, *buyers, *suppliers, *partners]
