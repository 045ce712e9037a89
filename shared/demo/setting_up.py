"""First part of the demo world: people, organisations, goods, prices, stock and credit."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from shared.access.models import User
from shared.catalogue.models import (
    PriceEntry,
    PriceList,
    PriceListAssignment,
    Product,
    ProductCost,
    Stock,
    TaxRate,
)
from shared.counterparties.models import Address, Care, Contact, Counterparty, EndCustomer
from shared.counterparties.rules import AddressKind, CareRole, CounterpartyStatus
from shared.demo.cast import BRANCHES, CAST, CHANNEL, CHANNEL_DAYS, NEWCOMERS, Persona
from shared.demo.companies import Company, companies
from shared.demo.goods import GOODS, PRICE_LISTS, TIERS
from shared.demo.people import somebody, title
from shared.demo.places import Written, addresses
from shared.identity.models import Membership, StaffRole
from shared.identity.rules import Reach
from shared.kernel import quantity
from shared.kernel.money import divided
from shared.kernel.two_languages import OTHER
from shared.orders.models import CreditLimit


@dataclass
class World:
    """What has been made so far; later parts refer to it."""

    anchor: datetime
    random: Random
    users: dict[str, User] = field(default_factory=dict)
    companies: dict[str, Company] = field(default_factory=dict)
    counterparties: dict[str, Counterparty] = field(default_factory=dict)
    addresses: dict[str, list[Address]] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    price_lists: dict[str, PriceList] = field(default_factory=dict)
    list_of: dict[str, str] = field(default_factory=dict)
    sellers: dict[str, User] = field(default_factory=dict)  # supplier → who answers for it

    def public_id(self) -> str:
        """Return the next deterministic random public id."""
        return f"{self.random.getrandbits(96):024x}"


async def make_people(world: World) -> None:
    """Create the users of the cast and the hats of the staff, newcomers left out."""
    made = world.anchor - timedelta(days=400)
    old_hands = [one for one in CAST if one.subject not in NEWCOMERS]
    for one in old_hands:
        await _make_person(world, one, world.public_id(), made)
    for one in old_hands:
        if one.leader:
            leader = world.users[one.leader].id
            await User.filter(id=world.users[one.subject].id).update(leader_id=leader)
            world.users[one.subject].leader_id = leader


async def make_newcomers(world: World) -> None:
    """Create who came last; with chances of their own, so that the year stays as it was."""
    made = world.anchor - timedelta(days=3)
    for one in CAST:
        if one.subject in NEWCOMERS:
            public_id = f"{Random(one.subject).getrandbits(96):024x}"  # noqa: S311  repeats
            await _make_person(world, one, public_id, made)


async def _make_person(world: World, one: Persona, public_id: str, made: datetime) -> None:
    user = await User.create(
        public_id=public_id, **_two(name=one.name, title=one.title), email=one.email,
        phone=one.phone, locale="", zone=one.zone, approval_limit=one.approval_limit,
        created_at=made,
    )  # fmt: skip
    world.users[one.subject] = user
    if one.face == "admin":
        await StaffRole.create(user=user, role=one.role, created_at=made)


async def make_counterparties(world: World) -> None:
    """Create every organisation with contacts, addresses, care and memberships."""
    made = world.anchor - timedelta(days=395)
    for position, company in enumerate(companies(), 1):
        number = f"CP-{position:04d}"
        world.companies[number] = company
        world.counterparties[number] = await Counterparty.create(
            number=number, name_zh=company.name_zh, name_en=company.name_en,
            is_customer="customer" in company.kinds,
            is_distributor="distributor" in company.kinds,
            is_supplier="supplier" in company.kinds, is_partner="partner" in company.kinds,
            status=CounterpartyStatus.ACTIVE, tier=company.tier, country=company.country,
            region=company.region, region_other=company.region_other, city=company.city,
            city_other=company.city_other, currency=company.currency,
            payment_days=60 if company.tier == "A" else 30,
            tax_number=f"91{world.random.randrange(10**15, 10**16)}"
            if company.country == "CN" else "",
            phone=_phone(world, company), created_at=made + timedelta(hours=position),
            updated_at=world.anchor - timedelta(days=world.random.randrange(1, 200)),
        )  # fmt: skip
        await _make_surroundings(world, number, made)
    await _make_members(world, made)
    await _make_channel(world)


async def _make_channel(world: World) -> None:
    """Let some buy through a distributor, which sees their names, cities and orders of since then."""
    for number, distributor in CHANNEL.items():
        place, through = world.counterparties[number], world.counterparties[distributor]
        await EndCustomer.create(
            counterparty=place, distributor=through, distributor_zh=through.name_zh,
            distributor_en=through.name_en,
            name_zh=place.name_zh, name_en=place.name_en, city=place.city,
            city_other=place.city_other, created_at=world.anchor - timedelta(days=CHANNEL_DAYS),
        )  # fmt: skip


async def _make_members(world: World, made: datetime) -> None:
    for branch, parent in BRANCHES.items():
        head = world.counterparties[branch]
        head.parent = world.counterparties[parent]
        await head.save(update_fields=["parent_id"])
    for one in (person for person in CAST if person.subject in world.users and person.counterparty):
        reach = Reach.BELOW if one.also else Reach.ORGANISATION
        held = await _join(world, one, one.counterparty, made, reach=reach)
        for number in one.also:
            await _join(world, one, number, made, through=held)


async def _join(world: World, one: Persona, number: str, made: datetime, **how: Any) -> Membership:
    return await Membership.create(
        public_id=world.public_id(), user=world.users[one.subject],
        counterparty=world.counterparties[number], role=one.role, created_at=made, **how,
    )  # fmt: skip


async def _make_surroundings(world: World, number: str, made: datetime) -> None:
    company, counterparty = world.companies[number], world.counterparties[number]
    await Care.create(
        counterparty=counterparty, user=world.users[company.care],
        role=CareRole.ACCOUNT_MANAGER, created_at=made,
    )  # fmt: skip
    names = [
        somebody(world.random, company.country) for _ in range(world.random.choice((1, 2, 2, 3)))
    ]
    for position, name in enumerate(names):
        await Contact.create(
            public_id=world.public_id(), counterparty=counterparty,
            **_two(name=name, title=title(company.country, position)), phone=_phone(world, company),
            email=f"contact{position + 1}@{number.lower()}.example",
            is_decision_maker=position == 0, created_at=made,
        )  # fmt: skip
    await _make_addresses(world, number, names[0], made)


async def _make_addresses(world: World, number: str, recipient: Written, made: datetime) -> None:
    company, counterparty = world.companies[number], world.counterparties[number]
    world.addresses[number] = [
        await Address.create(
            public_id=world.public_id(), counterparty=counterparty, kind=AddressKind.SHIP,
            **_two(label=label, recipient=recipient, line=line), phone=_phone(world, company),
            city=company.city, city_other=company.city_other, region=company.region,
            region_other=company.region_other, country=company.country,
            postcode=str(world.random.randrange(100000, 700000)),
            is_default=position == 0, created_at=made,
        )
        for position, (label, line) in enumerate(
            addresses(company.country, world.random.randrange(1, 900))
        )
    ]  # fmt: skip


def _two(**texts: Written) -> dict[str, Any]:
    """Return the columns of texts and of their second forms."""
    return {
        column: form
        for field, written in texts.items()
        for column, form in ((field, written.first), (field + OTHER, written.other))
    }


def _phone(world: World, company: Company) -> str:
    digits = world.random.randrange(1000, 10000)
    return f"+86 512 5550 {digits}" if company.country == "CN" else f"+1 312 555 {digits}"


async def make_catalogue(world: World) -> None:
    """Create goods, cost, stock, tax and the price lists with their tiers."""
    made = world.anchor - timedelta(days=390)
    suppliers = [c for c in world.counterparties.values() if c.is_supplier]
    for position, good in enumerate(GOODS):
        product = await Product.create(
            sku=good.sku, name_zh=good.name_zh, name_en=good.name_en,
            category_zh=good.category_zh, category_en=good.category_en,
            minimum_quantity=quantity.of(good.minimum), pack_quantity=quantity.of(good.pack),
            allows_backorder=good.backorder, lead_days=good.lead_days,
            supplier=suppliers[position % len(suppliers)], created_at=made, updated_at=made,
        )  # fmt: skip
        world.products[good.sku] = product
        free = world.random.choice((0, 40, 180, 420, 900, 2400)) * good.pack // 10
        await Stock.create(
            product=product, free=quantity.of(free),
            expected=quantity.of(good.minimum * 20),
            expected_on=(world.anchor + timedelta(days=good.lead_days)).date(),
        )  # fmt: skip
        await ProductCost.create(
            product=product, cost=divided(good.price * 58, 100), currency="CNY"
        )
    for tax_class, rate in (("standard", 1300), ("reduced", 900), ("exempt", 0)):
        await TaxRate.create(country="CN", tax_class=tax_class, rate=rate)
    await _make_price_lists(world, made)


async def _make_price_lists(world: World, made: datetime) -> None:
    for code, name_zh, name_en, currency, share, is_standard in PRICE_LISTS:
        listed = await PriceList.create(
            code=code, name_zh=name_zh, name_en=name_en, currency=currency,
            valid_from=made.date(), is_standard=is_standard, created_at=made, updated_at=made,
        )  # fmt: skip
        world.price_lists[code] = listed
        await PriceEntry.bulk_create(
            PriceEntry(
                price_list=listed, product=world.products[good.sku],
                from_quantity=quantity.of(good.minimum * times),
                price=divided(good.price * share * (10_000 - off), 10_000 * 10_000),
            )
            for good in GOODS
            if good.channel == "both" or currency != "CNY"
            for times, off in TIERS
        )  # fmt: skip
    for number, company in world.companies.items():
        code = _list_for(company)
        if code and company.currency == "CNY":
            world.list_of[number] = code
            await PriceListAssignment.create(
                price_list=world.price_lists[code], counterparty=world.counterparties[number]
            )


def _list_for(company: Company) -> str:
    if company.kinds[0] not in ("distributor", "customer"):
        return ""
    if company.currency != "CNY":
        return f"EXP-{company.currency}"
    return {"A": "GOLD-CNY", "B": "SILVER-CNY"}.get(company.tier, "")


async def make_credit(world: World) -> None:
    """Give every buyer a credit limit by its weight; what is used is filled in by the orders."""
    for number, company in world.companies.items():
        if company.weight:
            scale = 1_000_000 if company.currency == "CNY" else 700_000
            await CreditLimit.create(
                counterparty=world.counterparties[number], currency=company.currency,
                amount=company.weight * scale + 5_000_000, updated_at=world.anchor,
            )  # fmt: skip
