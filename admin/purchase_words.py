"""What purchase pages call things: views, deeds of the journal, what they changed."""

import json
from datetime import date
from typing import Any

from shared.access.actor import Actor
from shared.journal.queries import Deed
from shared.kernel.quantity import to_text
from shared.kernel.two_languages import name_in
from shared.kernel.wording import Message, say
from shared.language.formatting import formats
from shared.language.speaking import translated
from shared.purchasing.naming import LINE_NAMES, STATUS_NAMES
from shared.web.tasks import Task

ORDERS = say("Purchase orders")
TAB_LABELS: dict[str, Message] = {
    "all": say("All"),
    "to_answer": say("To answer"),
    "changed": say("Change proposed"),
    "late": say("Late"),
    "open": say("Open"),
    "draft": say("Drafts"),
    "awaiting_approval": say("Awaiting approval"),
    "ended": say("Ended"),
}
BOARD_LABELS: dict[str, Message] = {
    "late": say("Late or at risk"),
    "no_answer": say("Waiting for answer"),
    "changed": say("Change proposed"),
    "this_week": say("This week"),
    "open": say("All open"),
}
DEEDS: dict[str, tuple[Message, str, str]] = {
    "create": (say("Started"), "plus", ""),
    "discard": (say("Discarded"), "trash-2", ""),
    "ask_approval": (say("Approval asked"), "hourglass", "wait"),
    "take_back": (say("Taken back"), "undo-2", ""),
    "return": (say("Returned"), "undo-2", "wait"),
    "send": (say("Sent"), "send", ""),
    "revise": (say("New version sent"), "git-merge", ""),
    "answer": (say("Answered"), "factory", ""),
    "agree": (say("Agreed"), "badge-check", "good"),
    "counter": (say("Countered"), "message-square", ""),
    "insist": (say("Insisted"), "circle-alert", "wait"),
    "cancel": (say("Cancelled"), "ban", "bad"),
    "ask_cancellation": (say("Cancellation asked"), "ban", "wait"),
    "agree_cancellation": (say("Cancellation agreed"), "ban", "bad"),
    "decline_cancellation": (say("Cancellation declined"), "circle-x", ""),
    "add_drawings": (say("Drawings added"), "upload", ""),
    "remove_drawing": (say("Drawing removed"), "trash-2", ""),
    "message": (say("Message"), "message-square", ""),
    "remind": (say("Reminder sent"), "mail", ""),
}
_FIELDS: dict[str, Message] = {
    "stage": say("Status"),
    "total": say("Total"),
    "revision": say("Version"),
    "lines": say("Lines"),
    "drawings": say("Drawings"),
}


def deed_name(deed: Deed) -> tuple[Message | str, str, str]:
    """Return what a journal entry is called, with icon and tone."""
    verb = deed.verb.rpartition(".")[2]
    return DEEDS.get(verb, (verb, "history", ""))


def deed_lines(deed: Deed, currency: str, locale: str) -> list[tuple[Any, Any, Any]]:
    """Return the changes of a journal entry as (field, before, after), written for a reader.

    Of a deed about many lines the first ten are shown.
    """
    changed = [one for one in deed.changes if one[1] != one[2] and (one[1] or one[2])]
    return [
        (
            _FIELDS.get(name, name.removeprefix("line ")),
            _value(name, before, currency, locale),
            _value(name, after, currency, locale),
        )
        for name, before, after in changed[:10]
    ]


def _value(name: str, value: Any, currency: str, locale: str) -> Any:
    if value in (None, ""):
        return ""
    if name == "stage":
        return STATUS_NAMES.get(value, value)
    if name == "total" and isinstance(value, int):
        return formats(locale).money(value, currency)
    if name.startswith("line ") and str(value).startswith("["):
        state, amount, day = json.loads(value)
        known = LINE_NAMES.get(state)
        word = translated(known, locale) if known else state
        return f"{word} · {to_text(amount)} · {formats(locale).day(date.fromisoformat(day))}"
    return str(value)


# why a purchase order waits → tone, icon, title, button
_WAITING: dict[str, tuple[str, str, Message, Message]] = {
    "decide": ("wait", "calendar-clock", say("Supplier proposes changes: {number}"), say("Decide")),
    "unanswered": ("bad", "hourglass", say("No answer yet: {number}"), say("Chase")),
    "late": ("bad", "triangle-alert", say("Delivery is late: {number}"), say("Look")),
    "approve": ("wait", "hourglass", say("Approve {number}"), say("Decide")),
}


def purchase_task(actor: Actor, row: dict[str, Any]) -> Task:
    """Return a purchase order that waits as a row of the work list."""
    tone, icon, title, button = _WAITING[row["why"]]
    supplier = name_in(actor.locale, row["supplier__name_zh"], row["supplier__name_en"])
    return Task(
        tone, icon, Message(title.text, {"number": row["number"]}), supplier,
        f"/purchase-orders/{row['number']}", button, (row["total"], row["currency"]),
        row["answered_at"] or row["placed_at"], row["due_on"] if row["why"] == "late" else None,
    )  # fmt: skip
