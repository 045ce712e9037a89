"""Suppliers to choose from when something is bought."""

from typing import Any

from shared.access.actor import Actor
from shared.access.scope import places
from shared.database import fulltext
from shared.kernel.two_languages import both


async def find_suppliers(
    actor: Actor, text: str, permission: str, limit: int = 20
) -> list[dict[str, Any]]:
    """Return suppliers whose words hold `text` (all without one) at which the actor may act."""
    rows = places(actor, permission).filter(is_supplier=True)
    if text.strip():
        words = fulltext.ids_matching("counterparty", text.strip()[:60])
        rows = rows.filter(id__in=words) if words is not None else rows.filter(id=0)
    found = (
        rows.order_by("number").limit(limit).values("number", "name_zh", "name_en", *both("city"))
    )
    return list(await found)
