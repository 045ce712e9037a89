"""Order requests of distributors for the end customers in our care: list, one request, its answer."""

from typing import Any

from starlette.requests import Request

from admin.order_words import ORDERS
from shared.access.actor import Actor
from shared.kernel.wording import say
from shared.orders import channel_requests as queries
from shared.web import order_requests as deciding
from shared.web.forms import Form, form, query
from shared.web.lists import ListQuery, neighbours, this_page, view_tabs
from shared.web.order_requests import TAB_LABELS, AcceptForm, DeclineForm
from shared.web.pages import Answer, page, see_other

LIST = say("Order requests")
_TABS = {tab: label for tab, label in TAB_LABELS.items() if tab != "draft"}


class RequestList(ListQuery):
    """The filters of the list."""

    tab: str = "all"

    @property
    def asked(self) -> queries.RequestFilter:
        """The same for the domain."""
        return queries.RequestFilter(self.tab if self.tab in _TABS else "all", self.q[:100])


async def index(request: Request) -> Answer:
    """Show one page of the requests in the reader's scope."""
    actor: Actor = request.state.actor
    wanted = query(request, RequestList)
    rows = await queries.requests(actor, wanted.asked, wanted.page)
    counts = await queries.tab_counts(actor, wanted.asked)
    return page(
        request, "admin/order_requests_index.html", rows=rows.rows, wanted=wanted,
        tabs=view_tabs(request, _TABS, counts, wanted.asked.tab), again=this_page(request),
        crumbs=[(ORDERS, "/orders"), (LIST, None)], **neighbours(request, rows),
    )  # fmt: skip


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one request; `form` is an answer that was refused."""
    detail = await queries.request_page(request.state.actor, request.path_params["number"])
    return page(
        request, "admin/order_requests_show.html", detail=detail, row=detail.row, sent=form,
        crumbs=[(ORDERS, "/orders"), (LIST, "/order-requests"), (detail.row["number"], None)],
        **await deciding.to_decide(request, detail, form),
    )  # fmt: skip


@form(AcceptForm, again=show)
async def accept(request: Request, form: Form[AcceptForm]) -> Answer:
    """Order it on behalf of the end customer."""
    order = await deciding.accept(request, form)
    return see_other(f"/orders/{order}", toast=say("Accepted on behalf of the end customer"))


@form(DeclineForm, again=show)
async def decline(request: Request, form: Form[DeclineForm]) -> Answer:
    """Decline it on behalf of the end customer."""
    await deciding.decline(request, form)
    number = request.path_params["number"]
    return see_other(f"/order-requests/{number}", toast=say("Declined"))
