"""What was said about a purchase order: the newest part of its thread, and the part before."""

from dataclasses import dataclass
from typing import Any

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question
from shared.files.queries import FileRow, attachments_under
from shared.kernel.paging import decode, encode
from shared.kernel.two_languages import signed
from shared.purchasing.models.promises import PurchaseMessage

SHOWN = 30
_MESSAGE = (
    "id", *signed("author"), "side", "deed", "text", "said_at", "line__position", "line__sku",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A part of a thread, oldest first, each message with its `files`.

    `earlier` is the cursor of the part before it.
    """

    messages: list[dict[str, Any]]
    earlier: str | None = None


def said_about(actor: Actor, order_id: int, before: str = "") -> Question[Said]:
    """Ask for the newest messages of an order, or for those before a cursor."""
    rows = scope(actor, PurchaseMessage).filter(order_id=order_id)
    cut = decode(before, 1)
    if cut is not None and isinstance(cut[0], int) and 0 <= cut[0] < 2**63:
        rows = rows.filter(id__lt=cut[0])
    newest = rows.order_by("-id").limit(SHOWN + 1)
    hung = attachments_under(actor, "purchase_message", newest)
    parts = {"rows": newest.values(*_MESSAGE), "files": hung.parts["rows"]}
    return Question(parts, lambda rows, files: _part(rows, hung.shape(rows=files)))


def _part(rows: list[dict[str, Any]], files: dict[int, list[FileRow]]) -> Said:
    shown = [{**row, "files": files.get(row["id"], [])} for row in rows[:SHOWN][::-1]]
    return Said(shown, encode((shown[0]["id"],)) if len(rows) > SHOWN else None)
