"""Real records for the parameters of any route, by the word that stands before each in its path.

A route with a word that is not known here fails its test with a sentence: teach it below.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import product

from shared.access.models import User
from shared.catalogue.models import Product
from shared.counterparties.models import Address, Contact, Counterparty, Deputy
from shared.identity.models import Invitation, Membership
from shared.opportunities.models import DealRegistration, Opportunity
from shared.opportunities.rules import DealState
from shared.orders.models import SalesOrder, Shipment
from shared.orders.rules import OrderState
from shared.outbox.models import Notification
from shared.web.routing import WebRoute
from tests import announcement_desk as news_desk
from tests import (
    channel_desk,
    company_desk,
    files_desk,
    papers_desk,
    purchase_desk,
    role_records,
    support_desk,
)
from tests.cast import ANCHOR

Found = Callable[[Counterparty], Awaitable[list[str]]]
_PARAMETER = re.compile(r"/([a-z-]+)/\{(\w+)(?::\w+)?\}")


async def _orders(of: Counterparty) -> list[str]:
    """A draft and one that is being sent, if there are any."""
    mine = SalesOrder.filter(buyer=of)
    draft = await mine.filter(state=OrderState.DRAFT).order_by("id").first()
    sent = (
        await mine.filter(state=OrderState.CONFIRMED, shipments__delivered_at=None)
        .order_by("id")
        .first()
    )
    found = [order.number for order in (draft, sent) if order]
    return found or [(await mine.order_by("id").first()).number]  # type: ignore[union-attr]


async def _shipments(of: Counterparty) -> list[str]:
    rows = Shipment.filter(order__buyer=of, delivered_at=None)
    return [(await rows.order_by("id").first()).number]  # type: ignore[union-attr]


async def _opportunities(of: Counterparty) -> list[str]:
    """One that belongs to it and one that is shared with it, if there are any."""
    own = await Opportunity.filter(counterparty=of).order_by("id").first()
    shared = await Opportunity.filter(shares__counterparty=of).order_by("id").first()
    return [one.number for one in (own, shared) if one]


async def _deals(of: Counterparty) -> list[str]:
    mine = DealRegistration.filter(distributor=of)
    draft = await mine.filter(state=DealState.DRAFT).order_by("id").first()
    sent = (
        await mine.filter(state=DealState.SUBMITTED).order_by("id").first()
        or await mine.order_by("id").first()
    )
    return [one.number for one in (draft, sent) if one]


async def _contacts(of: Counterparty) -> list[str]:
    return [(await Contact.filter(counterparty=of).order_by("id").first()).public_id]  # type: ignore[union-attr]


async def _addresses(of: Counterparty) -> list[str]:
    return [(await Address.filter(counterparty=of).order_by("id").first()).public_id]  # type: ignore[union-attr]


async def _invitations(of: Counterparty) -> list[str]:
    return [(await Invitation.filter(counterparty=of).order_by("id").first()).public_id]  # type: ignore[union-attr]


async def _number(of: Counterparty) -> list[str]:
    return [of.number]


async def _unlisted(_: Counterparty) -> list[str]:
    return [(await Product.get(is_active=False)).sku]


async def _notifications(of: Counterparty) -> list[str]:
    return [(await Notification.filter(place_id=of.id).first()).public_id]  # type: ignore[union-attr]


FOUND: dict[str, Found] = {
    "files": files_desk.files,
    "documents": papers_desk.documents,
    "certificates": papers_desk.certificates,
    "certificate-requirements": papers_desk.requirements,
    "uploads": files_desk.files,
    "orders": _orders,
    "channel-orders": channel_desk.channel_orders,
    "order-requests": channel_desk.order_requests,
    "shipments": _shipments,
    "opportunities": _opportunities,
    "deals": _deals,
    "tickets": support_desk.tickets,
    "articles": support_desk.articles,
    "announcements": news_desk.announcements,
    "snippets": support_desk.snippets,
    "service-levels": support_desk.levels,
    "calendars": support_desk.calendars,
    "counterparties": _number,
    "shares": _number,
    "contacts": _contacts,
    "addresses": _addresses,
    "invitations": _invitations,
    "people": role_records.members,
    "members": role_records.members,
    "care": role_records.carers,
    "catalogue": _unlisted,
    "products": _unlisted,
    "price-lists": purchase_desk.always("GOLD-CNY"),
    "deputies": role_records.deputies,
    "buyers": _number,
    "credit-limits": _number,
    "stock": _unlisted,
    "tax-rates": purchase_desk.always("CN-standard"),
    "staff": role_records.colleagues,
    "roles": role_records.roles,
    "role-requests": role_records.requests,
    "mail-domains": role_records.mail_domains,
    "domain-requests": role_records.domain_requests,
    "notifications": _notifications,
    **company_desk.FOUND,
    **purchase_desk.FOUND,
}
MISSING = {
    "orders": "SO-9999-9999",
    "channel-orders": "SO-9999-9999",
    "order-requests": "CR-9999-9999",
    "shipments": "SH-9999-9999",
    "opportunities": "OP-9999-9999",
    "deals": "DR-9999-9999",
    "changes": "PC-9999-9999",
    "profile-changes": "PC-9999-9999",
    "tickets": "TK-9999-9999",
    "articles": "KB-9999",
    "announcements": "AN-9999-9999",
    "service-levels": "nothing-never",
    "counterparties": "CP-9999",
    "shares": "CP-9999",
    "catalogue": "NO-SUCH-SKU",
    "products": "NO-SUCH-SKU",
    "stock": "NO-SUCH-SKU",
    "buyers": "CP-9999",
    "credit-limits": "CP-9999",
    "price-lists": "NO-SUCH",
    "tax-rates": "ZZ-standard",
    "roles": "custom-000000000000",
    "mail-domains": "nobody.example",
    **purchase_desk.MISSING,
}
# No account owns these: the catalogue is one, and colleagues' deputies are read by all of us.
OF_NOBODY = frozenset({
        "products", "stock", "price-lists", "tax-rates", "deputies", "catalogue", "staff",
        "articles", "announcements", "snippets", "service-levels", "calendars",
        "documents", "certificate-requirements", "roles", "role-requests",
})  # fmt: skip


def with_parameters(routes: list[WebRoute]) -> list[WebRoute]:
    """Return the routes that name a record and need a session."""
    return [one for one in routes if "{" in one.path and one.access.public is None]


def of_accounts(routes: list[WebRoute]) -> list[WebRoute]:
    """Return the routes whose records all belong to somebody's account."""
    return [
        one
        for one in with_parameters(routes)
        if not OF_NOBODY.intersection(word for word, _ in _PARAMETER.findall(one.path))
    ]


