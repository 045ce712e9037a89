"""The first page: what needs attention, what is on the way, credit, quick order."""

from starlette.requests import Request

from portal.order_editor import StartForm
from shared.access.actor import Actor
from shared.counterparties.queries import our_account_manager
from shared.kernel.paging import PageRequest
from shared.orders import queries
from shared.orders.queries import OrderFilter
from shared.web.forms import fresh
from shared.web.pages import Answer, page


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    sees_orders = actor.may("sales_order.read")
    return page(
        request,
        "portal/home_index.html",
        attention=await queries.attention(actor, 12) if sees_orders else [],
        coming=await _coming(actor) if sees_orders else [],
        credit=await queries.credit(actor, actor.counterparty_id or 0) if sees_orders else None,
        manager=await our_account_manager(actor),
        form=fresh(request, StartForm),
    )


async def _coming(actor: Actor) -> list[dict[str, object]]:
    found = await queries.orders(actor, OrderFilter("running"), PageRequest(limit=6))
    return found.rows
