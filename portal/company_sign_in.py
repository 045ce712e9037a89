"""How our people sign in: the mail domains that are bound to us, and the records we have to publish."""

from starlette.requests import Request

from portal.company import tabbed
from shared.access.actor import Actor
from shared.identity import domain_queries
from shared.identity.domain_rules import DomainState
from shared.web import bound_providers
from shared.web.pages import Answer
from shared.web.role_words import MEMBER_LABELS


async def show(request: Request) -> Answer:
    """Show the domains that were not given up, to read only: the host changes them."""
    actor: Actor = request.state.actor
    found = await domain_queries.sign_in_of(actor, actor.counterparty_id or 0)
    settings, locale = request.app.state.settings, request.state.locale
    return tabbed(
        request, "portal/company_sign_in.html", roles=MEMBER_LABELS,
        domains=[one for one in found["domains"] if one["state"] != DomainState.WITHDRAWN],
        provider=lambda name: bound_providers.caption(settings, name, locale),
    )  # fmt: skip
