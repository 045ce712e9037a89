"""What the demo's customers ask and what support has written down: topics, articles, snippets."""

from dataclasses import dataclass

from shared.tickets.rules import Category

_C = Category


@dataclass(frozen=True)
class Topic:
    """One matter: subject, what the customer writes, our question, our solution."""

    category: Category
    subject: str
    text: str
    question: str
    answer: str
    solution: str
    sku: str = ""


AT_HOME = (
    Topic(
        _C.TECHNICAL,
        "S520 充电指示灯不亮",
        "门店样机充电两小时后指示灯仍不亮，换过插座也一样。",
        "请确认充电线是随机附带的那一根，并拍一张充电口的照片。",
        "是原装线，充电口里有一点胡茬。",
        "用软毛刷清洁充电口后即可恢复充电，已随货补寄清洁刷 10 支。",
        "RS-520",
    ),
    Topic(
        _C.CONSULTATION,
        "S310 与 S520 刀头能否通用",
        "顾客问 S310 的机器能不能装 S520 的刀头。",
        "请问顾客手里的是哪一年购买的机器？",
        "去年双十一买的。",
        "两个系列刀头接口不同，不能通用；S310 请选 HD-310。",
        "HD-520",
    ),
    Topic(
        _C.COMPLAINT,
        "到货外箱破损，3 台机身划伤",
        "昨天签收的一箱外箱压扁，里面 3 台机身有划痕。",
        "请提供外箱面单和划痕的照片，我们向物流追责。",
        "照片已发给客户经理，一共 3 台。",
        "已安排 3 台换新，随下一批货发出，破损机请随车带回。",
        "RS-730",
    ),
    Topic(
        _C.TECHNICAL,
        "理发器推剪时发热明显",
        "H200 连续使用二十分钟后机身发烫，理发师不敢再用。",
        "刀头多久上一次油？请说明使用环境温度。",
        "大概一个月没有上油了。",
        "每次使用前后各滴两滴润滑油即可；附上保养步骤，三天后回访确认温度正常。",
        "HC-200",
    ),
    Topic(
        _C.CONSULTATION,
        "春节前最后发货日期",
        "想确认春节前哪天之前下单能保证发货。",
        "请问收货地是本市还是外省？",
        "主要发江苏和安徽两省。",
        "江浙沪皖 2 月 6 日前下单、10 日前发出，具体以订单承诺日期为准。",
    ),
    Topic(
        _C.TECHNICAL,
        "S730 数显屏显示 E3",
        "新到的 S730 有两台开机显示 E3，无法启动。",
        "请把机身底部的生产批号告诉我们。",
        "批号是 2609A 和 2609B。",
        "E3 是运输锁，长按电源键五秒即可解除，说明书第 8 页有图示。",
        "RS-730",
    ),
    Topic(
        _C.COMPLAINT,
        "补货延迟两次，门店断货",
        "S520 补货已经改期两次，两家门店断货一周了。",
        "我们正在核对产线排期，请告诉我们最急需的数量。",
        "两家店合计先要 60 台。",
        "60 台已从常州仓调拨，今日发出；其余按新的承诺日期交付。",
        "RS-520",
    ),
    Topic(
        _C.CONSULTATION,
        "陈列架与试用装申请",
        "双十二做门店活动，想申请 20 套试用装和陈列架。",
        "请说明活动门店和日期。",
        "无锡 6 家，12 月 10 日到 13 日。",
        "试用装 20 套、陈列架 6 个已安排，随下周订单一起发。",
    ),
    Topic(
        _C.TECHNICAL,
        "牙刷替换刷头松动",
        "TB-30H 装上后左右晃动，刷牙时有异响。",
        "请确认主机型号是 TB-30 还是旧款 TB-20。",
        "是 TB-30。",
        "该批刷头卡扣偏松，已登记质量问题，整批 24 盒换新。",
        "TB-30H",
    ),
    Topic(
        _C.CONSULTATION,
        "发票抬头变更",
        "公司更名了，后面的发票要用新抬头。",
        "请上传新的营业执照和开票资料。",
        "已经发给客户经理了。",
        "新抬头本月 25 日起生效，之前的发票不变。",
    ),
)  # fmt: skip
ABROAD = (
    Topic(
        _C.TECHNICAL,
        "S520: charger light stays red",
        "Six of forty units keep a red light after a full night.",
        "Could you read us the batch number under the foot of one of them?",
        "2608C on all six.",
        "That batch shows red when it is full. It is a label error, the battery is fine.",
        "RS-520",
    ),
    Topic(
        _C.CONSULTATION,
        "Which plug ships with the OEM variant?",
        "Our retailer asks for the UK plug with F330.",
        "Is that for the spring order or for the one on the way?",
        "For the spring order, 1,200 pieces.",
        "UK plugs are confirmed for that order at no extra cost.",
        "FS-330",
    ),
    Topic(
        _C.COMPLAINT,
        "Colour of the gift box differs from the sample",
        "The boxes came out darker than the approved sample.",
        "Please send a photo beside the sample under daylight.",
        "Attached to my last mail to Chen Hao.",
        "We reprint 800 sleeves at our cost and ship them by air on Friday.",
        "FS-330",
    ),
    Topic(
        _C.CONSULTATION,
        "Test reports for the new battery",
        "Our laboratory needs UN 38.3 and the MSDS.",
        "For which capacity: 700 or 1000 mAh?",
        "1000 mAh, please.",
        "Both papers are in your documents now, valid until 2028.",
        "RS-520",
    ),
)  # fmt: skip
STORY = Topic(
    _C.COMPLAINT,
    "Mirror cracked on arrival: five units",
    "Five lighted mirrors of our last delivery arrived with cracked glass. A photo "
    "is attached.",
    "Thank you for the photo. We check how that pallet was packed; may we replace "
    "the five pieces?",
    "Yes, please replace them. The others are fine.",
    "Five new mirrors leave today by air. The inner tray has been changed so that it "
    "cannot happen again.",
    "MR-12",
)  # fmt: skip
NOTES = (
    "客户准备明年扩两家门店，处理要快。",
    "已与生产确认，同批次还有 40 台在途。",
    "不要再承诺日期，等产线周三排期。",
    "属于运输责任，费用由物流承担。",
)  # fmt: skip
PRAISE = (
    "处理很快，谢谢。",
    "答复清楚。",
    "问题解决了，就是多等了一天。",
    "",
    "",
)  # fmt: skip
PRAISE_ABROAD = (
    "Quick and clear.",
    "Solved, thank you.",
    "",
)  # fmt: skip
# category, title zh, title en, body zh, body en, whether it is published
ARTICLES: tuple[tuple[Category, str, str, str, str, bool], ...] = (
    (
        _C.TECHNICAL,
        "剃须刀充不进电怎么办",
        "The shaver does not charge",
        "1. 用软毛刷清洁充电口，胡茬是最常见的原因。\n2. 换用随机附带的充电线。\n3. 长时"
        "间未用的电池需要先充 15 分钟指示灯才会亮。\n仍不亮时，请提交工单并附上充电口照片"
        "。",
        "1. Clean the charging port with a soft brush: stubble is the usual cause.\n2. "
        "Use the cable that came with it.\n3. A battery that lay unused needs 15 minutes "
        "before the light comes on.\nIf it stays dark, open a request with a photo of "
        "the port.",
        True,
    ),
    (
        _C.TECHNICAL,
        "S730 显示 E3 是什么意思",
        "S730 shows E3",
        "E3 表示运输锁。长按电源键五秒，屏幕闪两下即解除。",
        "E3 is the travel lock. Hold the power button for five seconds until the display "
        "blinks twice.",
        True,
    ),
    (
        _C.CONSULTATION,
        "各型号刀头对照表",
        "Which shaving heads fit which shaver",
        "S310 用 HD-310；S520 用 HD-520；S730 用 HD-730。不同系列不能通用。",
        "HD-310 fits S310, HD-520 fits S520, HD-730 fits S730. They cannot be exchanged.",
        True,
    ),
    (
        _C.TECHNICAL,
        "理发器发热与保养",
        "A hair clipper runs hot",
        "使用前后各滴两滴润滑油，每周清洁刀头一次。连续使用不超过 30 分钟。",
        "Two drops of oil before and after use, clean the blade weekly, and pause after "
        "30 minutes.",
        True,
    ),
    (
        _C.COMPLAINT,
        "到货破损如何处理",
        "Goods arrive damaged",
        "请在签收当天拍下外箱面单、外箱和破损产品，提交投诉工单并选择对应订单。我们会在两"
        "小时工作时间内答复。",
        "Take photos of the label, the carton and the goods on the day of arrival, and "
        "open a complaint that names the order. We answer within two business hours.",
        True,
    ),
    (
        _C.CONSULTATION,
        "最小起订量与整箱数",
        "Minimum quantities and packs",
        "每个产品的起订量和整箱数写在产品目录中。下单时系统会提示最接近的整箱数。",
        "Both stand in the catalogue. While you order, the nearest full pack is offered.",
        True,
    ),
    (
        _C.TECHNICAL,
        "刷头松动的批次（草稿）",
        "",
        "2609 批次刷头卡扣偏松，等质量部结论后发布。",
        "",
        False,
    ),
)  # fmt: skip
# shortcut, zh, en
SNIPPETS = (
    (
        "hello",
        "{name}您好，工单 {number} 已收到，我们正在查看。",
        "Hello {name}, thank you for {number}. We are looking into it.",
    ),
    (
        "photo",
        "请拍一张问题部位的照片和机身底部的批号，方便我们判断。",
        "Could you send a photo of the part and of the batch number under the foot?",
    ),
    (
        "replace",
        "已为您安排换新，新品随下一批货发出，旧机请随车带回。",
        "We replace it: the new piece comes with your next delivery, please send the old "
        "one back with it.",
    ),
    (
        "solved",
        "问题已解决，如有异常请在七天内回复本工单。感谢您的耐心。",
        "This should solve it. If not, write again within seven days. Thank you for your "
        "patience.",
    ),
    (
        "delay",
        "非常抱歉让您久等，我们会在今天 18:00 前给您明确答复。",
        "We are sorry for the wait. You have a clear answer by 18:00 today.",
    ),
)  # fmt: skip
HOLIDAYS = """2026-01-01 .. 2026-01-03 元旦
2026-02-15 .. 2026-02-23 春节
2026-04-04 .. 2026-04-06 清明节
2026-05-01 .. 2026-05-05 劳动节
2026-06-19 .. 2026-06-21 端午节
2026-09-25 .. 2026-09-27 中秋节
2026-10-01 .. 2026-10-07 国庆节"""
WORKDAYS = """2026-01-04 周日
2026-02-14 周六
2026-02-28 周六
2026-05-09 周六
2026-09-20 周日
2026-10-10 周六"""
HOLIDAYS_US = """2026-07-03 Independence Day (observed)
2026-09-07 Labor Day
2026-11-26 Thanksgiving
2026-12-25 Christmas Day"""
