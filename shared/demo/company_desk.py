"""Fourth part of the demo world: bank accounts, and changes that organisations have asked for."""

from datetime import timedelta
from typing import Any

from shared.access.actor import PORTAL
from shared.counterparties.models import BankAccount, ProfileChange, ProfileChangeItem
from shared.counterparties.proposals import About, answer_by, masked
from shared.counterparties.rules import ChangeState, ItemState
from shared.demo.cast import HAIYUE, MOULDER, NORTHLAKE, QIMING
from shared.demo.setting_up import World
from shared.identity.models import Session
from shared.kernel.business_hours import Calendar

# number of the organisation, bank, code, account number, currency, country of the bank
_ACCOUNTS = (
    (QIMING, "中国工商银行苏州园区支行", "102305000123", "1102020609000002207", "CNY", "CN"),
    (HAIYUE, "招商银行杭州分行", "308331012345", "571905123410802", "CNY", "CN"),
    (
        MOULDER,
        "中国银行宁波鄞州支行",
        "104332000456",
        "3544 6660 1234".replace(" ", ""),
        "CNY",
        "CN",
    ),
    (NORTHLAKE, "Lakeside National Bank, Chicago", "LKSNUS44", "000123456789", "USD", "US"),
)


async def make(world: World) -> None:
    """Create accounts in effect and a change in each state that waits for somebody."""
    accounts = {}
    for number, bank, code, account, currency, country in _ACCOUNTS:
        kept = world.counterparties[number]
        accounts[number] = await BankAccount.create(
            public_id=world.public_id(), counterparty=kept, holder=kept.name_zh or kept.name_en,
            bank=bank, code=code, number=account, last_four=account[-4:], currency=currency, country=country,
            created_at=world.anchor - timedelta(days=380),
        )  # fmt: skip
    await _sign_in(world)
    qiming = world.counterparties[QIMING]
    await _asked(
        world, 1, QIMING, "zhou.min", hours=5, about=About.PROFILE, target="", label="",
        note="我们九月搬到了新办公楼。",
        items=(("phone", qiming.phone, "+86 512 5550 8816"), ("website", "", "https://qiming.example")),
    )  # fmt: skip
    await _asked(
        world, 2, HAIYUE, "bo.wei", hours=20, about=About.BANK_ACCOUNT,
        target=accounts[HAIYUE].public_id, label=masked("571905123417733"), looked="lin.xiaoyu",
        items=(("number", "571905123410802", "571905123417733"),),
    )  # fmt: skip
    await _asked(
        world, 3, MOULDER, "lu.bin", hours=40, about=About.BANK_ACCOUNT,
        target=accounts[MOULDER].public_id, label=masked("354466609876"), looked="sun.li",
        agreed="he.min", items=(("number", "354466601234", "354466609876"),),
    )  # fmt: skip


# subject, number of the organisation, browser, address, hours since it was last seen
_BROWSERS = (
    ("zhou.min", QIMING, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/8.0",
     "203.0.113.24", 1),
    ("fang.jie", QIMING, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/148.0 Safari/537.36",
     "203.0.113.7", 2),
    ("fang.jie", QIMING, "Mozilla/5.0 (Linux; Android 16) Chrome/148.0 Mobile Safari/537.36",
     "198.51.100.80", 5),
    ("tang.yu", QIMING, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Firefox/150.0",
     "203.0.113.7", 3),
)  # fmt: skip


async def _sign_in(world: World) -> None:
    """Leave people of Qiming signed in elsewhere; nobody holds the secrets of these sessions."""
    for subject, number, device, address, hours in _BROWSERS:
        seen = world.anchor - timedelta(hours=hours)
        await Session.create(
            token_hash=f"{world.random.getrandbits(256):064x}", face=PORTAL,
            user=world.users[subject], counterparty=world.counterparties[number],
            provider="demo", device=device, address=address, signed_in_at=seen,
            created_at=seen, seen_at=seen, expires_at=seen + timedelta(days=7),
        )  # fmt: skip


async def _asked(
    world: World, running: int, number: str, subject: str, *, hours: int,
    items: tuple[tuple[str, str, str], ...], looked: str = "", agreed: str = "", **what: Any,
) -> None:  # fmt: skip
    asked = world.anchor - timedelta(hours=hours)
    state = ChangeState.COOLING if agreed else ChangeState.REVIEWED if looked else None
    looks = {name: world.users[who].id for name, who in
             (("reviewed_by_id", looked), ("approved_by_id", agreed)) if who}  # fmt: skip
    change = await ProfileChange.create(
        number=f"PC-{asked.year}-{running:04d}", counterparty=world.counterparties[number],
        verb="update", state=state or ChangeState.SUBMITTED,
        is_grave=what["about"] == About.BANK_ACCOUNT, requested_by=world.users[subject],
        requested_at=asked, answer_by=answer_by(asked, Calendar()),
        reviewed_at=asked + timedelta(hours=3) if looked else None,
        approved_at=asked + timedelta(hours=9) if agreed else None,
        effective_at=asked + timedelta(hours=81) if agreed else None, **looks, **what,
    )  # fmt: skip
    await ProfileChangeItem.bulk_create(
        ProfileChangeItem(
            change=change, field=field, old=old, new=new,
            state=ItemState.APPROVED if looked else ItemState.OPEN,
        )
        for field, old, new in items
    )  # fmt: skip
