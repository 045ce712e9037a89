"""The people of the demo world: who signs in where, and as whom."""

from dataclasses import dataclass

from shared.access import policy
from shared.demo.companies import Company, companies
from shared.demo.places import Written

HOST_ZH, HOST_EN = "好锐电器", "Haorui Appliance"
MAIL_DOMAIN = "haorui.example"
# What foreign customers count for beside limits of approval: WANGLAI_LIMIT_RATES of the demo.
LIMIT_RATES = "USD=7.20 EUR=7.85"


@dataclass(frozen=True)
class Persona:
    """Somebody whose card stands on the demo's sign-in page; `subject` is her id at the provider.

    `role` is a staff role on the admin, a member role on the portal, where `counterparty` is the
    number of her organisation; `also` are those below it, which the same person reaches as well.
    """

    subject: str
    name_zh: str
    name_en: str
    email: str
    face: str
    title_zh: str
    title_en: str
    role: str
    counterparty: str = ""
    also: tuple[str, ...] = ()
    leader: str = ""
    approval_limit: int | None = None
    locale: str = "zh"
    zone: str = "Asia/Shanghai"
    phone: str = ""

    @property
    def name(self) -> Written:
        """Her name as she writes it, and in the other language."""
        return self._written(self.name_zh, self.name_en)

    @property
    def title(self) -> Written:
        """Her job title in the same order."""
        return self._written(self.title_zh, self.title_en)

    def _written(self, zh: str, en: str) -> Written:
        return Written(zh, en) if self.locale == "zh" else Written(en, zh)


def _staff(subject: str, zh: str, en: str, role: str, titles: tuple[str, str],
           leader: str = "", limit: int | None = None) -> Persona:  # fmt: skip
    return Persona(
        subject, zh, en, f"{subject}@{MAIL_DOMAIN}", "admin", titles[0], titles[1], role,
        leader=leader, approval_limit=limit, phone="+86 574 5550 0100",
    )  # fmt: skip


STAFF = (
    _staff("lin.xiaoyu", "林晓雨", "Lin Xiaoyu", policy.ACCOUNT_MANAGER,
           ("客户经理 · 华东", "Account manager, East China"), "wu.jing", 5_000_000),
    _staff("chen.hao", "陈浩", "Chen Hao", policy.ACCOUNT_MANAGER,
           ("客户经理 · 海外", "Account manager, overseas"), "wu.jing", 5_000_000),
    _staff("zhao.qiang", "赵强", "Zhao Qiang", policy.ACCOUNT_MANAGER,
           ("客户经理 · 西南", "Account manager, South and West"), "wu.jing", 5_000_000),
    _staff("wu.jing", "吴静", "Wu Jing", policy.SALES_MANAGER,
           ("销售经理", "Sales manager"), "", 100_000_000),
    _staff("sun.li", "孙莉", "Sun Li", policy.PURCHASING, ("采购", "Purchasing")),
    _staff("gao.yuan", "高原", "Gao Yuan", policy.SUPPORT, ("客服", "Support")),
    _staff("he.min", "何敏", "He Min", policy.FINANCE, ("财务", "Finance")),
    # The second pair of eyes on limits and prices that her colleague proposed.
    _staff("luo.yan", "罗燕", "Luo Yan", policy.FINANCE, ("财务主管", "Financial controller")),
    _staff("xu.lei", "许磊", "Xu Lei", policy.ADMINISTRATOR, ("系统管理员", "Administrator")),
    _staff("jiang.ning", "江宁", "Jiang Ning", policy.AUDITOR, ("审计", "Auditor")),
    # The second pair of eyes on the rights of administrators.
    _staff("dong.xue", "董雪", "Dong Xue", policy.ADMINISTRATOR, ("信息主管", "Head of IT")),
    # She has a role of the house's own instead (own_roles.py).
    _staff("shen.yi", "沈怡", "Shen Yi", policy.ACCOUNT_MANAGER, ("销售助理", "Sales assistant")),
)  # fmt: skip

# Came when the year that the demo tells was over: nothing of it is hers.
NEWCOMERS = frozenset({"luo.yan", "dong.xue", "shen.yi", "ye.qin"})

QIMING, HAIYUE, BEICHEN, QINGHE = "CP-0001", "CP-0002", "CP-0003", "CP-0004"
BRANCHES = {QINGHE: BEICHEN}
# Who buys through which distributor, since when (days before the demo's day).
CHANNEL = {"CP-0006": QIMING, "CP-0019": QIMING, "CP-0020": HAIYUE}
CHANNEL_DAYS = 365
NORTHLAKE, MOULDER, MIRRORS, MARKETER = "CP-0041", "CP-0053", "CP-0054", "CP-0063"

OUTSIDE = (
    Persona("zhou.min", "周敏", "Zhou Min", "zhou.min@qiming.example", "portal",
            "采购主管", "Head of buying", policy.ORGANISATION_ADMIN, QIMING),
    Persona("bo.wei", "薄伟", "Bo Wei", "bo.wei@haiyue.example", "portal",
            "总经理", "Managing director", policy.ORGANISATION_ADMIN, HAIYUE),
    Persona("emily.carter", "埃米莉·卡特", "Emily Carter", "emily.carter@northlake.example",
            "portal", "采购", "Buyer", policy.ORGANISATION_ADMIN, NORTHLAKE, locale="en",
            zone="America/Chicago"),
    Persona("lu.bin", "吕斌", "Lu Bin", "lu.bin@jingsu.example", "portal",
            "销售", "Sales desk", policy.ORGANISATION_ADMIN, MOULDER),
    Persona("fang.jie", "方洁", "Fang Jie", "fang.jie@qiming.example", "portal",
            "采购员", "Buyer", policy.MEMBER, QIMING),
    Persona("tang.yu", "唐宇", "Tang Yu", "tang.yu@qiming.example", "portal",
            "会计", "Bookkeeper", policy.VIEWER, QIMING),
    Persona("ma.lan", "马岚", "Ma Lan", "ma.lan@beichen.example", "portal",
            "合伙人", "Partner in two firms", policy.ORGANISATION_ADMIN, BEICHEN, (QINGHE,)),
    Persona("qiao.an", "乔安", "Qiao An", "qiao.an@jushi.example", "portal",
            "渠道经理", "Channel manager", policy.MEMBER, MARKETER),
    # She has a role of her organisation's own (own_roles.py).
    Persona("ye.qin", "叶芹", "Ye Qin", "ye.qin@qiming.example", "portal",
            "订货员", "Ordering clerk", policy.MEMBER, QIMING),
    Persona("gu.ting", "古婷", "Gu Ting", "gu.ting@mingjing.example", "portal",
            "销售内勤", "Sales desk", policy.MEMBER, MIRRORS),
)  # fmt: skip

CAST = (*OUTSIDE, *STAFF)


def persona(subject: str) -> Persona:
    """Return the person with this subject; raises KeyError for somebody not in the cast."""
    return {one.subject: one for one in CAST}[subject]


def employer(person: Persona) -> Company | None:
    """Return the organisation a person of the portal speaks for, None for our own people."""
    if not person.counterparty:
        return None
    return companies()[int(person.counterparty.removeprefix("CP-")) - 1]


def personas(face: str) -> tuple[Persona, ...]:
    """Return the people of one face in the order of its sign-in page; the first has orders."""
    return tuple(one for one in CAST if one.face == face)
