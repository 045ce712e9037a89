"""Support requests as a table to keep; both faces download them."""

from typing import Any

from shared.access.actor import Actor
from shared.exchange.sheets import Column, Kind, Sheet
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.tickets.naming import CATEGORIES, PRIORITIES, STATES


def ticket_sheet(actor: Actor, rows: list[dict[str, Any]]) -> Sheet:
    """Return the rows of `queries.lists.export_tickets` as a sheet in the actor's language."""
    labels: list[tuple[Message, Kind]] = [
        (say("Number"), "text"), (say("Subject"), "text"), (say("Category"), "text"),
        (say("Status"), "text"), (say("Opened by"), "text"), (say("Order"), "text"),
        (say("Product"), "text"), (say("Opened"), "moment"), (say("Last message"), "moment"),
        (say("Resolved"), "moment"), (say("Rating"), "number"),
    ]  # fmt: skip
    if actor.is_staff:
        labels += [
            (say("Counterparty"), "text"), (say("Priority"), "text"), (say("Assigned to"), "text"),
            (say("First response"), "moment"), (say("Escalations"), "number"),
            (say("Promise broken"), "text"),
        ]  # fmt: skip
    columns = [Column(translated(label, actor.locale), kind) for label, kind in labels]
    cells = [_cells(actor, row) for row in rows]
    return Sheet(translated(say("Support requests"), actor.locale), columns, cells, actor.zone)


def _cells(actor: Actor, row: dict[str, Any]) -> list[Any]:
    outside = [
        row["number"], row["subject"], translated(CATEGORIES[row["category"]], actor.locale),
        translated(STATES[row["state"]], actor.locale), row["opened_by"],
        row["order__number"], row["product__sku"], row["created_at"], row["last_message_at"],
        row["resolved_at"], row["stars"],
    ]  # fmt: skip
    if not actor.is_staff:
        return outside
    broken = say("Yes") if row["response_broken"] or row["resolution_broken"] else say("No")
    return [
        *outside, row["counterparty"], translated(PRIORITIES[row["priority"]], actor.locale),
        row["assignee"], row["responded_at"], row["escalation"],
        translated(broken, actor.locale),
    ]  # fmt: skip
