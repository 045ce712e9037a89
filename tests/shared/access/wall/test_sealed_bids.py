"""Sealed bids behind the second wall: no statement of ours reads one before the deadline."""

from datetime import UTC, datetime

import pytest
from tortoise.exceptions import OperationalError

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.database import speaking
from shared.database.speaking import PORTAL, STAFF, VIEW_AS, Voice
from shared.database.uow import reading, uow
from shared.purchasing.models.rfqs import Bid, BidLine, Rfq, RfqInvitation
from tests import backends

pytestmark = pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="row-level security is PostgreSQL's"
)
# The database seals by its own clock, so the days lie far from today.
FAR, PAST = datetime(2099, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)


async def _sealed_and_opened() -> tuple[Rfq, Rfq]:
    """The two requests of the demo with bids, whose deadlines now lie far ahead and far behind."""
    sealed, opened = await Rfq.filter(bids__id__gt=0).distinct().order_by("-closes_at")
    await Rfq.filter(id=sealed.id).update(closes_at=FAR)
    await Rfq.filter(id=opened.id).update(closes_at=PAST)
    return sealed, opened


async def _seen(voice: Voice) -> tuple[set[int], set[int]]:
    """The requests of the bids, and of their lines, that a careless statement is shown."""
    with speaking.speaking(voice):
        bids = await reading(lambda: Bid.all().values_list("rfq_id", flat=True))
        lines = await reading(lambda: BidLine.all().values_list("line__rfq_id", flat=True))
    return set(bids), set(lines)  # type: ignore[arg-type]


@pytest.mark.asvs("8.4.1")
async def test_our_login_reads_no_bid_before_the_deadline_whatever_it_asks(walled: str) -> None:
    sealed, opened = await _sealed_and_opened()
    voice = Voice(STAFF, (await User.get(email="sun.li@haorui.example")).id)
    assert await _seen(voice) == ({opened.id}, {opened.id})
    await Rfq.filter(id=sealed.id).update(closes_at=PAST)
    assert await _seen(voice) == ({opened.id, sealed.id}, {opened.id, sealed.id})
    await Bid.filter(rfq_id=sealed.id).update(submitted_at=None)
    assert await _seen(voice) == ({opened.id}, {opened.id}), "a draft stays its writer's"


async def test_our_login_writes_no_bid(walled: str) -> None:
    await _sealed_and_opened()
    voice = Voice(STAFF, (await User.get(email="sun.li@haorui.example")).id)
    with speaking.speaking(voice), pytest.raises(OperationalError, match="permission denied"):
        await uow(lambda: BidLine.all().update(price=1))


async def test_a_view_of_a_bidder_is_no_way_round_the_seal(walled: str) -> None:
    sealed, _ = await _sealed_and_opened()
    place = await Counterparty.get(number="CP-0054")
    roles = frozenset({"supplier.member"})
    assert (await _seen(Voice(PORTAL, 1, place.id, roles)))[0] == {sealed.id}
    assert await _seen(Voice(VIEW_AS, 1, place.id, roles)) == (set(), set())


async def test_a_bidder_is_shown_nobody_else_and_invites_nobody(walled: str) -> None:
    await _sealed_and_opened()
    place = await Counterparty.get(number="CP-0053")
    other = await Rfq.create(
        number="RQ-2026-9999", title="Not hers", currency="CNY", published_at=PAST, closes_at=FAR,
        created_at=PAST, updated_at=PAST,
    )  # fmt: skip
    voice = Voice(PORTAL, 1, place.id, frozenset({"supplier.member"}))
    with speaking.speaking(voice):
        hers = await reading(lambda: RfqInvitation.all().values_list("supplier_id", flat=True))
        seen = await reading(lambda: Rfq.all().values_list("id", flat=True))
        with pytest.raises(OperationalError, match=r"permission denied|row-level security"):
            await uow(
                lambda: RfqInvitation.create(rfq_id=other.id, supplier_id=place.id, invited_at=PAST)
            )
    assert set(hers) == {place.id}
    assert other.id not in set(seen)
