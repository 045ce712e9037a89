"""How every state of the business looks: one tone, one icon, one short label each.

A label has at most six Han characters or eighteen Latin letters. Amber (wait) always means that
somebody must act, red (bad) that a promise is broken. The states themselves live in the `rules.py`
of their domain; a state that is missing here is an error the first time it is shown.
"""

from dataclasses import dataclass

from shared.kernel.wording import Message, say


@dataclass(frozen=True)
class Status:
    """Tone (neutral, info, wait, move, good, bad), icon of the sprite, label."""

    tone: str
    icon: str
    label: Message


STATUSES: dict[str, Status] = {
    # sales orders, their lines and shipments
    "draft": Status("neutral", "circle-dashed", say("Draft")),
    "submitted": Status("info", "send", say("Submitted")),
    "awaiting_approval": Status("wait", "hourglass", say("Awaiting approval")),
    "needs_reply": Status("wait", "circle-alert", say("Needs your reply")),
    "awaiting_reply": Status("wait", "hourglass", say("Awaiting reply")),
    "confirmed": Status("info", "badge-check", say("Confirmed")),
    "in_production": Status("move", "factory", say("In production")),
    "on_hold": Status("wait", "pause", say("On hold")),
    "closed": Status("neutral", "circle-check", say("Closed")),
    "pending": Status("wait", "hourglass", say("Pending")),
    "rejected": Status("bad", "circle-x", say("Rejected")),
    "cancelled": Status("neutral", "ban", say("Cancelled")),
    "cancellation_asked": Status("wait", "ban", say("Cancellation asked")),
    "unfulfilled": Status("neutral", "circle-dashed", say("Not shipped")),
    "part_shipped": Status("move", "truck", say("Part shipped")),
    "shipped": Status("info", "truck", say("Shipped")),
    "in_transit": Status("info", "truck", say("In transit")),
    "delivered": Status("good", "package-check", say("Delivered")),
    "late": Status("bad", "triangle-alert", say("Late")),
    "back_order": Status("wait", "clock", say("Back-order")),
    "proposed": Status("wait", "calendar-clock", say("Date proposed")),
    "other_date_asked": Status("wait", "calendar-clock", say("Other date asked")),
    "agreed": Status("good", "badge-check", say("Agreed")),
    "open": Status("info", "inbox", say("Open")),
    "paid": Status("good", "circle-check", say("Paid")),
    "part_paid": Status("move", "wallet", say("Part paid")),
    "unpaid": Status("wait", "wallet", say("Unpaid")),
    "overdue": Status("bad", "triangle-alert", say("Overdue")),
    "invoiced": Status("info", "receipt", say("Invoiced")),
    # opportunities, deal registrations, shared leads, quotes
    "won": Status("good", "circle-check", say("Won")),
    "lost": Status("neutral", "circle-x", say("Lost")),
    "contact_made": Status("neutral", "handshake", say("Contact made")),
    "opportunity_found": Status("neutral", "search", say("Opportunity found")),
    "qualified": Status("info", "badge-check", say("Qualified")),
    "needs_defined": Status("info", "list-checks", say("Needs defined")),
    "proposal": Status("move", "file-text", say("Proposal and quote")),
    "committed": Status("move", "heart-handshake", say("Customer committed")),
    "accepted": Status("good", "check-check", say("Accepted")),
    "opportunity.accepted": Status("good", "check-check", say("Goods accepted")),
    "opportunity.paid": Status("good", "hand-coins", say("Money received")),
    "in_review": Status("wait", "hourglass", say("In review")),
    "needs_information": Status("wait", "circle-help", say("Needs information")),
    "approved": Status("good", "shield-check", say("Approved")),
    "protected": Status("good", "shield-check", say("Protected")),
    "extension_asked": Status("wait", "alarm-clock", say("Extension asked")),
    "extended": Status("good", "shield-check", say("Extended")),
    "duplicate": Status("neutral", "copy", say("Duplicate")),
    "converted": Status("good", "arrow-right-left", say("Converted")),
    "lapsed": Status("neutral", "alarm-clock", say("Lapsed")),
    "withdrawn": Status("neutral", "undo-2", say("Withdrawn")),
    "expiring": Status("wait", "alarm-clock", say("Expiring")),
    "expired": Status("neutral", "alarm-clock", say("Expired")),
    "offered": Status("wait", "send", say("Offered")),
    "declined": Status("neutral", "circle-x", say("Declined")),
    "sent": Status("info", "send", say("Sent")),
    "negotiating": Status("move", "message-square", say("Negotiating")),
    "void": Status("neutral", "ban", say("Void")),
    # purchase orders and deliveries
    "awaiting_confirmation": Status("wait", "hourglass", say("Awaiting answer")),
    "change_proposed": Status("wait", "calendar-clock", say("Change proposed")),
    "countered": Status("wait", "message-square", say("Countered")),
    "insisted": Status("wait", "circle-alert", say("Insisted")),
    "part_confirmed": Status("move", "badge-check", say("Part confirmed")),
    "part_received": Status("move", "package", say("Part received")),
    "received": Status("good", "package-check", say("Received")),
    "arrived": Status("info", "warehouse", say("Arrived")),
    "discrepancy": Status("bad", "triangle-alert", say("Discrepancy")),
    "disputed": Status("wait", "message-square", say("Disputed")),
    "settled": Status("good", "circle-check", say("Settled")),
    # requests for quotation
    "collecting": Status("move", "inbox", say("Collecting bids")),
    "evaluated": Status("wait", "hourglass", say("Evaluated")),
    "awarded": Status("good", "circle-check", say("Awarded")),
    "quoted": Status("info", "send", say("Quoted")),
    # announcements
    "published": Status("good", "globe", say("Published")),
    "read": Status("good", "check", say("Read")),
    "unread": Status("info", "circle-dot", say("Unread")),
    # companies, people, invitations, documents
    "prospect": Status("neutral", "circle-dashed", say("Prospect")),
    "invited": Status("wait", "mail", say("Invited")),
    "applied": Status("info", "send", say("Applied")),
    "documents_due": Status("wait", "file-text", say("Documents due")),
    "trial": Status("move", "hourglass", say("On trial")),
    # mail domains
    "waiting_for_proof": Status("wait", "hourglass", say("Waiting for proof")),
    "domain_proven": Status("good", "shield-check", say("Proven")),
    "record_gone": Status("bad", "circle-alert", say("Record gone")),
    "active": Status("good", "circle-check", say("Active")),
    "suspended": Status("neutral", "pause", say("Suspended")),
    "leaving": Status("wait", "log-out", say("Leaving")),
    "blocklisted": Status("bad", "ban", say("Blocklisted")),
    "frozen": Status("bad", "snowflake", say("Frozen")),
    "certificate.expired": Status("bad", "triangle-alert", say("Expired")),
    "renewed": Status("neutral", "rotate-cw", say("Renewed")),
    "valid": Status("good", "circle-check", say("Valid")),
    "used": Status("neutral", "check", say("Used")),
    "revoked": Status("neutral", "ban", say("Revoked")),
    "orphaned": Status("bad", "circle-x", say("Dead link")),
    "missing": Status("wait", "file-x", say("Missing")),
    "grace": Status("wait", "alarm-clock", say("In grace period")),
    "in_effect": Status("good", "circle-check", say("In effect")),
    "reviewed": Status("wait", "user-check", say("Second look")),
    "cooling": Status("move", "clock", say("Cooling period")),
    "granted": Status("good", "circle-check", say("Granted")),
    "stopped": Status("bad", "ban", say("Stopped")),
    "new": Status("info", "inbox", say("New")),
    "resolved": Status("good", "circle-check", say("Resolved")),
    "waiting": Status("wait", "hourglass", say("Waiting")),
    # support requests
    "in_progress": Status("move", "loader", say("In progress")),
    "waiting_for_customer": Status("neutral", "hourglass", say("With customer")),
    "rated": Status("good", "star", say("Rated")),
    "merged": Status("neutral", "git-merge", say("Merged")),
    "done": Status("good", "circle-check", say("Done")),
    "failed": Status("bad", "circle-x", say("Failed")),
}


def status(key: str) -> Status:
    """Return the looks of a state; `sales_order.draft` falls back to `draft`."""
    found = STATUSES.get(key) or STATUSES.get(key.rpartition(".")[2])
    if found is None:
        raise KeyError(f"no row for the state {key!r} in shared/web/statuses.py")
    return found
