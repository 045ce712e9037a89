"""Distributors of record: through whom a customer buys, and who buys through a distributor."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.counterparties.models import Counterparty, CounterpartyPrivate, EndCustomer
from shared.counterparties.rules import CounterpartyStatus
from shared.database.compound import Question, ask, records
from shared.database.keyset import page_of
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both

MOST = 300
_NAMED = ("number", "name_zh", "name_en")
_SHOWN = ("id", "name_zh", "name_en", *both("city"))


@dataclass(frozen=True)
class Through:
    """Through which distributor an organisation buys; `choices` are those that it may buy through.

    Rows have `number`, `name_zh` and `name_en`. `version` is 0 while nothing was ever said;
    `choices` is None for a reader who may not change it.
    """

    distributor: dict[str, Any] | None
    version: int
    choices: list[dict[str, Any]] | None


@dataclass(frozen=True)
class Terms:
    """How an organisation buys and what we note of it; None for what the reader may not see."""

    through: Through | None = None
    notes: CounterpartyPrivate | None = None


async def terms_of(actor: Actor, kept: dict[str, Any]) -> Terms:
    """Return through whom a record of `queries.whole` buys, and our notes on it. One statement."""
    asked: dict[str, Question[Any]] = {}
    if actor.may("end_customer.read") and (kept["is_customer"] or kept["is_distributor"]):
        asked["through"] = buys_through(actor, kept["id"])
    if actor.may("counterparty_private.read"):
        asked["notes"] = private_of(actor, kept["id"])
    return Terms(**await ask(**asked) if asked else {})


def private_of(actor: Actor, place: int) -> Question[CounterpartyPrivate | None]:
    """Ask for what only we may read of it; None while nobody has written anything."""
    asked = records(scope(actor, CounterpartyPrivate).filter(counterparty_id=place).limit(1))
    return Question(asked.parts, lambda rows: next(iter(asked.shape(rows=rows)), None))


def buys_through(actor: Actor, place: int) -> Question[Through]:
    """Ask for the distributor of record of an organisation, for colleagues who may read it."""
    ties = scope(actor, EndCustomer).filter(counterparty_id=place)
    columns = ("version", "distributor_id", *(f"distributor__{name}" for name in _NAMED))
    parts: dict[str, Any] = {"ties": ties.limit(1).values(*columns)}
    may_change = actor.may("end_customer.update")
    if may_change:
        others = distributors(actor).exclude(id=place)
        parts["choices"] = others.order_by("number").limit(MOST).values(*_NAMED)

    def told(**found: list[dict[str, Any]]) -> Through:
        tie = found["ties"][0] if found["ties"] else None
        named = {name: tie[f"distributor__{name}"] for name in _NAMED} if tie else {}
        return Through(
            named if tie and tie["distributor_id"] else None, tie["version"] if tie else 0,
            found["choices"] if may_change else None,
        )  # fmt: skip

    return Question(parts, told)


def distributors(actor: Actor) -> QuerySet[Counterparty]:
    """Return the active distributors that the actor may read."""
    return scope(actor, Counterparty).filter(is_distributor=True, status=CounterpartyStatus.ACTIVE)


def our_distributor(actor: Actor) -> Question[dict[str, Any] | None]:
    """Ask through whom the actor's own organisation buys: name_zh and name_en, None for nobody."""
    own = scope(actor, EndCustomer).filter(
        counterparty_id=actor.counterparty_id, distributor_id__isnull=False
    )
    return Question({"rows": own.limit(1).values("distributor_zh", "distributor_en")}, _named)


def _named(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    if not rows:
        return None
    return {"name_zh": rows[0]["distributor_zh"], "name_en": rows[0]["distributor_en"]}


async def distributor_of(place: int) -> int | None:
    """Return the id of the distributor of record of a buyer today, for the order that it submits."""
    found = await EndCustomer.get_or_none(counterparty_id=place)
    return found.distributor_id if found else None


def sold_through(actor: Actor) -> QuerySet[EndCustomer]:
    """Return the ties of the organisations that buy through the actor's own."""
    return scope(actor, EndCustomer).filter(distributor_id=actor.counterparty_id)


async def end_customers(actor: Actor, q: str, request: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of the organisations that buy through the actor's own: name and city alone.

    `q` is a part of a name or city. One statement.
    """
    rows = sold_through(actor)
    if q.strip():
        parts = (Q(**{f"{name}__icontains": q.strip()}) for name in _SHOWN[1:])
        rows = rows.filter(Q(*parts, join_type=Q.OR))
    return await page_of(rows, request, _SHOWN, sort="id")
