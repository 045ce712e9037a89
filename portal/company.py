"""Our company: what the host keeps of it and who looks after it; the frame of its tabs."""

from typing import Any

from starlette.requests import Request

from shared.access.actor import Actor
from shared.counterparties import change_queries, queries
from shared.kernel.wording import Message, say
from shared.web.change_words import lines
from shared.web.pages import Answer, page

KINDS = {
    "customer": say("Customer"), "distributor": say("Distributor"), "supplier": say("Supplier"),
    "partner": say("Partner"),
}  # fmt: skip


async def show(request: Request) -> Answer:
    """Show the company as the host keeps it."""
    actor: Actor = request.state.actor
    kept = await queries.own_organisation(actor)
    beside = await change_queries.beside_profile(actor)
    waiting = beside["waiting"]
    asked = lines(waiting, waiting["items"], request.state.locale) if waiting else []
    return tabbed(
        request, "portal/company_show.html", kept=kept, **beside,
        wanted={line.field: line.wanted for line in asked},
        kinds=[label for kind, label in KINDS.items() if kind in kept.kinds],
    )  # fmt: skip


def tabbed(request: Request, template: str, **context: Any) -> Answer:
    """Answer with one tab of the company; each is shown to whoever may read what it holds."""
    actor: Actor = request.state.actor
    tabs = [(label, path) for label, path, permission in _TABS if actor.may(permission)]
    return page(request, template, tabs=tabs, **context)


_TABS: tuple[tuple[Message, str, str], ...] = (
    (say("Company"), "/company", "counterparty.read"),
    (say("Addresses and contacts"), "/company/places", "contact.read"),
    (say("Bank accounts"), "/company/bank-accounts", "bank_account.read"),
    (say("Changes asked for"), "/company/changes", "profile_change.read"),
    (say("Colleagues"), "/company/people", "membership.read"),
    (say("Roles"), "/company/roles", "custom_role.update"),
    (say("Sign-in"), "/company/sign-in", "domain_claim.read"),
    (say("Who of us was here"), "/company/access", "journal_entry.see_access"),
)
