"""Lines by product name: whoever types or pastes a name gets the SKU that goes with it."""

from collections.abc import Sequence
from dataclasses import replace

from tortoise.expressions import Q

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.registry import table_model
from shared.orders.checking import TypedLine

_SHORTEST, _LONGEST = 2, 200


async def named_lines(actor: Actor, lines: Sequence[TypedLine]) -> list[TypedLine]:
    """Return `lines` with whole product names replaced by their SKU; the rest stays as typed.

    One statement for all lines. A name that two products share is left alone: the line then says
    that it is unknown.
    """
    names = {line.sku.strip() for line in lines if _SHORTEST <= len(line.sku.strip()) <= _LONGEST}
    if not names:
        return list(lines)
    wanted = Q(name_zh__in=names) | Q(name_en__in=names)
    found: dict[str, set[str]] = {}
    for row in await (
        scope(actor, table_model("product")).filter(wanted).values("sku", "name_zh", "name_en")
    ):
        for name in (row["name_zh"], row["name_en"]):
            found.setdefault(name, set()).add(row["sku"])
    return [_named(line, found.get(line.sku.strip(), set())) for line in lines]


def _named(line: TypedLine, skus: set[str]) -> TypedLine:
    return replace(line, sku=next(iter(skus))) if len(skus) == 1 else line
