"""What the host of the demo world announced over the year: words, readers, who has yet to read."""

from dataclasses import dataclass

from shared.campaigns.rules import AnnouncementState, Importance
from shared.demo.cast import BEICHEN, HAIYUE, QIMING

_S, _I = AnnouncementState, Importance


@dataclass(frozen=True)
class Told:
    """One announcement: days since it was published, words, readers, who has yet to do what.

    `lasts` is for how many days it is visible (0 for ever); `waiting` are subjects of the cast
    who have not read the version that counts, `changed` days since it was changed last.
    """

    days: int
    titles: tuple[str, str]
    texts: tuple[str, str]
    kinds: str
    author: str = "wu.jing"
    importance: Importance = _I.NOTICE
    state: AnnouncementState = _S.PUBLISHED
    named: tuple[str, ...] = ()
    for_administrators: bool = False
    lasts: int = 0
    changed: int | None = None
    waiting: tuple[str, ...] = ()


YEAR = (
    Told(
        301, ("渠道行为准则", "Code of conduct for the channel"),
        (("请所有经销商阅读渠道行为准则。\n\n主要三点：按报备区域销售，不低于指导价公开报价，"
         "保护最终用户的数据。\n\n全文见 https://haorui.example/channel"),
         ("Please read our code of conduct for the channel.\n\nThree points matter most: sell in "
         "the region you registered, do not advertise below the guide price, protect the data "
         "of end users.\n\nThe whole text: https://haorui.example/channel")),
        "distributor", importance=_I.CONFIRM, waiting=("ma.lan",),
    ),
    Told(
        212, ("宁波仓库收货时间调整", "New hours for deliveries at the Ningbo warehouse"),
        (("自下月一日起，宁波仓库收货时间为周一至周六 8:00–17:00。"
         "\n请提前一天在门户中发出送货通知。"),
         ("From the first of next month the Ningbo warehouse takes deliveries Monday to "
         "Saturday, 8:00 to 17:00.\nPlease send a delivery notice in the portal one day before.")),
        "supplier", author="gao.yuan",
    ),
    Told(
        151, ("S 系列保修期延长至两年", "Two years of warranty for the S series"),
        ("S 系列剃须刀的保修期由一年延长至两年，已售出的产品同样适用。",
         "The warranty of S series shavers is two years instead of one, for what is already sold as well."),
        "distributor customer", author="gao.yuan", lasts=90,
    ),
    Told(
        95, ("商机报备保护规则", "How deal registrations are protected"),
        (("报备通过后保护 90 天，可申请延长一次，每次 60 天。"
         "\n\n新增：同一客户的第二个项目须另行报备。"),
         ("An approved registration is protected for 90 days and can be extended once, for 60 "
         "days.\n\nNew: a second project of the same customer is registered by itself.")),
        "distributor partner", importance=_I.CONFIRM, changed=40, waiting=("tang.yu", "qiao.an"),
    ),
    Told(
        33, ("年度返利对账", "Settling the rebates of the year"),
        ("请各位管理员在月底前核对返利明细，有异议请联系客户经理。",
         ("Administrators, please check the rebates of the year before the end of the month and "
         "tell your account manager what differs.")),
        "", named=(QIMING, HAIYUE, BEICHEN), for_administrators=True,
    ),
    Told(
        12, ("门户维护通知", "Maintenance of the portal"),
        ("本周日 22:00 至次日 2:00 门户维护，期间无法下单。",
         "The portal is down on Sunday from 22:00 to 2:00 the next day; no orders can be placed."),
        "distributor customer supplier partner", author="gao.yuan", state=_S.WITHDRAWN,
    ),
    Told(
        2, ("年终盘点期间暂停发货", "No shipments while we take stock at the end of the year"),
        (("12 月 29 日至 31 日年终盘点，三天内暂停发货。\n\n请在 12 月 24 "
         "日前提交需要年内到货的订单。盘点期间提交的订单按先后顺序在 1 月 2 日起发出。"),
         ("From 29 to 31 December we take stock and nothing leaves our warehouses.\n\nPlease "
         "submit by 24 December whatever must arrive this year. Orders submitted meanwhile "
         "leave from 2 January on, in their order.")),
        "distributor customer", importance=_I.CONFIRM, lasts=60,
        waiting=("zhou.min", "tang.yu", "emily.carter", "ma.lan"),
    ),
    Told(
        1, ("包装材料新要求", "What packaging must be made of"),
        ("明年起，外箱请使用再生纸板，胶带请使用纸基胶带。",
         "From next year on, please use recycled board for outer boxes and paper tape."),
        "supplier", waiting=("lu.bin",),
    ),
    Told(
        0, ("春节放假安排", "Closed for the Spring Festival"),
        ("放假日期待定。", ""), "distributor customer supplier partner", state=_S.DRAFT,
    ),
)  # fmt: skip
