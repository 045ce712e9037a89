"""The late board: what is late, what will be, and which customers' orders it hurts."""

from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel.wording import Message, say
from shared.purchasing.queries.late import late_counts, late_lines
from shared.web.forms import query
from shared.web.lists import ListQuery, neighbours, view_tabs
from shared.web.pages import Answer, page

TABS: dict[str, Message] = {
    "all": say("Late or at risk"),
    "late": say("Late"),
    "coming": say("Will be late"),
    "hurting": say("Hurts customers"),
}


class LateList(ListQuery):
    """Which lines the board shows."""

    tab: str = "all"


async def index(request: Request) -> Answer:
    """Show the lines by the day they are needed."""
    actor: Actor = request.state.actor
    wanted = query(request, LateList)
    tab = wanted.tab if wanted.tab in TABS else "all"
    found = await late_lines(actor, tab, wanted.q, wanted.page)
    counts = await late_counts(actor)
    return page(
        request, "admin/late_index.html", rows=found.rows, wanted=wanted, counts=counts,
        hurt=len({one["number"] for row in found.rows for one in row["hurts"]}),
        tabs=view_tabs(request, TABS, counts, tab), crumbs=[(say("Late board"), None)],
        **neighbours(request, found),
    )  # fmt: skip