def odd_paths(route: WebRoute) -> list[str]:
    """Return paths that no record can have: too long, not to be stored, not to be read."""
    odd = ("9" * 300, "%00", "%27%20OR%201=1", "%F0%9F%98%80", "%ff", "-1", "9%0d%0ax")
    return [re.sub(r"\{\w+(:\w+)?\}", one, route.path) for one in odd]


def words_of(route: WebRoute) -> list[str]:
    """Return the word before each parameter; refuses a word that nobody has taught us."""
    words = [word for word, _ in _PARAMETER.findall(route.path)]
    unknown = [word for word in words if word not in FOUND]
    if unknown or len(words) != route.path.count("{"):
        raise LookupError(f"{route.path}: tests/records.py does not know {unknown or 'its form'}")
    return words


def missing(word: str) -> str:
    """Return an identifier of this kind that no record has."""
    return MISSING.get(word, "f" * 24)


async def paths(route: WebRoute, of: Counterparty) -> list[str]:
    """Return the route's path to each combination of `of`'s records."""
    found = [await FOUND[word](of) for word in words_of(route)]
    return [filled(route, one) for one in product(*found)]


async def attempts(
    route: WebRoute, theirs: Counterparty, mine: Counterparty
) -> list[tuple[str, str]]:
    """Return (path to a foreign record, path to a missing one): each parameter is foreign once.

    The other parameters are the caller's own records, and once everything is foreign.
    """
    words = words_of(route)
    foreign = [await FOUND[word](theirs) for word in words]
    nothing = [missing(word) for word in words]
    found = [(filled(route, one), filled(route, nothing)) for one in product(*foreign)]
    if len(words) == 1:
        return found
    own = [(await FOUND[word](mine))[-1] for word in words]
    for place, values in enumerate(foreign):
        for value in values:
            there = [value if n == place else one for n, one in enumerate(own)]
            gone = [nothing[n] if n == place else one for n, one in enumerate(own)]
            found.append((filled(route, there), filled(route, gone)))
    return found


