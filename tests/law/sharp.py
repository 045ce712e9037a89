"""Sharpens the demo's world: for each word of the law there is a row that only this word decides.

Without such rows a right could be taken away, or a condition left out, and nothing would differ.
"""

from datetime import timedelta
from itertools import count, cycle
from typing import Any

from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.campaigns.models import Announcement, AnnouncementAddressee
from shared.campaigns.rules import AnnouncementState
from shared.catalogue.models import Product
from shared.counterparties.models import (
    Care,
    Counterparty,
    CounterpartyPrivate,
    Deputy,
    EndCustomer,
)
from shared.documents.models import Document, DocumentReading, DocumentShare, DocumentVersion
from shared.identity.models import AdministratorRequest, CustomRole, Membership, ViewAs
from shared.identity.rules import RescueState
from shared.journal.models import JournalConcern, JournalEntry
from shared.opportunities.models import (
    DealRegistration,
    Opportunity,
    OpportunityNote,
    OpportunityPrivate,
    OpportunityShare,
    OpportunityStep,
)
from shared.opportunities.rules import DealState
from shared.orders.channel_models import ChannelRequest
from shared.orders.models import CreditProposal, SalesOrder
from shared.orders.rules import OrderState
from shared.outbox.models import Notification, NotificationChoice
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.models.rfqs import RfqAward, RfqLine
from tests import channel_desk, rfq_desk
from tests.cast import ANCHOR
from tests.law.principals import HOMES

_DAY = timedelta(days=1)
_names = count(1)


def _name() -> str:
    return f"sharp{next(_names):019d}"


async def sharpen(people: list[Actor]) -> None:
    """Add and change rows of the open demo world; `people` are those who will be asked about."""
    places = [await Counterparty.get(number=number) for number in HOMES.values()]
    stranger = await User.create(
        public_id=_name(), name="Nobody's colleague", email="stranger@law.example",
        created_at=ANCHOR,
    )  # fmt: skip
    await _scatter_care(stranger)
    await _seat_staff(people, places)
    await _stand_in(people, stranger)
    await _keep_private_things()
    await _spread(places, stranger)
    await _share_with_several(places, stranger)
    await _organise(places)
    await _look_in(places, stranger)
    await _tell(people, places)
    await _leave_unsent(places)
    await _address(places, stranger)
    await _close_some()
    await _sell_through(places)
    await _award(places, stranger)


async def _scatter_care(stranger: User) -> None:
    """Some organisations are looked after by somebody of no team, suppliers among them."""
    for kind in ("is_supplier", "is_distributor", "is_customer", "is_partner"):
        kept = await Counterparty.filter(**{kind: True}).order_by("id").values_list("id", flat=True)
        await Care.filter(counterparty_id__in=[*kept][1::3]).delete()
        await Care.bulk_create(
            [Care(counterparty_id=one, user=stranger, role="account_manager", created_at=ANCHOR)
             for one in [*kept][1::3] if not await Care.filter(counterparty_id=one).exists()]
        )  # fmt: skip


async def _seat_staff(people: list[Actor], places: list[Counterparty]) -> None:
    """Each of ours is, or was, a member of some organisation herself."""
    for who in people:
        for n, place in enumerate(places if who.is_staff else []):
            await _join(who.user_id, place, is_active=n % 2 == 0)


async def _join(user_id: int, place: Counterparty, *, is_active: bool) -> None:
    if not await Membership.filter(user_id=user_id, counterparty=place).exists():
        await Membership.create(
            public_id=_name(), user_id=user_id, counterparty=place, role="viewer",
            is_active=is_active, created_at=ANCHOR,
        )  # fmt: skip


async def _stand_in(people: list[Actor], stranger: User) -> None:
    """Deputies now, no longer, not yet, and the other way round."""
    owners = [one async for one in Care.all().distinct().values_list("user_id", flat=True)]
    for who in sorted({one.user_id for one in people if one.is_staff}):
        owner, other = [one for one in sorted(owners) if one not in (who, stranger.id)][:2]
        for mine, theirs, begins, ends in (
            (owner, who, -1, 1), (other, who, -3, -1), (stranger.id, who, 1, 3), (who, other, -1, 1),
        ):  # fmt: skip
            await Deputy.create(
                public_id=_name(), owner_id=mine, deputy_id=theirs, created_at=ANCHOR,
                starts_at=ANCHOR + begins * _DAY, ends_at=ANCHOR + ends * _DAY,
            )  # fmt: skip


