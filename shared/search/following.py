"""What an actor may follow: records, named by their numbers, that she may read, and their lists."""

from collections import defaultdict
from collections.abc import Iterable

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.registry import table_model

# What a number begins with → its table
_TABLES = {
    "SO": "sales_order",
    "CR": "channel_request",
    "OP": "opportunity",
    "DR": "deal_registration",
    "CP": "counterparty",
    "PO": "purchase_order",
    "RQ": "rfq",
    "DN": "delivery",
    "TK": "ticket",
    "AN": "announcement",
}

# What a list is called on a page → what the numbers in it begin with
LISTS = {
    "tickets": "TK", "orders": "SO", "order-requests": "CR", "purchase-orders": "PO",
    "deliveries": "DN", "rfqs": "RQ",
}  # fmt: skip


def followable(actor: Actor, names: Iterable[str]) -> frozenset[str]:
    """Return those of `names` that are lists which the actor may open."""
    return frozenset(
        name for name in names if name in LISTS and actor.may(f"{_TABLES[LISTS[name]]}.read")
    )


def lists_with(number: str) -> frozenset[str]:
    """Return the lists in which the record of this number may stand."""
    start = number.partition("-")[0]
    return frozenset(name for name, prefix in LISTS.items() if prefix == start)


async def readable(actor: Actor, numbers: Iterable[str]) -> set[str]:
    """Return those of `numbers` whose record the actor may read now; one statement a table."""
    by_table: dict[str, list[str]] = defaultdict(list)
    for number in numbers:
        table = _TABLES.get(number.partition("-")[0])
        if table is not None and actor.may(f"{table}.read"):
            by_table[table].append(number)
    found: set[str] = set()
    for table, asked in by_table.items():
        rows = scope(actor, table_model(table)).filter(number__in=asked)
        found.update(row["number"] for row in await rows.values("number"))
    return found
