"""What stands above and below an organisation; `belonging.py` places it."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Subquery

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.counterparties.models import Counterparty
from shared.database.compound import Question

MOST_LEVELS = 5
MOST = 300
_NAMED = ("number", "name_zh", "name_en")


@dataclass(frozen=True)
class Family:
    """What stands above and below an organisation, as far as its reader sees it.

    Rows have `number`, `name_zh` and `name_en`; `choices` are those that it may be placed under.
    """

    above: dict[str, Any] | None
    below: list[dict[str, Any]]
    choices: list[dict[str, Any]]


def family(actor: Actor, place: int) -> Question[Family]:
    """Ask what stands above and below an organisation; MOST of what is below, and of the choices."""
    rows = scope(actor, Counterparty)
    parent = Counterparty.filter(id=place).values("parent_id")
    parts = {
        "above": rows.filter(id__in=Subquery(parent)).limit(1).values(*_NAMED),
        "below": rows.filter(parent_id=place).order_by("number").limit(MOST).values(*_NAMED),
    }
    if actor.may("counterparty.set_parent"):
        others = scope(actor, Counterparty, "set_parent").exclude(id=place)
        parts["choices"] = others.order_by("number").limit(MOST).values(*_NAMED)

    def told(**found: list[dict[str, Any]]) -> Family:
        above = found["above"][0] if found["above"] else None
        return Family(above, found["below"], found.get("choices", []))

    return Question(parts, told)


async def chain(place: int) -> list[int]:
    """Return an organisation and those above it, the nearest first.

    Each is locked: two that are placed at once could otherwise stand in a circle.
    """
    found: list[int] = []
    at: int | None = place
    while at is not None and at not in found:
        found.append(at)
        row = await Counterparty.filter(id=at).select_for_update().first()
        at = row.parent_id if row is not None else None
    return found


async def levels_below(place: int) -> list[list[int]]:
    """Return the organisations below one, level by level; a statement for each level."""
    levels: list[list[int]] = []
    at = [place]
    while at and len(levels) < MOST_LEVELS:
        rows = Counterparty.filter(parent_id__in=at).order_by("id")
        at = [int(str(row)) for row in await rows.values_list("id", flat=True)]
        if at:
            levels.append(at)
    return levels


async def place_called(number: str) -> int:
    """Return the id of the organisation with this business number, for the machinery."""
    return int((await Counterparty.get(number=number)).id)


async def number_of(place: int) -> str:
    """Return the business number of an organisation, for the machinery."""
    return str((await Counterparty.get(id=place)).number)
