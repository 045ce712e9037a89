"""Credit limits: what is granted and used; finance sets them in place or by spreadsheet."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.uploads import UploadForm, download, take, upload_page
from shared.access.actor import Actor
from shared.counterparties.queries import counterparty
from shared.kernel import money
from shared.kernel.paging import Slice
from shared.kernel.wording import Message, say
from shared.orders import credit, credit_limits, credit_proposals, credit_sheet
from shared.orders.credit_limits import Wanted
from shared.orders.credit_sheet import COLUMNS
from shared.settings import load
from shared.web.files import Format
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other
from shared.web.taking import carries

LIST = say("Credit limits")
WAITING = "waiting"
_TABS: dict[str, Message] = {
    "all": say("All"), "over": say("Used up"), WAITING: say("Waiting for a second person"),
}  # fmt: skip


class CreditList(ListQuery):
    """The filters of the list."""

    tab: str = "all"
    format: Format = "xlsx"


class LimitForm(FormModel):
    """A limit as typed, in major units."""

    number: Annotated[str, Field(max_length=20), Label(say("Number of the counterparty"))] = ""
    amount: Annotated[str, Field(max_length=20), Label(say("Credit limit"))]
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


class RejectionForm(FormModel):
    """Why a proposed limit is refused."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))]


async def index(request: Request) -> Answer:
    """Show one page of limits."""
    actor: Actor = request.state.actor
    wanted = query(request, CreditList)
    counts = await credit_limits.credit_counts(actor)
    rows: Slice[dict[str, Any]]
    if wanted.tab == WAITING:
        rows = Slice(await credit_limits.waiting_limits(actor), None, None)
    else:
        rows = await credit_limits.credit_limits(actor, Wanted(wanted.tab, wanted.q), wanted.page)
    return page(
        request, "admin/credit_limits_index.html", rows=rows.rows, wanted=wanted,
        tabs=view_tabs(request, _TABS, counts, wanted.tab), here=lambda **c: address(request, **c),
        crumbs=[(LIST, None)], **neighbours(request, rows),
    )  # fmt: skip


async def new(request: Request, form: Form[LimitForm] | None = None) -> Answer:
    """Ask for whom a first limit is set."""
    return _form_page(request, form or fresh(request, LimitForm, version=0), None, None)


@form(LimitForm, again=new)
async def create(request: Request, form: Form[LimitForm]) -> Answer:
    """Set a first limit."""
    return await _set(request, form, form.clean.number.upper())


