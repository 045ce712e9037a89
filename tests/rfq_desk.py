"""Requests for quotation for the tests that try every route: one that takes bids, one to decide."""

from datetime import UTC, datetime, timedelta

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.purchasing.models.rfqs import Bid, BidLine, Rfq, RfqAward, RfqInvitation, RfqLine
from shared.purchasing.rules.rfqs import RfqStage
from tests.cast import ANCHOR

# Beyond the clock of the tests and that of the database, which seals by its own.
OPEN, OVER = datetime(2099, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)


async def rfqs(of: Counterparty) -> list[str]:
    """Those to which it was invited, the one that takes bids last."""
    rows = Rfq.filter(invitations__supplier=of, number__startswith="RQ-2026-9")
    return [str(one) for one in await rows.order_by("number").values_list("number", flat=True)]


async def ask(place: Counterparty, buyer: User) -> None:
    """Ask `place`, which has quoted twice: sealed, and after the deadline with an award; a draft."""
    for start, ends in (("90", None), ("91", OVER), ("92", OPEN)):
        await _ask(place, buyer, f"RQ-2026-{start}{place.id:03d}", ends)


async def _ask(place: Counterparty, buyer: User, number: str, ends: datetime | None) -> None:
    stage = {None: RfqStage.DRAFT, OVER: RfqStage.AWARDED, OPEN: RfqStage.PUBLISHED}[ends]
    sent = ANCHOR - timedelta(days=9) if ends else None
    rfq = await Rfq.create(
        number=number, title="Mirrors of next year", note="Two boxes a pallet", currency="CNY",
        stage=stage, closes_at=ends or OPEN, line_count=1, buyer=buyer, published_at=sent,
        created_at=ANCHOR, updated_at=ANCHOR, reason="Nothing" if ends == OVER else "",
    )  # fmt: skip
    line = await RfqLine.create(
        rfq=rfq, position=1, name_zh="镜片", name_en="Mirror", quantity=1_000_000,
        needed_on=(ANCHOR + timedelta(days=60)).date(),
    )  # fmt: skip
    await RfqInvitation.create(
        rfq=rfq, supplier=place, invited_at=sent, decline_reason="Not this week" if sent else "",
        read_at=sent, answered_at=sent,
    )  # fmt: skip
    if ends:
        await _quote(rfq, line, place)
    if ends == OVER:
        await RfqAward.create(
            rfq=rfq, line=line, supplier=place, price=321, chosen_by=buyer, awarded_at=ANCHOR
        )


async def _quote(rfq: Rfq, line: RfqLine, place: Counterparty) -> None:
    bid = await Bid.create(
        rfq=rfq, supplier=place, note="With the frames", submitted_at=ANCHOR - timedelta(days=8),
        created_at=ANCHOR, updated_at=ANCHOR,
    )  # fmt: skip
    await BidLine.create(bid=bid, line=line, price=321, lead_days=14)