def filled(route: WebRoute, values: list[str] | tuple[str, ...]) -> str:
    """Return the path of `route` with `values` for its parameters."""
    left = iter(values)
    return re.sub(r"\{\w+(:\w+)?\}", lambda _: next(left), route.path)


async def complete(*numbers: str) -> None:
    """Give each of these organisations what the demo world lacks: every kind of record once."""
    await Product.filter(sku=(await Product.all().order_by("-id").first()).sku).update(  # type: ignore[union-attr]
        is_active=False
    )
    owner = await User.get(name="林晓雨")
    stand_in = await User.get(name="陈浩")
    await Deputy.create(
        public_id="d" * 24, owner=owner, deputy=stand_in, starts_at=ANCHOR - timedelta(days=30),
        ends_at=ANCHOR - timedelta(days=20), created_at=ANCHOR,
    )  # fmt: skip
    await role_records.make_ours()
    for number in numbers:
        place = await Counterparty.get(number=number)
        await _complete(place)


async def _complete(place: Counterparty) -> None:
    if not await Membership.filter(counterparty=place).exists():
        member = await User.create(
            public_id=f"u{place.id:023d}", name="New One", email="new@example.com",
            created_at=ANCHOR,
        )  # fmt: skip
        await Membership.create(
            public_id=f"m{place.id:023d}", user=member, counterparty=place, role="member",
            created_at=ANCHOR,
        )  # fmt: skip
    held = await Membership.filter(counterparty=place).select_related("user").first()
    await company_desk.ask_for_changes(place, held.user)  # type: ignore[union-attr]
    await role_records.make_one(place)
    await role_records.bind_domain(place)
    await company_desk.ask_for_office(place, held)  # type: ignore[arg-type]
    await files_desk.hang_files(place)
    await papers_desk.file_papers(place)
    await purchase_desk.buy_from(place)
    await Invitation.create(
        public_id=f"i{place.id:023d}", token_hash=f"{place.id:064d}", email="new@example.com",
        counterparty=place, role="member", expires_at=ANCHOR + timedelta(days=2),
        created_at=ANCHOR,
    )  # fmt: skip
    await SalesOrder.create(
        number=f"SO-2026-8{place.id:03d}", buyer=place, state=OrderState.DRAFT,
        currency=place.currency, placed_at=ANCHOR, created_at=ANCHOR, updated_at=ANCHOR,
        typed_lines='[["HR-S520", "10", 0]]', ship_line="星湖街 1 号", is_ours=True,
    )  # fmt: skip
    await DealRegistration.create(
        number=f"DR-2026-8{place.id:03d}", distributor=place, customer_name="月亮百货",
        customer_key="月亮百货", product_line="Rotary shavers", currency=place.currency,
        state=DealState.DRAFT, created_at=ANCHOR, updated_at=ANCHOR,
    )  # fmt: skip
    await support_desk.open_one(place)
    await channel_desk.sell_through(place)
    await news_desk.announce_to(place)
    if not await Shipment.filter(order__buyer=place, delivered_at=None).exists():
        mine = SalesOrder.filter(buyer=place)
        order = await mine.exclude(state=OrderState.DRAFT).first() or await mine.first()
        await Shipment.create(
            number=f"SH-2026-8{place.id:03d}", order=order, shipped_at=ANCHOR, created_at=ANCHOR
        )
