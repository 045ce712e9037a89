"""How an organisation kept its promises of delivery, to take along."""

from starlette.requests import Request

from shared.access.actor import Actor
from shared.purchasing.queries.punctuality import punctuality
from shared.web.delivery_record import RecordQuery, record_file
from shared.web.forms import query
from shared.web.pages import Answer


async def export(request: Request) -> Answer:
    """Download our own record, exactly as the first page shows it."""
    wanted = query(request, RecordQuery)
    actor: Actor = request.state.actor
    figures = await punctuality(actor, actor.counterparty_id or 0)
    return await record_file(request, figures, wanted.kind)
