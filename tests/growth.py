"""More of everything that one organisation has, so that a page of three rows has thirty."""

import json
from datetime import timedelta
from typing import Any, TypeVar

from tortoise.models import Model

from shared.access.actor import system
from shared.access.models import User
from shared.catalogue.models import PriceEntry, PriceList, PriceListAssignment, Product, Stock
from shared.counterparties.models import Address, Care, Contact, Counterparty, Deputy
from shared.counterparties.rules import CareRole
from shared.database.uow import uow
from shared.identity.models import Invitation, Membership, StaffRole
from shared.journal.actions import record
from shared.opportunities.models import (
    DealRegistration,
    Opportunity,
    OpportunityNote,
    OpportunityShare,
    OpportunityStep,
)
from shared.opportunities.rules import DealState
from shared.orders.models import CreditLimit, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from tests import records
from tests.cast import ANCHOR

M = TypeVar("M", bound=Model)


async def grow(place: Counterparty, numbers: range) -> None:
    """Make one more of each kind of record of `place`, and around it, for each of `numbers`.

    What hangs on the records that `tests.records` opens grows too: lines, parts, notes, shares.
    """
    for n in numbers:
        person = await _more(
            await User.get(name="林晓雨"), n, name=f"New {n}", email=f"new{n}@example.com"
        )
        other = await _more(await Counterparty.get(number="CP-0002"), n)
        await _people(place, person, n)
        await _counterparty(place, other, person, n)
        await _goods(other, n)
        for number in await records.FOUND["orders"](place):
            await _orders(await SalesOrder.get(number=number), n)
        for number in await records.FOUND["opportunities"](place):
            await _opportunities(await Opportunity.get(number=number), other, place, n)
        for number in await records.FOUND["deals"](place):
            await _deals(await DealRegistration.get(number=number), other, n)


async def _people(place: Counterparty, person: User, n: int) -> None:
    member, guest = await _first(Membership, place), await _first(Invitation, place)
    await _more(member, n, user_id=person.id)
    await _more(guest, n)
    await _more(guest, n + 10_000, counterparty_id=None, role="support")
    await StaffRole.create(user_id=person.id, role="support", created_at=ANCHOR)
    away = await Deputy.all().order_by("id").first()
    assert away
    await _more(away, n, starts_at=ANCHOR, ends_at=ANCHOR + timedelta(days=9))


async def _counterparty(place: Counterparty, other: Counterparty, person: User, n: int) -> None:
    await _more(await _first(Contact, place), n)
    await _more(await _first(Address, place), n)
    await _more(await _first(CreditLimit, place), n, counterparty_id=other.id)
    carer = await Care.get(counterparty=place, role=CareRole.ACCOUNT_MANAGER)
    await _more(carer, n, counterparty_id=other.id)
    await _more(carer, n, user_id=person.id, role=CareRole.COLLABORATOR)


async def _goods(other: Counterparty, n: int) -> None:
    kept = await PriceList.get(code="GOLD-CNY")
    await _more(kept, n)
    await PriceListAssignment.create(price_list=kept, counterparty=other, priority=10)
    for product in [
        await Product.get(is_active=False),
        await Product.filter(is_active=True).order_by("id").first(),
    ]:
        assert product
        more = await _more(product, n + product.id * 1000, is_active=True)
        stock = await Stock.get_or_none(product=product)
        if stock:
            await _more(stock, n, product_id=more.id)
        for one in (more, product):
            await PriceEntry.create(
                price_list=kept, product=one, from_quantity=10_000 * (n + 2), price=9_00
            )


async def _orders(order: SalesOrder, n: int) -> None:
    more = await _more(order, n)
    typed = json.loads(order.typed_lines or "[]")
    goods = await Product.filter(is_active=True).order_by("id").offset(n).first()
    assert goods
    await SalesOrder.filter(id=order.id).update(
        typed_lines=json.dumps([*typed, [goods.sku, "10", n]])
    )
    line = await SalesOrderLine.filter(order__buyer_id=order.buyer_id).order_by("id").first()
    assert line
    new_line = await _more(line, n, order_id=order.id, position=100 + n)
    shipment = await Shipment.filter(order__buyer_id=order.buyer_id).order_by("id").first()
    assert shipment
    sent = await _more(shipment, n + more.id * 100, order_id=order.id)
    await ShipmentLine.create(shipment=sent, line=new_line, quantity=10_000)
    await uow(lambda: record(system(), "sales_order.update", order, counterparty_id=order.buyer_id))


async def _opportunities(
    chance: Opportunity, other: Counterparty, place: Counterparty, n: int
) -> None:
    more = await _more(chance, n + chance.id * 100)
    for opportunity, partner in ((more, place), (chance, other)):
        await OpportunityShare.create(
            opportunity=opportunity, counterparty=partner, created_at=ANCHOR
        )
        await OpportunityStep.create(
            opportunity=opportunity, counterparty=partner, next_step="Ask", updated_at=ANCHOR
        )
    await OpportunityNote.create(
        opportunity=chance, author_id=chance.owner_id, author_name="林晓雨", text="…",
        created_at=ANCHOR,
    )  # fmt: skip


async def _deals(deal: DealRegistration, other: Counterparty, n: int) -> None:
    await _more(deal, n + deal.id * 100)
    rival = {"distributor_id": other.id, "state": DealState.SUBMITTED, "submitted_at": ANCHOR}
    await _more(deal, n + deal.id * 100 + 50, **rival)


async def _first(model: type[M], place: Counterparty) -> M:
    found = await model.filter(counterparty=place).order_by("id").first()
    assert found, f"{model.__name__}: tests.records.complete makes none"
    return found


async def _more(one: M, n: int, **changes: Any) -> M:
    """Return a copy of `one`, stored; what must be unique ends in `n`."""
    values: dict[str, Any] = {}
    for name in one._meta.fields_db_projection:
        field = one._meta.fields_map[name]
        value = getattr(one, name)
        if field.unique and isinstance(value, str):
            value = f"{value[: field.max_length - 9]}-{n:08d}"  # type: ignore[attr-defined]
        if not field.pk:
            values[name] = value
    return await type(one).create(**{**values, **changes})
