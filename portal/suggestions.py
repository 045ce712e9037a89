"""What a line may be: products by SKU or name with the buyer's own price, for the combobox."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.catalogue.queries import find_products
from shared.web.forms import FormModel, query
from shared.web.pages import Answer, page


class Asked(FormModel):
    """What is typed so far."""

    q: Annotated[str, Field(max_length=80)] = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    text = query(request, Asked).q
    offers = await find_products(actor, actor.counterparty_id or 0, text) if text else []
    return page(request, "portal/suggestions.html", offers=offers)
