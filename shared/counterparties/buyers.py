"""What selling needs to know of a counterparty: terms, ship-to addresses; read through the scope."""

from dataclasses import dataclass, fields
from typing import Any

from tortoise.expressions import Q, Subquery

from shared.access.actor import Actor
from shared.access.scope import places, scope
from shared.counterparties.models import Address, Counterparty
from shared.counterparties.rules import AddressKind, CounterpartyStatus
from shared.database.compound import Question
from shared.kernel.errors import NotFound


@dataclass(frozen=True)
class Buyer:
    """An organisation as the buyer of an order; `price_lists` is (list id, rank), lowest first."""

    id: int
    number: str
    name_zh: str
    name_en: str
    currency: str
    country: str
    status: CounterpartyStatus
    buys: bool
    price_lists: tuple[tuple[int, int], ...]

    @property
    def is_suspended(self) -> bool:
        """Whether nothing may be sold to it at present."""
        return self.status in (CounterpartyStatus.SUSPENDED, CounterpartyStatus.BLOCKLISTED)


@dataclass(frozen=True)
class ShipTo:
    """An address as an order copies it; `public_id` is empty for one typed by hand."""

    public_id: str
    label: str
    recipient: str
    phone: str
    line: str
    city: str
    region: str
    postcode: str
    country: str
    is_default: bool = False
    id: int | None = None
    label_other: str = ""
    recipient_other: str = ""
    line_other: str = ""
    city_other: str = ""
    region_other: str = ""


_COLUMNS = (
    "id", "number", "name_zh", "name_en", "currency", "country", "status", "is_distributor",
    "is_customer", "price_lists__price_list_id", "price_lists__priority",
)  # fmt: skip


def buyer(
    actor: Actor, *, buyer_id: int | None = None, number: str = "", permission: str = ""
) -> Question[Buyer]:
    """Return one buyer with its price lists; NotFound outside the scope.

    With a `permission` (`sales_order.create`) the actor must be allowed to do it there.
    """
    by = {"id": buyer_id} if buyer_id is not None else {"number": number}
    reach = places(actor, permission) if permission else scope(actor, Counterparty)
    return Question({"rows": reach.filter(**by).values(*_COLUMNS)}, _buyer)


def term_of(actor: Actor, buyer_id: int, column: str) -> Subquery:
    """Return one column of a buyer within the scope, for the condition of another list."""
    return Subquery(scope(actor, Counterparty).filter(id=buyer_id).values(column))


def _buyer(rows: list[dict[str, Any]]) -> Buyer:
    if not rows:
        raise NotFound
    first = rows[0]
    lists = sorted(
        (row["price_lists__priority"], row["price_lists__price_list_id"])
        for row in rows
        if row["price_lists__price_list_id"] is not None
    )
    return Buyer(
        id=first["id"],
        number=first["number"],
        name_zh=first["name_zh"],
        name_en=first["name_en"],
        currency=first["currency"],
        country=first["country"],
        status=CounterpartyStatus(first["status"]),
        buys=bool(first["is_distributor"] or first["is_customer"]),
        price_lists=tuple((list_id, rank) for rank, (_, list_id) in enumerate(lists)),
    )


async def ship_addresses(actor: Actor, buyer_id: int) -> list[ShipTo]:
    """Return where goods for the buyer may go, the default one first."""
    return [ShipTo(**row) for row in await _ship_rows(actor, buyer_id)]


def ship_to(actor: Actor, buyer_id: int) -> Question[list[ShipTo]]:
    """Ask for what `ship_addresses` returns."""

    def told(rows: list[dict[str, Any]]) -> list[ShipTo]:
        return [ShipTo(**{**row, "is_default": bool(row["is_default"])}) for row in rows]

    return Question({"rows": _ship_rows(actor, buyer_id)}, told)


def _ship_rows(actor: Actor, buyer_id: int) -> Any:
    rows = scope(actor, Address).filter(
        counterparty_id=buyer_id, kind=AddressKind.SHIP, is_archived=False
    )
    wanted = [one.name for one in fields(ShipTo)]
    return rows.order_by("-is_default", "label", "id").limit(100).values(*wanted)


async def find_buyers(actor: Actor, text: str, limit: int = 12) -> list[tuple[str, str, str]]:
    """Return (number, Chinese name, English name) of organisations that the actor may sell to."""
    sold_to = Q(is_distributor=True) | Q(is_customer=True)
    rows = places(actor, "sales_order.create").filter(sold_to)
    if text.strip():
        wanted = text.strip()[:60]
        rows = rows.filter(
            Q(number__istartswith=wanted)
            | Q(name_zh__icontains=wanted)
            | Q(name_en__icontains=wanted)
        )
    found = await rows.order_by("number").limit(limit).values("number", "name_zh", "name_en")
    return [(row["number"], row["name_zh"], row["name_en"]) for row in found]
