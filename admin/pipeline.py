"""The funnel as a board of eight stages: cards to drag, sums of each column, one's own or all."""

from starlette.requests import Request

from shared.access.actor import Actor
from shared.exchange.funnel_papers import STAGES
from shared.kernel.wording import say
from shared.opportunities.queries.board import show_board
from shared.opportunities.rules import Stage
from shared.opportunities.rules.funnel import PROBABILITY
from shared.web.forms import FormModel, query
from shared.web.lists import address
from shared.web.pages import Answer, page


class BoardQuery(FormModel):
    """Whose cards are shown (public id of the owner); empty shows all."""

    owner: str = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    owner = query(request, BoardQuery).owner
    board = await show_board(actor, owner)
    return page(
        request, "admin/pipeline_index.html", board=board, owner=owner,
        owner_name=dict(board.owners).get(owner, ""), names=STAGES, chances=PROBABILITY,
        stages=[(stage, STAGES[stage]) for stage in Stage],
        here=lambda **changes: address(request, **changes), crumbs=[(say("Pipeline"), None)],
    )  # fmt: skip
