"""How the other language writes the cities, regions and streets of the demo world."""

from dataclasses import dataclass

# As a place writes itself → as the other language writes it.
PLACE_NAMES = {
    # Provinces, and cities of their rank.
    "江苏": "Jiangsu", "浙江": "Zhejiang", "辽宁": "Liaoning", "安徽": "Anhui", "上海": "Shanghai",
    "山东": "Shandong", "北京": "Beijing", "天津": "Tianjin", "河北": "Hebei", "山西": "Shanxi",
    "吉林": "Jilin", "黑龙江": "Heilongjiang", "福建": "Fujian", "江西": "Jiangxi",
    "广东": "Guangdong", "广西": "Guangxi", "海南": "Hainan", "湖北": "Hubei", "湖南": "Hunan",
    "河南": "Henan", "四川": "Sichuan", "重庆": "Chongqing", "贵州": "Guizhou", "云南": "Yunnan",
    "西藏": "Tibet", "陕西": "Shaanxi", "甘肃": "Gansu", "青海": "Qinghai", "宁夏": "Ningxia",
    "新疆": "Xinjiang", "内蒙古": "Inner Mongolia",
    # Cities.
    "苏州": "Suzhou", "杭州": "Hangzhou", "沈阳": "Shenyang", "合肥": "Hefei", "南京": "Nanjing",
    "宁波": "Ningbo", "济南": "Jinan", "青岛": "Qingdao", "石家庄": "Shijiazhuang",
    "太原": "Taiyuan", "长春": "Changchun", "哈尔滨": "Harbin", "福州": "Fuzhou",
    "厦门": "Xiamen", "南昌": "Nanchang", "无锡": "Wuxi", "温州": "Wenzhou", "广州": "Guangzhou",
    "深圳": "Shenzhen", "佛山": "Foshan", "南宁": "Nanning", "海口": "Haikou", "武汉": "Wuhan",
    "长沙": "Changsha", "郑州": "Zhengzhou", "洛阳": "Luoyang", "成都": "Chengdu",
    "绵阳": "Mianyang", "贵阳": "Guiyang", "昆明": "Kunming", "拉萨": "Lhasa", "西安": "Xi'an",
    "兰州": "Lanzhou", "西宁": "Xining", "银川": "Yinchuan", "乌鲁木齐": "Urumqi",
    "大连": "Dalian", "呼和浩特": "Hohhot", "台州": "Taizhou", "常州": "Changzhou",
    "东莞": "Dongguan", "金华": "Jinhua", "阳江": "Yangjiang",
    # Abroad.
    "Illinois": "伊利诺伊州", "Chicago": "芝加哥", "Oregon": "俄勒冈州", "Portland": "波特兰",
    "Texas": "得克萨斯州", "Dallas": "达拉斯", "Ontario": "安大略省", "Toronto": "多伦多",
    "Nordrhein-Westfalen": "北莱茵-威斯特法伦州", "Köln": "科隆",
    "Auvergne-Rhône-Alpes": "奥弗涅-罗讷-阿尔卑斯大区", "Lyon": "里昂", "Utrecht": "乌得勒支",
    "Lombardia": "伦巴第大区", "Milano": "米兰", "Comunidad Valenciana": "瓦伦西亚自治区",
    "Valencia": "瓦伦西亚", "Skåne": "斯科讷省", "Malmö": "马尔默", "Małopolskie": "小波兰省",
    "Kraków": "克拉科夫", "England": "英格兰", "Leeds": "利兹", "Hessen": "黑森州",
    "Frankfurt": "法兰克福",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A text as it is written, and in the other language."""

    first: str
    other: str


def addresses(country: str, house: int) -> tuple[tuple[Written, Written], ...]:
    """Return (label, street and number) of the two places of an organisation."""
    if country != "CN":
        return (
            (Written("Main warehouse", "中心仓库"), Written(f"{house} Harbour Street", f"港湾街 {house} 号")),
            (Written("Returns", "退货仓库"), Written(f"{house + 4} Mill Lane", f"磨坊巷 {house + 4} 号")),
        )  # fmt: skip
    park = Written(
        f"工业园区星湖街 {house} 号 5 栋", f"Building 5, {house} Xinghu Street, Industrial Park"
    )
    return (
        (Written("中心仓库", "Main warehouse"), park),
        (Written("门店", "Shop"), Written(f"人民路 {house} 号", f"{house} Renmin Road")),
    )
