"""Order requests: what a distributor asks its end customers to order, as either side sees it."""

from typing import Any

from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel.wording import say
from shared.orders import channel_requests as queries
from shared.orders.requesting import cancel_request, submit_request
from shared.web import order_requests as deciding
from shared.web.forms import Form, NoFields, form, query
from shared.web.lists import ListQuery, neighbours, this_page, view_tabs
from shared.web.order_requests import TAB_LABELS, AcceptForm, DeclineForm
from shared.web.pages import Answer, page, see_other

ORDERS, LIST = say("Orders"), say("Order requests")


class RequestList(ListQuery):
    """The filters of the list."""

    tab: str = "all"

    @property
    def asked(self) -> queries.RequestFilter:
        """The same for the domain."""
        return queries.RequestFilter(self.tab if self.tab in TAB_LABELS else "all", self.q[:100])


async def index(request: Request) -> Answer:
    """Show one page of the requests that we wrote, and of those that were sent to us."""
    actor: Actor = request.state.actor
    wanted = query(request, RequestList)
    rows = await queries.requests(actor, wanted.asked, wanted.page)
    counts = await queries.tab_counts(actor, wanted.asked)
    may_ask = actor.may("channel_request.create")
    tabs = {tab: label for tab, label in TAB_LABELS.items() if tab != "draft" or may_ask}
    return page(
        request, "portal/order_requests_index.html", rows=rows.rows, wanted=wanted, may_ask=may_ask,
        views=view_tabs(request, tabs, counts, wanted.asked.tab), again=this_page(request),
        crumbs=[(ORDERS, "/orders"), (LIST, None)], **neighbours(request, rows),
    )  # fmt: skip


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one request; `form` is an answer that was refused."""
    detail = await queries.request_page(request.state.actor, request.path_params["number"])
    return page(
        request, "portal/order_requests_show.html", detail=detail, row=detail.row, sent=form,
        crumbs=[(ORDERS, "/orders"), (LIST, "/order-requests"), (detail.row["number"], None)],
        **await deciding.to_decide(request, detail, form),
    )  # fmt: skip


@form(NoFields, again=show)
async def submit(request: Request, form: Form[NoFields]) -> Answer:
    """Send a draft to the end customer."""
    number = request.path_params["number"]
    await submit_request(request.state.actor, number, version=form.version or 0, key=form.key)
    return see_other(f"/order-requests/{number}", toast=say("Sent; your end customer decides"))


@form(NoFields, again=show)
async def cancel(request: Request, form: Form[NoFields]) -> Answer:
    """Take a request back, or throw a draft away."""
    number, actor = request.path_params["number"], request.state.actor
    detail = await queries.request_page(actor, number)
    await cancel_request(actor, number, version=form.version or 0, key=form.key)
    if detail.row["submitted_at"] is None:
        return see_other("/order-requests", toast=say("The draft {number} is gone", number=number))
    return see_other(f"/order-requests/{number}", toast=say("Taken back"))


@form(AcceptForm, again=show)
async def accept(request: Request, form: Form[AcceptForm]) -> Answer:
    """Order what is asked for."""
    order = await deciding.accept(request, form)
    return see_other(f"/orders/{order}", toast=say("Accepted: this is your order"))


@form(DeclineForm, again=show)
async def decline(request: Request, form: Form[DeclineForm]) -> Answer:
    """Say that we do not order it."""
    await deciding.decline(request, form)
    number = request.path_params["number"]
    return see_other(f"/order-requests/{number}", toast=say("Declined"))