async def _keep_private_things() -> None:
    held = await CounterpartyPrivate.all().values_list("counterparty_id", flat=True)
    every = await Counterparty.all().values_list("id", flat=True)
    await CounterpartyPrivate.bulk_create(
        [CounterpartyPrivate(counterparty_id=one) for one in {*every} - {*held}]
    )
    known = await OpportunityPrivate.all().values_list("opportunity_id", flat=True)
    chances = await Opportunity.all().values_list("id", flat=True)
    await OpportunityPrivate.bulk_create(
        [OpportunityPrivate(opportunity_id=one) for one in {*chances} - {*known}]
    )


async def _spread(places: list[Counterparty], stranger: User) -> None:
    """Rows of which the demo has few: some for each home and for others."""
    others = await Counterparty.all().order_by("id")
    edition = await DocumentVersion.all().order_by("id").first()
    entries = await JournalEntry.all().order_by("id").limit(6)
    assert edition is not None
    readers = await User.exclude(
        id__in=await DocumentReading.filter(edition=edition).values_list("user_id", flat=True)
    ).order_by("id")
    everywhere = {one.id: one for one in [*places, *others]}.values()
    for place, reader in zip(everywhere, cycle(readers), strict=False):
        await CreditProposal.create(
            public_id=_name(), counterparty=place, currency="CNY", amount=1, created_at=ANCHOR,
            proposed_by=stranger,
        )  # fmt: skip
        await JournalConcern.create(entry=entries[place.id % 6], counterparty=place)
        if await DocumentReading.filter(edition=edition, user=reader).exists():
            continue  # one line for each person and edition
        await DocumentReading.create(edition=edition, user=reader, counterparty=place, at=ANCHOR)


async def _share_with_several(places: list[Counterparty], author: User) -> None:
    """Opportunities that several organisations see, each with notes of theirs, and one of ours."""
    held = await OpportunityShare.filter(counterparty_id__in=[one.id for one in places])
    for number in sorted({one.opportunity_id for one in held})[:6]:  # type: ignore[attr-defined]
        for place in (None, *places):
            await OpportunityNote.create(
                opportunity_id=number, author=author, author_name=author.name, counterparty=place,
                text="What we think of it", created_at=ANCHOR,
            )  # fmt: skip
            if not await OpportunityStep.filter(opportunity_id=number, counterparty=place).exists():
                await OpportunityStep.create(
                    opportunity_id=number, counterparty=place, next_step="Ask", updated_at=ANCHOR
                )
            if (
                place
                and not await OpportunityShare.filter(
                    opportunity_id=number, counterparty=place
                ).exists()
            ):
                await OpportunityShare.create(
                    opportunity_id=number, counterparty=place, created_at=ANCHOR
                )


async def _organise(places: list[Counterparty]) -> None:
    """A role of its own, and somebody who asks to be administrator, at each home."""
    for place in places:
        await CustomRole.create(
            key=_name()[-20:], counterparty=place, base="viewer", name_en="Reader", law="{}",
            created_at=ANCHOR, updated_at=ANCHOR,
        )  # fmt: skip
        candidate = await Membership.filter(counterparty=place, role="member").first()
        assert candidate is not None
        await AdministratorRequest.create(
            public_id=_name(), candidate=candidate, reason="Gone", state=RescueState.OPEN,
            created_at=ANCHOR,
        )  # fmt: skip


async def _look_in(places: list[Counterparty], viewer: User) -> None:
    """A view of ours of somebody at each home, long over."""
    for place in places:
        seen = await Membership.filter(counterparty=place).first()
        await ViewAs.create(
            public_id=_name(), viewer=viewer, viewer_session="x", membership=seen,
            counterparty=place, reason="Asked to", pass_hash=_name(), pass_until=ANCHOR,
            begun_at=ANCHOR - _DAY, until=ANCHOR - _DAY, ended_at=ANCHOR - _DAY, created_at=ANCHOR,
        )  # fmt: skip


async def _tell(people: list[Actor], places: list[Counterparty]) -> None:
    """Notices on either face, for this organisation, for one she has left, for none."""
    for who in people:
        for face in (ADMIN, PORTAL):
            await NotificationChoice.create(
                user_id=who.user_id, face=face, kind=_name(), mail="never"
            )
            for place in (None, *(one.id for one in places)):
                await Notification.create(
                    public_id=_name(), once=_name(), user_id=who.user_id, face=face,
                    place_id=place, topic="test.happened", record_number="SO-2026-0001", path="/",
                    created_at=ANCHOR,
                )  # fmt: skip
        if not who.is_staff:
            left = next(one for one in places if one.id != who.counterparty_id)
            # Whoever is looked through is at home there still: no business of whoever looks.
            await _join(who.user_id, left, is_active=who.is_looked_through)


