"""The admin's rail: what this colleague may open, in groups, and what waits there."""

from typing import Any

from starlette.requests import Request

from admin.access import PLACES
from shared.access.actor import Actor
from shared.kernel.wording import Message, say
from shared.reports.queries import waiting
from shared.web.navigation import NavItem

_SELL, _SUPPLY, _MANAGE = say("Sell"), say("Supply"), say("Manage")
_SERVE = say("Support")

# The lists whose events bring the rail's counts anew on every open page. Orders and deliveries change
# too often for that: who looks at their lists has the list itself.
_FOLLOWED = frozenset({"tickets"})

# key, icon, label, path, permission, group
_ENTRIES: tuple[tuple[str, str, Message, str, str, Message | None], ...] = (
    ("today", "layout-dashboard", say("Today"), "/", "", None),
    ("counterparties", "building-2", say("Counterparties"), "/counterparties",
     "counterparty.read", _SELL),
    ("pipeline", "kanban", say("Pipeline"), "/pipeline", "opportunity.read", _SELL),
    ("deals", "handshake", say("Deal registrations"), "/deals", "deal_registration.read", _SELL),
    ("orders", "package", say("Sales orders"), "/orders", "sales_order.read", _SELL),
    ("order-requests", "inbox", say("Order requests"), "/order-requests", "channel_request.read",
     _SELL),
    ("rfqs", "mail", say("Requests for quotation"), "/rfqs", "rfq.read", _SUPPLY),
    ("purchase-orders", "clipboard-list", say("Purchase orders"), "/purchase-orders",
     "purchase_order.read", _SUPPLY),
    ("deliveries", "truck", say("Deliveries"), "/deliveries", "delivery.read", _SUPPLY),
    ("late", "triangle-alert", say("Late board"), "/late", "purchase_order.read", _SUPPLY),
    ("supplier-items", "factory", say("Supplier items"), "/supplier-items", "supplier_item.read",
     _SUPPLY),
    ("products", "boxes", say("Products"), "/products", "product.read", _SUPPLY),
    ("price-lists", "tag", say("Price lists"), "/price-lists", "price_list.read", _SUPPLY),
    ("stock", "warehouse", say("Stock"), "/stock", "stock.read", _SUPPLY),
    ("tickets", "life-buoy", say("Support desk"), "/tickets", "ticket.read", _SERVE),
    ("announcements", "megaphone", say("Announcements"), "/announcements", "announcement.read",
     _SERVE),
    ("articles", "book-open", say("Articles"), "/articles", "article.read", _SERVE),
    ("snippets", "zap", say("Snippets"), "/snippets", "ticket_snippet.read", _SERVE),
    ("service-levels", "timer", say("Service levels"), "/service-levels", "service_level.read",
     _SERVE),
    ("credit-limits", "wallet", say("Credit limits"), "/credit-limits", "credit_limit.read",
     _MANAGE),
    ("tax-rates", "percent", say("Tax rates"), "/tax-rates", "tax_rate.read", _MANAGE),
    ("profile-changes", "clipboard-check", say("Profile changes"), "/profile-changes",
     "profile_change.read", _MANAGE),
    ("documents", "file-text", say("Documents"), "/documents", "document.read", _MANAGE),
    ("certificates", "badge-check", say("Certificates"), "/certificates", "certificate.read",
     _MANAGE),
    ("deputies", "user-check", say("Deputies"), "/deputies", "deputy.read", _MANAGE),
    ("staff", "users", say("Staff"), "/staff", "staff_role.read", _MANAGE),
    ("roles", "user-cog", say("Roles"), "/roles", "staff_role.read", _MANAGE),
)  # fmt: skip


async def surroundings(request: Request) -> dict[str, Any]:
    """Return what stands round every whole page of the admin."""
    actor: Actor = request.state.actor
    counts = await waiting(actor)
    return {
        "nav": navigation(actor, counts), "home": "/", "unread": counts["notifications"],
        "explained": _explained(request),
    }  # fmt: skip


def navigation(actor: Actor, counts: dict[str, int]) -> list[NavItem]:
    """Return the entries that the actor may open."""
    return [
        NavItem(key, icon, label, path, counts.get(key, 0), group=group, is_live=key in _FOLLOWED)
        for key, icon, label, path, permission, group in _ENTRIES
        if not permission or actor.may(permission)
    ]


def _explained(request: Request) -> str:
    """Return where it is told who sees the record of this page, "" on other pages."""
    path = request.scope["path"]
    places = {
        f"{place}/{value}" for value in request.path_params.values() for place in PLACES.values()
    }
    return f"{path}/access" if len(request.path_params) == 1 and path in places else ""
