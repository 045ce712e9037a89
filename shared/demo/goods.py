"""What Haorui sells: shavers, clippers, care, spare parts and variants for buyers abroad."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Good:
    """One product; `price` is the standard net price in fen per piece."""

    sku: str
    name_zh: str
    name_en: str
    category_zh: str
    category_en: str
    price: int
    minimum: int = 10
    pack: int = 10
    lead_days: int = 14
    backorder: bool = True
    channel: str = "both"


_ROTARY = ("旋转式剃须刀", "Rotary shavers")
_FOIL = ("往复式剃须刀", "Foil shavers")
_HAIR = ("理发与修剪", "Clippers and trimmers")
_CARE = ("个人护理", "Personal care")
_PARTS = ("配件", "Spare parts")
_OEM = ("海外定制", "Made to order")

GOODS = (
    Good("RS-310", "三头旋转剃须刀 S310", "Rotary shaver S310, three heads", *_ROTARY, 6900),
    Good("RS-310T", "三头旋转剃须刀 S310 旅行装", "Rotary shaver S310, travel set", *_ROTARY, 7900),
    Good("RS-520", "五向浮动剃须刀 S520", "Rotary shaver S520, floating heads", *_ROTARY, 12900),
    Good("RS-520B", "五向浮动剃须刀 S520 黑金", "Rotary shaver S520, black gold", *_ROTARY, 13900),
    Good("RS-730", "智能剃须刀 S730 数显", "Rotary shaver S730, digital display", *_ROTARY, 21900),
    Good("RS-730W", "智能剃须刀 S730 无线充", "Rotary shaver S730, wireless charge", *_ROTARY, 24900),
    Good("RS-900", "旗舰剃须刀 S900", "Rotary shaver S900, flagship", *_ROTARY, 39900, 5, 5),
    Good("RS-MINI", "迷你便携剃须刀", "Mini pocket shaver", *_ROTARY, 3900, 20, 20),
    Good("FS-210", "往复式剃须刀 F210", "Foil shaver F210", *_FOIL, 8900),
    Good("FS-330", "三刀头往复剃须刀 F330", "Foil shaver F330, three blades", *_FOIL, 15900),
    Good("FS-330C", "三刀头往复剃须刀 F330 清洁座", "Foil shaver F330 with cleaning dock", *_FOIL, 23900),
    Good("FS-550", "五刀头往复剃须刀 F550", "Foil shaver F550, five blades", *_FOIL, 29900, 5, 5),
    Good("FS-POCKET", "磁吸口袋剃须刀", "Magnetic pocket foil shaver", *_FOIL, 5900, 20, 20),
    Good("HC-100", "家用理发器 H100", "Hair clipper H100", *_HAIR, 5900),
    Good("HC-200", "专业理发器 H200", "Hair clipper H200, professional", *_HAIR, 14900),
    Good("HC-KID", "儿童静音理发器", "Quiet children's clipper", *_HAIR, 7900),
    Good("TR-50", "胡须造型器 T50", "Beard trimmer T50", *_HAIR, 8900),
    Good("TR-80", "多功能修剪套装 T80", "Grooming kit T80, eight pieces", *_HAIR, 13900),
    Good("TR-BODY", "身体毛发修剪器", "Body groomer", *_HAIR, 9900),
    Good("NT-10", "鼻毛修剪器", "Nose and ear trimmer", *_CARE, 2900, 20, 20),
    Good("NT-20", "充电式鼻毛修剪器", "Nose trimmer, rechargeable", *_CARE, 3900, 20, 20),
    Good("LS-40", "女士剃毛器 L40", "Lady shaver L40", *_CARE, 6900),
    Good("LS-60", "女士脱毛仪 L60", "Epilator L60", *_CARE, 19900),
    Good("FB-15", "洁面仪", "Facial brush", *_CARE, 9900),
    Good("TB-30", "声波电动牙刷", "Sonic toothbrush", *_CARE, 8900),
    Good("TB-30H", "电动牙刷替换刷头 4 支", "Toothbrush heads, set of four", *_CARE, 2900, 24, 24),
    Good("MR-12", "带灯化妆镜", "Lighted shaving mirror", *_CARE, 6900),
    Good("HD-310", "S310 刀头三只装", "Shaving heads for S310, set of three", *_PARTS, 2400, 30, 30),
    Good("HD-520", "S520 刀头三只装", "Shaving heads for S520, set of three", *_PARTS, 3900, 30, 30),
    Good("HD-730", "S730 刀头三只装", "Shaving heads for S730, set of three", *_PARTS, 5900, 30, 30),
    Good("FO-330", "F330 刀网刀头套装", "Foil and cutter for F330", *_PARTS, 4900, 30, 30),
    Good("FO-550", "F550 刀网刀头套装", "Foil and cutter for F550", *_PARTS, 7900, 30, 30),
    Good("CH-USB", "USB-C 充电线", "USB-C charging cable", *_PARTS, 900, 50, 50, 7),
    Good("CH-DOCK", "充电座", "Charging stand", *_PARTS, 2900, 20, 20),
    Good("CS-TRV", "旅行收纳盒", "Travel case", *_PARTS, 1500, 50, 50, 7),
    Good("CL-SOL", "清洁液 300 毫升", "Cleaning fluid 300 ml", *_PARTS, 1900, 24, 24, 7),
    Good("OEM-S520-US", "S520 出口装 110V", "S520 export, 110 V", *_OEM, 11200, 500, 50, 45,
         channel="abroad"),
    Good("OEM-S520-EU", "S520 出口装 230V", "S520 export, 230 V", *_OEM, 11200, 500, 50, 45,
         channel="abroad"),
    Good("OEM-F330-US", "F330 出口装 110V", "F330 export, 110 V", *_OEM, 13900, 300, 50, 45,
         channel="abroad"),
    Good("OEM-F330-EU", "F330 出口装 230V", "F330 export, 230 V", *_OEM, 13900, 300, 50, 45,
         channel="abroad"),
    Good("OEM-T80", "T80 出口装", "T80 export set", *_OEM, 11900, 300, 50, 45, channel="abroad"),
    Good("OEM-MIRROR", "S520 带镜定制款", "S520 with mirror, custom", *_OEM, 12900, 500, 50, 35,
         backorder=False, channel="abroad"),
)  # fmt: skip

# code, names, currency, share of the standard price in basis points, is it the standard list
PRICE_LISTS = (
    ("STD-CNY", "标准价目表", "Standard price list", "CNY", 10_000, True),
    ("GOLD-CNY", "金牌经销商价目表", "Gold dealer price list", "CNY", 8_800, False),
    ("SILVER-CNY", "银牌经销商价目表", "Silver dealer price list", "CNY", 9_400, False),
    ("EXP-USD", "出口价目表（美元）", "Export price list, USD", "USD", 1_400, True),
    ("EXP-EUR", "出口价目表（欧元）", "Export price list, EUR", "EUR", 1_300, True),
)
# A tier starts at so many minimum quantities and takes off so many basis points.
TIERS = ((1, 0), (10, 300), (50, 700))
