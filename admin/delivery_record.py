"""How a supplier kept its promises of delivery, to take along."""

from starlette.requests import Request

from shared.access.actor import Actor
from shared.counterparties.queries import counterparty
from shared.purchasing.queries.punctuality import punctuality
from shared.web.delivery_record import RecordQuery, record_file
from shared.web.forms import query
from shared.web.pages import Answer
from shared.web.taking import carries


async def export(request: Request) -> Answer:
    """Download the record of one supplier, exactly as its page shows it."""
    wanted = query(request, RecordQuery)
    actor: Actor = request.state.actor
    kept = await counterparty(actor, request.path_params["number"])
    figures = await punctuality(actor, kept.id)
    carries(request, "purchase_order.export", [kept.number])
    return await record_file(request, figures, wanted.kind)