async def _leave_unsent(places: list[Counterparty]) -> None:
    """Drafts of either side, and some that were thrown away."""
    draft, thrown = OrderState.DRAFT, OrderState.CANCELLED
    for place in places:
        rows = await SalesOrder.filter(buyer=place).order_by("-id").limit(5)
        states: list[tuple[Any, ...]] = [
            (draft, True, None), (draft, False, None), (thrown, False, None), (thrown, True, None),
            (thrown, False, ANCHOR),
        ]  # fmt: skip
        for row, (state, is_ours, sent) in zip(rows, states, strict=False):
            await SalesOrder.filter(id=row.id).update(
                state=state, is_ours=is_ours, submitted_at=sent
            )
        deal = await DealRegistration.filter(distributor=place).order_by("-id").first()
        if deal:
            await DealRegistration.filter(id=deal.id).update(
                state=DealState.DRAFT, submitted_at=None
            )
        bought = await PurchaseOrder.filter(supplier=place).order_by("-id").first()
        if bought:
            await PurchaseOrder.filter(id=bought.id).update(sent_at=None)


async def _address(places: list[Counterparty], author: User) -> None:
    """Announcements by kind and by name: today's, tomorrow's, yesterday's, for administrators."""
    today = ANCHOR.date()
    times = ((today, None), (today + _DAY, None), (today - 3 * _DAY, today - _DAY),
             (today - _DAY, today + _DAY))  # fmt: skip
    for shown, until in times:
        for is_for_some in (False, True):
            for state in (AnnouncementState.PUBLISHED, AnnouncementState.WITHDRAWN):
                for kinds in ({"to_distributor": True}, {"to_supplier": True}, {}):
                    made = await Announcement.create(
                        number=_name()[-20:], state=state, visible_from=shown, visible_until=until,
                        for_administrators=is_for_some, created_by=author, created_at=ANCHOR,
                        updated_at=ANCHOR, **kinds,
                    )  # fmt: skip
                    if not kinds:
                        await AnnouncementAddressee.create(
                            announcement=made, counterparty=places[shown.day % len(places)]
                        )


async def _close_some() -> None:
    """Goods that are sold no more or off the list, papers that are taken back."""
    first, second = await Product.filter(is_active=True, is_sold=True).order_by("-id").limit(2)
    await Product.filter(id=first.id).update(is_active=False)
    await Product.filter(id=second.id).update(is_sold=False)
    shared = await DocumentShare.all().order_by("id").first()
    assert shared is not None
    await Document.filter(id=shared.document_id).update(is_shared=False)  # type: ignore[attr-defined]
    meant = await Document.filter(for_distributor=True, is_shared=True).order_by("id").first()
    assert meant is not None
    await Document.filter(id=meant.id).update(is_shared=False)


async def _sell_through(places: list[Counterparty]) -> None:
    """Each organisation buys through a home or through somebody else; so do its orders."""
    others = await Counterparty.filter(is_distributor=True).order_by("-id").limit(2)
    through = cycle([*places, *others, None])
    above = dict(zip([one.id for one in places], [*places[1:], places[0]], strict=True))
    for place in await Counterparty.all().order_by("id"):
        named = above.get(place.id) or next(through)
        if named is None or named.id == place.id:
            continue
        await EndCustomer.update_or_create(
            {"distributor": named, "created_at": ANCHOR}, counterparty=place
        )
        await channel_desk.ask_between(named, place, f"{place.id:03d}s")
        sold = await SalesOrder.filter(buyer=place).order_by("id").limit(3)
        await SalesOrder.filter(id__in=[one.id for one in sold]).update(distributor=named)
    thrown = [one.id for one in await ChannelRequest.filter(number__endswith="s0")][::3]
    await ChannelRequest.filter(id__in=thrown).update(state="cancelled")


async def _award(places: list[Counterparty], buyer: User) -> None:
    """Requests for quotation of each supplier: with an award that counts, and one still to decide."""
    for place in places:
        if place.is_supplier and not await rfq_desk.rfqs(place):
            await rfq_desk.ask(place, buyer)
            line = await RfqLine.filter(rfq__number=(await rfq_desk.rfqs(place))[-1]).first()
            await RfqAward.create(rfq_id=line.rfq_id, line=line, supplier=place, price=1)  # type: ignore[union-attr]
