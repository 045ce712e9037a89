"""Who can see a record, and why; what a person can see. Both are answered by the scope itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.models import Model
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import Actor
from shared.access.grounds import Ground, Rows, grounds, grounds_of, roles_reading
from shared.access.reach import CHANNELS, SEALS
from shared.access.scope import one, scope
from shared.database.compound import COUNT_CAP, Question, ask, capped_counts
from shared.database.registry import table_model
from shared.identity.principals import Member, members_as_actors, staff_as_actors
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.two_languages import name_in
from shared.reports.ties import Tie, Ties, ties

# What can be explained: table → the column that its address names.
RECORDS: dict[str, str] = {
    "counterparty": "number", "sales_order": "number",
    "channel_request": "number", "opportunity": "number",
    "deal_registration": "number", "purchase_order": "number", "rfq": "number", "delivery": "number",
    "ticket": "number", "profile_change": "number", "announcement": "number",
    "product": "sku", "price_list": "code", "document": "public_id", "certificate": "public_id",
    "article": "number",
}  # fmt: skip
# What hangs on a record and has readers of its own: table → part → relation from the part to the record.
PARTS: dict[str, dict[str, str]] = {
    "counterparty": {
        "counterparty_private": "counterparty", "bank_account": "counterparty",
        "credit_limit": "counterparty", "end_customer": "counterparty",
    },
    "sales_order": {"shipment": "order", "channel_order": "order"},
    "opportunity": {
        "opportunity_private": "opportunity", "opportunity_share": "opportunity",
        "opportunity_note": "opportunity", "opportunity_step": "opportunity",
    },
    "purchase_order": {"purchase_draft": "order", "purchase_demand": "line__order"},
    "rfq": {"rfq_invitation": "rfq", "bid": "rfq", "rfq_award": "rfq"},
    "delivery": {"receipt": "delivery", "discrepancy": "delivery"},
    "ticket": {"ticket_internal_note": "ticket"},
    "announcement": {"announcement_addressee": "announcement"},
    "product": {"product_cost": "product", "stock": "product", "supplier_item": "product"},
    "document": {"document_reading": "edition__document"},
}  # fmt: skip
# Rows that are no organisation's own: whoever holds such a role sees them, whoever it is.
_OPEN = frozenset({policy.OFFERED, policy.PUBLISHED, policy.AUDIENCE, policy.ADDRESSED})


@dataclass(frozen=True)
class Reader:
    """A person who sees a record; `name` is in the reader's form.

    `grounds` are why she does, `ties` for each of them through what, and since when.
    """

    user_id: int
    name: str
    grounds: list[Ground]
    ties: list[list[Tie]] = field(default_factory=list)


@dataclass(frozen=True)
class Organisation:
    """An organisation that a record reaches, and its people who see it."""

    number: str
    name: str
    readers: list[Reader]


@dataclass(frozen=True)
class Part:
    """Who sees something of what hangs on a record, of the people who were asked about it."""

    table: str
    staff: list[Reader]
    organisations: list[Organisation]


@dataclass(frozen=True)
class Explanation:
    """Who sees one record: colleagues, organisations by name, and roles that see it anywhere.

    `parts` are what hangs on it and has readers of its own. `hidden` counts the organisations that
    it reaches beyond those the asking colleague sees; `without` are the staff roles that the law
    gives no line for such records.
    """

    table: str
    number: str
    staff: list[Reader]
    organisations: list[Organisation]
    hidden: int = 0
    anywhere: list[Ground] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Sight:
    """What a person sees of one kind of record: her grounds, and how many there are (COUNT_CAP at most).

    `count` is None where it is not the asking person's to know.
    """

    table: str
    grounds: list[Ground]
    count: int | None


async def who_sees(actor: Actor, table: str, number: str) -> Explanation:
    """Explain one record that the actor sees herself; NotFound for missing, foreign, unknown kinds.

    Four statements, and one more for each further 250 roles of people and parts.
    """
    if table not in RECORDS:
        raise NotFound
    model = table_model(table)
    record = await one(actor, model, **{RECORDS[table]: number})
    reached = _reached(actor, model, record.pk)
    seen = scope(actor, table_model("counterparty")).filter(id__in=Subquery(reached.values("id")))
    wanted = _wanted(table, model, record.pk)
    asked = await ask(
        staff=staff_as_actors(), members=members_as_actors(seen), all=_count(reached),
        seen=_count(seen), tied=ties(actor, wanted, seen),
    )  # fmt: skip
    people = [*asked["staff"], *(one.person for one in asked["members"])]
    why, (tied, members) = await grounds(people, wanted), (asked["tied"], asked["members"])
    itself, *parts = [_part(tied, name, members, found) for name, found in why.items()]
    return Explanation(
        table,
        number,
        itself.staff,
        itself.organisations,
        asked["all"] - asked["seen"],
        [one for one in roles_reading(table) if one.rows in _OPEN],
        [role for role in policy.STAFF_ROLES if not policy.grants([role], table, "read")],
        parts,
    )


def _wanted(table: str, model: type[Model], record_id: int) -> Mapping[str, Rows]:
    """Return the record itself, first, and what hangs on it."""
    wanted: dict[str, Rows] = {table: (model, {"id": record_id})}
    for part, way in PARTS.get(table, {}).items():
        wanted[part] = (table_model(part), {f"{way}_id": record_id, **_opened(part)})
    return wanted


def _opened(part: str) -> dict[str, Any]:
    """Return what opens rows of a sealed table: who has answered is told with what she answered."""
    if part not in SEALS:
        return {}
    above, deadline, submitted = SEALS[part]
    return {f"{above}__{deadline}__lte": clock.now(), f"{submitted}__isnull": False}


def _part(
    tied: Ties, table: str, members: list[Member], found: list[tuple[Actor, list[Ground]]]
) -> Part:
    staff = [_reader(tied, table, person, why) for person, why in found if person.is_staff]
    by_seat = {(one.person.user_id, one.person.counterparty_id): one for one in members}
    return Part(table, staff, _organisations(tied, table, by_seat, found))


async def what_she_sees(actor: Actor, person: Actor) -> list[Sight]:
    """Return what a person sees of every kind of record; one statement.

    Of a colleague for those who may read the roles of the staff, of somebody of an organisation for
    those who read her membership (`identity.principals.member_to_explain`). How many there are is
    told of what the actor may read herself, and of all to who may look as the person does.
    """
    if person.is_staff:
        actor.must("staff_role.read")
    seen = {
        table: [one for role in _in_order(person.roles) for one in grounds_of(role, table)]
        for table in policy.MATRIX
    }
    counts = await capped_counts({
        table: scope(person, table_model(table))
        for table, why in seen.items() if why and _may_count(actor, person, table, why)
    })  # fmt: skip
    return [Sight(table, why, counts.get(table) if why else 0) for table, why in seen.items()]


def _may_count(actor: Actor, person: Actor, table: str, why: list[Ground]) -> bool:
    if person.is_staff:
        return True
    # What was written to her alone is counted by nobody else.
    if any(one.rows == policy.MINE for one in why):
        return False
    sees_all = actor.may("membership.view_as") or actor.may("staff_role.read")
    return sees_all or actor.may(f"{table}.read")


def _in_order(roles: frozenset[str]) -> list[str]:
    """Return roles as the law names them, custom ones after those."""
    known = policy.STAFF_ROLES
    return sorted(
        roles, key=lambda role: (known.index(role) if role in known else len(known), role)
    )


def _reached(actor: Actor, model: type[Model], record_id: int) -> QuerySet[Any]:
    """Return the organisations whose own a row is, with which it is shared, and those of its parts.

    A part that the actor does not read names nobody, and is not counted either.
    """
    table = model._meta.db_table
    reached = Q(id=0)
    if table in policy.PATHS:
        path = policy.PATHS[table]
        own = model.filter(id=record_id).values(f"{path}_id" if path else "id")
        reached |= Q(id__in=Subquery(own))
    if table in policy.SHARES:
        share, row, organisation = policy.SHARES[table]
        column: dict[str, Any] = {row: record_id}
        shares = table_model(share).filter(**column).values(organisation)
        reached |= Q(id__in=Subquery(shares))
    if table in CHANNELS:
        named = model.filter(id=record_id).values(f"{CHANNELS[table]}_id")
        reached |= Q(id__in=Subquery(named))
    for part, way in PARTS.get(table, {}).items():
        reached |= _reached_by(actor, part, {f"{way}_id": record_id, **_opened(part)})
    return table_model("counterparty").filter(reached)


def _reached_by(actor: Actor, part: str, hangs_on: dict[str, Any]) -> Q:
    if part in CHANNELS:
        hers = table_model(part).filter(**hangs_on)
        return Q(id__in=Subquery(hers.values(f"{CHANNELS[part]}_id")))
    if part not in policy.PATHS or not policy.grants(actor.roles, part, "read"):
        return Q(id=0)
    rows = scope(actor, table_model(part)).filter(**hangs_on)
    return Q(id__in=Subquery(rows.values(f"{policy.PATHS[part]}_id")))


def _count(places: QuerySet[Any]) -> Question[int]:
    def told(rows: list[Any]) -> int:
        return len(rows)

    return Question({"rows": places.limit(COUNT_CAP).values("id")}, told)


def _organisations(
    tied: Ties, table: str, members: dict[tuple[int, int | None], Member],
    found: list[tuple[Actor, list[Ground]]],
) -> list[Organisation]:  # fmt: skip
    places: dict[str, Organisation] = {}
    for person, why in found:
        if not person.is_staff:
            of = members[person.user_id, person.counterparty_id]
            name = name_in(tied.actor.locale, of.name_zh, of.name_en)
            number = person.counterparty_number
            places.setdefault(number, Organisation(number, name, [])).readers.append(
                _reader(tied, table, person, why)
            )
    return list(places.values())


def _reader(tied: Ties, table: str, person: Actor, why: list[Ground]) -> Reader:
    through = [tied.of(person, one, table) for one in why]
    return Reader(person.user_id, person.reading(tied.actor.locale).shown_name, why, through)
