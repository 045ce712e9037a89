"""The differences of a delivery, each with the newest part of its thread or the part before."""

from typing import Any

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question, ask
from shared.files.queries import FileRow, attachments_under
from shared.kernel.paging import decode, encode
from shared.kernel.two_languages import both, signed
from shared.purchasing.models.deliveries import Discrepancy, DiscrepancyMessage
from shared.purchasing.rules.deliveries import UNSETTLED

SHOWN = 30
Row = dict[str, Any]
_DIFFERENCE = (
    "id", "number", "kind", "state", "quantity", "settled_as", "story", "answer", "opened_at",
    "settled_at", "version", *both("opened_by__name"), "line__sku", "line__name_zh",
    "line__name_en", "line__unit", "line__supplier_code",
)  # fmt: skip
_MESSAGE = ("id", *signed("author"), "side", "text", "said_at")


def differences_of(actor: Actor, delivery_id: int) -> Question[list[Row]]:
    """Ask for the differences of a delivery, the oldest first, with `is_open` and `photos`."""
    if not actor.may("discrepancy.read"):
        return Question({}, list)
    rows = scope(actor, Discrepancy).filter(delivery_id=delivery_id)
    hung = attachments_under(actor, "discrepancy", rows)
    parts = {"rows": rows.order_by("id").values(*_DIFFERENCE), "files": hung.parts["rows"]}
    return Question(parts, lambda rows, files: _opened(rows, hung.shape(rows=files)))


def _opened(rows: list[Row], photos: dict[int, list[FileRow]]) -> list[Row]:
    return [
        {**row, "is_open": row["state"] in UNSETTLED, "photos": photos.get(row["id"], [])}
        for row in rows
    ]


async def with_threads(
    actor: Actor, differences: list[Row], of: str = "", before: str = ""
) -> list[Row]:
    """Add to each its `messages`, oldest first, with their `files`, and the cursor `earlier`.

    `is_earlier` says that they are not the newest. One statement for all of them.
    """
    cuts = {one["number"]: _cut(before) if one["number"] == of else None for one in differences}
    parts = await ask(
        **{one["number"]: _thread(actor, one["id"], cuts[one["number"]]) for one in differences}
    )
    return [
        {**one, **parts[one["number"]], "is_earlier": cuts[one["number"]] is not None}
        for one in differences
    ]


def _thread(actor: Actor, difference_id: int, cut: int | None) -> Question[Row]:
    rows = scope(actor, DiscrepancyMessage).filter(discrepancy_id=difference_id)
    if cut is not None:
        rows = rows.filter(id__lt=cut)
    newest = rows.order_by("-id").limit(SHOWN + 1)
    hung = attachments_under(actor, "discrepancy_message", newest)
    parts = {"rows": newest.values(*_MESSAGE), "files": hung.parts["rows"]}
    return Question(parts, lambda rows, files: _part(rows, hung.shape(rows=files)))


def _part(rows: list[Row], files: dict[int, list[FileRow]]) -> Row:
    shown = [{**row, "files": files.get(row["id"], [])} for row in rows[:SHOWN][::-1]]
    earlier = encode((shown[0]["id"],)) if len(rows) > SHOWN else None
    return {"messages": shown, "earlier": earlier}


def _cut(before: str) -> int | None:
    cut = decode(before, 1)
    if cut is not None and isinstance(cut[0], int) and 0 <= cut[0] < 2**63:
        return cut[0]
    return None
