"""A small world to order in: two distributors, their account manager, a few products."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.catalogue.models import (
    PriceEntry,
    PriceList,
    PriceListAssignment,
    Product,
    Stock,
    TaxRate,
)
from shared.counterparties.models import Address, Care, Counterparty, Deputy
from shared.counterparties.rules import AddressKind, CareRole, CounterpartyStatus
from shared.kernel import quantity
from shared.orders.models import CreditLimit

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class World:
    """Who and what there is; quantities are whole pieces in the names below."""

    buyer: Actor
    viewer: Actor
    rival: Actor
    manager: Actor
    colleague: Actor
    chief: Actor
    finance: Actor
    buyer_id: int
    rival_id: int
    products: dict[str, int]


async def build() -> World:
    """Write the world into the connected database."""
    people = {name: await _person(name) for name in
              ("zhou", "tang", "bo", "lin", "chen", "wu", "he")}  # fmt: skip
    qiming = await _party("CP-0001", "启明", "Qiming")
    haiyue = await _party("CP-0002", "海悦", "Haiyue")
    await Care.create(
        counterparty=qiming, user_id=people["lin"], role=CareRole.ACCOUNT_MANAGER, created_at=NOW
    )
    await User.filter(id=people["lin"]).update(leader_id=people["wu"])
    await CreditLimit.create(
        counterparty=qiming, currency="CNY", amount=1_000_000_00, updated_at=NOW
    )
    await TaxRate.create(country="CN", tax_class="standard", rate=1300)
    return World(
        buyer=_outside(people["zhou"], "Zhou", qiming, policy.ORGANISATION_ADMIN),
        viewer=_outside(people["tang"], "Tang", qiming, policy.VIEWER),
        rival=_outside(people["bo"], "Bo", haiyue, policy.MEMBER),
        manager=_staff(people["lin"], "Lin", policy.ACCOUNT_MANAGER, 50_000_00),
        colleague=_staff(people["chen"], "Chen", policy.ACCOUNT_MANAGER, 50_000_00),
        chief=_staff(people["wu"], "Wu", policy.SALES_MANAGER, None),
        finance=_staff(people["he"], "He", policy.FINANCE, None),
        buyer_id=qiming.id,
        rival_id=haiyue.id,
        products=await _products(),
    )


async def stand_in(owner: Actor, deputy: Actor) -> None:
    """Let `deputy` decide for `owner` this week."""
    await Deputy.create(
        public_id="deputy", owner_id=owner.user_id, deputy_id=deputy.user_id, created_at=NOW,
        starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=6),
    )  # fmt: skip


async def free(sku: str) -> int:
    """Return how many whole pieces lie free."""
    row = await Stock.get(product__sku=sku)
    return row.free // quantity.SCALE


async def set_free(sku: str, pieces: int) -> None:
    """Put `pieces` into stock, whatever lay there."""
    row = await Stock.get(product__sku=sku)
    await Stock.filter(id=row.id).update(free=quantity.of(pieces))


async def set_price(sku: str, price: int) -> None:
    """Change the first tier of the standard list."""
    product = await Product.get(sku=sku)
    await PriceEntry.filter(
        product_id=product.id, price_list__is_standard=True, from_quantity=quantity.of(1)
    ).update(price=price)


async def used_credit(buyer_id: int) -> int:
    """Return the credit taken, minor units."""
    return (await CreditLimit.get(counterparty_id=buyer_id)).used


async def own_list(buyer_id: int, sku: str, price: int, **terms: object) -> None:
    """Assign a list with one price to the buyer."""
    product = await Product.get(sku=sku)
    own = await PriceList.create(
        code=f"OWN-{buyer_id}-{price}", currency=terms.get("currency", "CNY"),
        valid_from=terms.get("valid_from", date(2026, 1, 1)),
        valid_until=terms.get("valid_until"), created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    await PriceListAssignment.create(
        price_list=own, counterparty_id=buyer_id, priority=terms.get("priority", 10)
    )
    await PriceEntry.create(price_list=own, product=product, price=price)


async def _person(name: str) -> int:
    user = await User.create(
        public_id=f"user-{name}", name=name.title(), email=f"{name}@example.com", created_at=NOW
    )
    return int(user.id)


async def _party(number: str, name_zh: str, name_en: str) -> Counterparty:
    party = await Counterparty.create(
        number=number, name_zh=name_zh, name_en=name_en, is_distributor=True,
        status=CounterpartyStatus.ACTIVE, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    await Address.create(
        public_id=f"address-{number}", counterparty=party, kind=AddressKind.SHIP, label="Warehouse",
        line="88 Harbour Road", city="Hangzhou", is_default=True, created_at=NOW,
    )  # fmt: skip
    return party


async def _products() -> dict[str, int]:
    standard = await PriceList.create(
        code="STD-CNY", currency="CNY", valid_from=date(2026, 1, 1), is_standard=True,
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    ids = {}
    for sku, price, free_pieces, backorder in (
        ("SH-100", 129_00, 100, True),
        ("SH-200", 199_99, 1, False),
        ("SH-300", 33, 5000, True),
    ):
        product = await Product.create(
            sku=sku, name_zh="剃须刀", name_en=f"Shaver {sku}", allows_backorder=backorder,
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        await Stock.create(product=product, free=quantity.of(free_pieces))
        await PriceEntry.create(price_list=standard, product=product, price=price)
        ids[sku] = product.id
    await PriceEntry.create(
        price_list=standard, product_id=ids["SH-100"], from_quantity=quantity.of(50), price=119_00
    )
    return ids


def _outside(user_id: int, name: str, party: Counterparty, role: str) -> Actor:
    return Actor(
        user_id=user_id, name=name, email=f"{name}@example.com", face=PORTAL,
        roles=frozenset({f"distributor.{role}"}), counterparty_id=party.id,
        counterparty_number=party.number, counterparty_name=party.name_en,
        kinds=frozenset({"distributor"}),
    )  # fmt: skip


def _staff(user_id: int, name: str, role: str, limit: int | None) -> Actor:
    return Actor(
        user_id=user_id, name=name, email=f"{name}@example.com", face=ADMIN,
        roles=frozenset({role}), approval_limit=limit,
    )  # fmt: skip
