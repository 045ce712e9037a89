"""The verbs of sales orders: one door for both faces.

Each takes the actor first, asks the policy for one permission, finds the order through the actor's
scope (NotFound for strangers), writes only if the `version` is still the one that was read (Stale
otherwise), and journals before → after. `key` is the idempotency key of the form.

The life of an order: `start_draft` or `reorder` → `save_draft` as one types → `submit_order` →
`approve_order` or `confirm_order` (or `reject_order`, `cancel_order`) → `ship_order`, in parts →
`mark_delivered` or `confirm_receipt` → `record_payment`, `close_order`. What may follow what
stands in `rules.TRANSITIONS`.
"""

from shared.orders.checking import Quote, QuotedLine, TypedLine
from shared.orders.comparing import LineChange, OrderChanged
from shared.orders.decisions import (
    agree_cancellation,
    approve_order,
    cancel_order,
    confirm_order,
    decline_cancellation,
    hold_order,
    reject_order,
    release_order,
    request_cancellation,
)
from shared.orders.drafts import SavedDraft, discard_draft, reorder, save_draft, start_draft
from shared.orders.fulfilment import (
    close_order,
    confirm_receipt,
    mark_delivered,
    record_payment,
    ship_order,
)
from shared.orders.submission import submit_order

__all__ = [
    "LineChange",
    "OrderChanged",
    "Quote",
    "QuotedLine",
    "SavedDraft",
    "TypedLine",
    "agree_cancellation",
    "approve_order",
    "cancel_order",
    "close_order",
    "confirm_order",
    "confirm_receipt",
    "decline_cancellation",
    "discard_draft",
    "hold_order",
    "mark_delivered",
    "record_payment",
    "reject_order",
    "release_order",
    "reorder",
    "request_cancellation",
    "save_draft",
    "ship_order",
    "start_draft",
    "submit_order",
]
