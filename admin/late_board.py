"""The late board: what is late, what will be, and which customers' orders it hurts."""

from starlette.requests import Request

from shared.access.actor import Actor
from shared.exchange.late_lines import late_sheet
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.purchasing.queries.late import late_board, late_export
from shared.web.files import Format, sheet_file
from shared.web.forms import query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.pages import Answer, page
from shared.web.taking import carries

TABS: dict[str, Message] = {
    "all": say("Late or at risk"),
    "late": say("Late"),
    "coming": say("Will be late"),
    "hurting": say("Hurts customers"),
}


class LateList(ListQuery):
    """Which lines the board shows."""

    tab: str = "all"
    format: Format = "xlsx"


async def index(request: Request) -> Answer:
    """Show the lines by the day they are needed."""
    actor: Actor = request.state.actor
    wanted = query(request, LateList)
    tab = wanted.tab if wanted.tab in TABS else "all"
    board = await late_board(actor, tab, wanted.q, wanted.page)
    found, counts = board.page, board.counts
    return page(
        request, "admin/late_index.html", rows=found.rows, wanted=wanted, counts=counts,
        hurt=len({one["number"] for row in found.rows for one in row["hurts"]}),
        tabs=view_tabs(request, TABS, counts, tab), crumbs=[(say("Late board"), None)],
        here=lambda **c: address(request, **c), **neighbours(request, found),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    """Download the board exactly as filtered."""
    actor: Actor = request.state.actor
    wanted = query(request, LateList)
    tab = wanted.tab if wanted.tab in TABS else "all"
    rows = await late_export(actor, tab, wanted.q)
    locale = request.state.locale
    sheet = late_sheet(actor.reading(locale), rows, lambda words: translated(words, locale))
    carries(request, "purchase_order.export", (row["order__supplier__number"] for row in rows))
    return await sheet_file(request, sheet, wanted.format)
