"""Which records, named by their numbers, an actor may follow: those she may read."""

from collections import defaultdict
from collections.abc import Iterable

from shared.access.actor import Actor
from shared.search.queries import visible

# What a number begins with → its table
_TABLES = {
    "SO": "sales_order",
    "OP": "opportunity",
    "DR": "deal_registration",
    "CP": "counterparty",
    "PO": "purchase_order",
    "DN": "delivery",
    "TK": "ticket",
    "AN": "announcement",
}


async def readable(actor: Actor, numbers: Iterable[str]) -> set[str]:
    """Return those of `numbers` whose record the actor may read now; one statement a table."""
    by_table: dict[str, list[str]] = defaultdict(list)
    for number in numbers:
        table = _TABLES.get(number.partition("-")[0])
        if table is not None and actor.may(f"{table}.read"):
            by_table[table].append(number)
    found: set[str] = set()
    for table, asked in by_table.items():
        rows = visible(actor, table).filter(number__in=asked)
        found.update(row["number"] for row in await rows.values("number"))
    return found
