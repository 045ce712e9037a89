"""The search page of both faces, and what the palette shows while one types."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.search.queries import everything
from shared.web.forms import FormModel, query
from shared.web.pages import Answer, page
from shared.web.routing import WebRoute, get

# table → icon and where a record of it stands, on the admin and on the portal
PLACES = {
    "sales_order": ("package", "/orders/{}", "/orders/{}"),
    "delivery": ("truck", "/deliveries/{}", "/deliveries/{}"),
    "counterparty": ("building-2", "/counterparties/{}", ""),
    "opportunity": ("target", "/opportunities/{}", "/opportunities/{}"),
    "deal_registration": ("handshake", "/deals/{}", "/deals/{}"),
    "ticket": ("life-buoy", "/tickets/{}", "/tickets/{}"),
    "article": ("book-open", "/articles/{}", "/articles/{}"),
    "rfq": ("list-checks", "/rfqs/{}", "/rfqs/{}"),
    "product": ("boxes", "/products/{}", "/catalogue?q={}"),
    "announcement": ("megaphone", "/announcements/{}", "/announcements/{}"),
    "document": ("file-text", "/documents/{}", "/documents#paper-{}"),
    "bank_account": ("landmark", "/counterparties/{}/bank-accounts", "/company/bank-accounts"),
}


class Asked(FormModel):
    """What is typed."""

    q: Annotated[str, Field(max_length=100)] = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    text = query(request, Asked).q
    found = [
        (PLACES[one.kind][0], PLACES[one.kind][1 if actor.is_staff else 2].format(one.number), one)
        for one in await everything(actor, text)
    ]
    return page(request, "shared/search_index.html", q=text, found=found)


def routes() -> list[WebRoute]:
    """Return the search of a face."""
    return [
        get("/search", index, name="search_index", signed_in="Finds only what its reader may see")
    ]
