"""The portal's main navigation: what this member may open, and what waits there."""

from typing import Any

from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel.wording import Message, say
from shared.reports.queries import around
from shared.web.navigation import NavItem

# key, icon, label, path, permission
_ENTRIES: tuple[tuple[str, str, Message, str, str], ...] = (
    ("home", "house", say("Home"), "/", ""),
    ("orders", "package", say("Orders"), "/orders", "sales_order.read"),
    ("catalogue", "boxes", say("Catalogue"), "/catalogue", "product.read"),
    ("opportunities", "target", say("Opportunities"), "/opportunities", "opportunity.read"),
    ("deals", "handshake", say("Deals"), "/deals", "deal_registration.read"),
    ("rfqs", "mail", say("Requests for quotation"), "/rfqs", "rfq.read"),
    (
        "purchase-orders",
        "clipboard-list",
        say("Purchase orders"),
        "/purchase-orders",
        "purchase_order.read",
    ),
    ("deliveries", "truck", say("Deliveries"), "/deliveries", "delivery.read"),
    ("supplier-items", "tag", say("What we supply"), "/supplier-items", "supplier_item.read"),
    ("tickets", "life-buoy", say("Support"), "/tickets", "ticket.read"),
    ("documents", "file-text", say("Documents"), "/documents", "document.read"),
    ("announcements", "megaphone", say("Announcements"), "/announcements", "announcement.read"),
    ("company", "building-2", say("Our company"), "/company", "counterparty.read"),
)

# The raised button in the middle of a phone's bottom bar.
_NEW_ORDER = NavItem("new-order", "plus", say("Order now"), "/orders/new")


async def surroundings(request: Request) -> dict[str, Any]:
    """Return what stands round every whole page of the portal."""
    actor: Actor = request.state.actor
    counts, logo = await around(actor)
    fab = _NEW_ORDER if actor.may("sales_order.create") else None
    return {
        "nav": navigation(actor, counts),
        "home": "/",
        "unread": counts["notifications"],
        "fab": fab,
        "own_logo": logo,
    }


def navigation(actor: Actor, counts: dict[str, int]) -> list[NavItem]:
    """Return the entries that the actor may open."""
    return [
        NavItem(key, icon, label, path, counts.get(key, 0))
        for key, icon, label, path, permission in _ENTRIES
        if not permission or actor.may(permission)
    ]
