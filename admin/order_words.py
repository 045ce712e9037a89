"""What the pages of orders call tabs, deeds and journalled fields; and values in the journal."""

from datetime import date, datetime
from typing import Any

from shared.journal.queries import Deed
from shared.kernel.wording import Message, say
from shared.language.formatting import formats
from shared.orders.naming import FULFILMENT_NAMES, STATE_NAMES

ORDERS = say("Sales orders")

TAB_LABELS: dict[str, Message] = {
    "all": say("All"),
    "attention": say("Needs attention"),
    "awaiting_approval": say("Awaiting approval"),
    "submitted": say("To confirm"),
    "to_ship": say("To ship"),
    "on_the_way": say("On the way"),
    "delivered": say("Delivered"),
    "draft": say("Drafts"),
    "ended": say("Closed"),
}

# verb of the journal → sentence, icon, tone
DEEDS: dict[str, tuple[Message, str, str]] = {
    "create": (say("Order started"), "file-plus", ""),
    "submit": (say("Submitted"), "send", "info"),
    "approve": (say("Approved"), "shield-check", "good"),
    "reject": (say("Rejected"), "circle-x", "bad"),
    "confirm": (say("Confirmed"), "badge-check", "good"),
    "allocate": (say("Goods came in"), "package-check", "good"),
    "expect": (say("Goods come later"), "calendar-clock", "wait"),
    "hold": (say("Put on hold"), "pause", "wait"),
    "release": (say("Released"), "play", "info"),
    "cancel": (say("Cancelled"), "ban", ""),
    "discard": (say("Draft discarded"), "trash-2", ""),
    "request_cancellation": (say("Cancellation asked for"), "ban", "wait"),
    "agree_cancellation": (say("Cancellation agreed"), "ban", ""),
    "decline_cancellation": (say("Cancellation declined"), "undo-2", "info"),
    "ship": (say("Goods sent"), "truck", "info"),
    "deliver": (say("Goods arrived"), "package-check", "good"),
    "close": (say("Closed"), "circle-check", ""),
    "record_payment": (say("Payment recorded"), "wallet", "good"),
    "import": (say("Imported"), "file-up", ""),
}

_FIELDS: dict[str, Message] = {
    "state": say("Status"),
    "fulfilment": say("Delivery"),
    "promised_on": say("Promised"),
    "credit_taken": say("Credit taken"),
    "total": say("Total"),
    "currency": say("Currency"),
    "needs_approval_for": say("Needs approval for"),
    "cancellation_asked_at": say("Cancellation asked for"),
    "cancellation_reason": say("Reason"),
    "delivered_at": say("Delivered"),
    "paid_at": say("Paid"),
    "told": say("Buyer told"),
    "shipment": say("Shipment"),
    "tracking_number": say("Tracking number"),
    "reordered_from": say("Ordered again from"),
    "on_behalf_of": say("On behalf of"),
}
_APPROVALS = {"credit": say("credit limit"), "amount": say("amount")}
_AMOUNTS = frozenset({"total", "credit_taken"})


def needs(order: dict[str, Any]) -> list[str]:
    """Return what an order needs approval for: credit, amount."""
    return [part for part in order["needs_approval_for"].split(",") if part]


def deed_name(deed: Deed) -> tuple[Message | str, str, str]:
    """Return what a journal entry is called, with icon and tone."""
    verb = deed.verb.rpartition(".")[2]
    return DEEDS.get(verb, (verb, "history", ""))


def deed_lines(deed: Deed, currency: str, locale: str) -> list[tuple[Message | str, Any, Any]]:
    """Return the changes of a journal entry as (field, before, after), written for a reader."""
    shown = [
        (name, before, after)
        for name, before, after in deed.changes
        if before != after and (before or after)
    ]
    return [
        (
            _field(name),
            _value(name, before, currency, locale),
            _value(name, after, currency, locale),
        )
        for name, before, after in shown
        if name != "currency"
    ]


def _field(name: str) -> Message | str:
    """A promise is journalled per product (`promised_on SH-100`), a shipped quantity by its SKU."""
    if name.startswith("promised_on "):
        return say("Promised for {sku}", sku=name.removeprefix("promised_on "))
    if name.startswith("expected_on "):
        return say("Goods for {sku}", sku=name.removeprefix("expected_on "))
    return _FIELDS.get(name, name)


def _value(name: str, value: Any, currency: str, locale: str) -> Any:
    if value in (None, ""):
        return ""
    if name == "told":
        return say("Yes") if value else say("No")
    if name == "state":
        return STATE_NAMES.get(value, value)
    if name == "fulfilment":
        return FULFILMENT_NAMES.get(value, value)
    if name == "needs_approval_for":
        first, *rest = [_APPROVALS.get(part, say("amount")) for part in str(value).split(",")]
        return say("{one} and {other}", one=first, other=rest[0]) if rest else first
    if name in _AMOUNTS and isinstance(value, int):
        return formats(locale).money(value, currency)
    return _time(value, locale)


def _time(value: Any, locale: str) -> str:
    """Days and moments stand in the journal as ISO text."""
    text = str(value)
    try:
        if len(text) == len("2026-11-23"):
            return formats(locale).day(date.fromisoformat(text))
        return formats(locale).moment(datetime.fromisoformat(text))
    except ValueError:
        return text