async def edit(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show the limit of one counterparty to be changed, or the proposed one to be decided."""
    actor: Actor = request.state.actor
    kept = await counterparty(actor, request.path_params["number"])
    limit = await credit_limits.credit_of(actor, kept.id)
    for proposal in await credit_limits.waiting_limits(actor, kept.id):
        return _proposal_page(request, form, kept, proposal)
    if form is not None and form.model is not LimitForm:
        # Somebody else decided in between: the list says what holds now.
        return see_other("/credit-limits", toast=say("It has been decided already."))
    amount = money.to_decimal(limit.amount, limit.currency) if limit else ""
    form = form or fresh(
        request, LimitForm, {"amount": amount}, version=limit.version if limit else 0
    )
    return _form_page(request, form, kept, limit)


@form(LimitForm, again=edit)
async def update(request: Request, form: Form[LimitForm]) -> Answer:
    """Set the limit."""
    return await _set(request, form, request.path_params["number"])


@form(NoFields, again=edit)
async def approve(request: Request, form: Form[NoFields]) -> Answer:
    """Let the proposed limit count."""
    number = request.path_params["number"]
    await credit_proposals.approve_credit_limit(
        request.state.actor, counterparty=number, version=form.version or 0
    )
    return see_other("/credit-limits", toast=say("Credit limit of {number} set", number=number))


@form(RejectionForm, again=edit)
async def reject(request: Request, form: Form[RejectionForm]) -> Answer:
    """Refuse the proposed limit; the present one stays."""
    await credit_proposals.reject_credit_limit(
        request.state.actor, counterparty=request.path_params["number"],
        version=form.version or 0, reason=form.clean.reason,
    )  # fmt: skip
    return see_other("/credit-limits", toast=say("Rejected: the present limit stays"))


@form(NoFields, again=edit)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    """Take one's own proposal back."""
    await credit_proposals.withdraw_credit_limit(
        request.state.actor, counterparty=request.path_params["number"], version=form.version or 0
    )
    return see_other("/credit-limits", toast=say("Withdrawn"))


async def export(request: Request) -> Answer:
    """Download the limits exactly as filtered; the file is the template of the upload."""
    wanted = query(request, CreditList)
    found = await credit_limits.all_credit_limits(request.state.actor, Wanted(wanted.tab, wanted.q))
    carries(request, "credit_limit.export", (row["counterparty__number"] for row in found))
    rows = [
        {"number": row["counterparty__number"], "currency": row["currency"],
         "name": name_of(request.state.locale, row, "counterparty__"),
         "amount": money.to_decimal(row["amount"], row["currency"]),
         "used": money.to_decimal(row["used"], row["currency"]),
         "payment_days": str(row["counterparty__payment_days"]), "version": str(row["version"])}
        for row in found
    ]  # fmt: skip
    return await download(request, LIST, COLUMNS, rows, wanted.format)


async def sheet(request: Request, form: Form[UploadForm] | None = None) -> Answer:
    """Show where to put a spreadsheet of limits."""
    return upload_page(
        request, form or fresh(request, UploadForm), title=say("Credit limits from a spreadsheet"),
        path="/credit-limits/sheet", columns=COLUMNS, back="/credit-limits",
        crumbs=[(LIST, "/credit-limits"), (say("Spreadsheet"), None)],
        effect=say("Limits in the file are set, others stay. A row without version is a first limit."),
    )  # fmt: skip


@form(UploadForm, again=sheet)
async def upload(request: Request, form: Form[UploadForm]) -> Answer:
    """Take the limits, all or nothing."""
    counts = await take(request, form, credit_sheet.upload_credit_limits)
    return see_other("/credit-limits", toast=_kept(counts))


def _kept(counts: dict[str, int]) -> Message:
    if counts["proposed"]:
        return say("{changed} changed, {proposed} wait for a second person", **counts)
    return say("{changed} changed", changed=counts["changed"])


async def _set(request: Request, form: Form[LimitForm], number: str) -> Answer:
    kept = await counterparty(request.state.actor, number)
    amount = money.from_text(form.clean.amount, kept.currency, "amount")
    told = await credit.set_credit_limit(
        request.state.actor, counterparty=number, amount=amount, version=form.version or 0,
        reason=form.clean.reason,
    )  # fmt: skip
    if told == credit.PROPOSED:
        return see_other(
            f"/credit-limits/{number}", tone="note",
            toast=say("Proposed: it counts once a colleague of finance has approved it."),
        )  # fmt: skip
    return see_other("/credit-limits", toast=say("Credit limit of {number} set", number=number))


def _form_page(request: Request, form: Form[LimitForm], kept: Any, limit: Any) -> Answer:
    name = (kept.number, None) if kept else (say("New credit limit"), None)
    return page(
        request, "admin/credit_limits_form.html", form=form, kept=kept, limit=limit,
        large=load().credit_four_eyes_above, large_currency=load().currency,
        crumbs=[(LIST, "/credit-limits"), name],
    )  # fmt: skip


def _proposal_page(
    request: Request, form: Form[Any] | None, kept: Any, proposal: dict[str, Any]
) -> Answer:
    refusing = form if form is not None and form.model is RejectionForm else None
    version = proposal["version"]
    return page(
        request, "admin/credit_limits_proposal.html", kept=kept, one=proposal,
        form=refusing or fresh(request, RejectionForm, version=version),
        refused=None if refusing else form,
        is_mine=proposal["proposed_by_id"] == request.state.actor.user_id,
        crumbs=[(LIST, "/credit-limits"), (kept.number, None)],
    )  # fmt: skip
