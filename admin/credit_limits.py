"""Credit limits: what is granted and used; finance sets them in place or by spreadsheet."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.uploads import UploadForm, download, take, upload_page
from shared.access.actor import Actor
from shared.counterparties.queries import counterparty
from shared.kernel import money
from shared.kernel.wording import Message, say
from shared.orders import credit, credit_limits, credit_sheet
from shared.orders.credit_limits import Wanted
from shared.orders.credit_sheet import COLUMNS
from shared.web.files import Format
from shared.web.forms import Form, FormModel, Label, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other

LIST = say("Credit limits")
_TABS: dict[str, Message] = {"all": say("All"), "over": say("Used up")}


class CreditList(ListQuery):
    """The filters of the list."""

    tab: str = "all"
    format: Format = "xlsx"


class LimitForm(FormModel):
    """A limit as typed, in major units."""

    number: Annotated[str, Field(max_length=20), Label(say("Number of the counterparty"))] = ""
    amount: Annotated[str, Field(max_length=20), Label(say("Credit limit"))]
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


async def index(request: Request) -> Answer:
    """Show one page of limits."""
    actor: Actor = request.state.actor
    wanted = query(request, CreditList)
    rows = await credit_limits.credit_limits(actor, Wanted(wanted.tab, wanted.q), wanted.page)
    counts = await credit_limits.credit_counts(actor)
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


async def edit(request: Request, form: Form[LimitForm] | None = None) -> Answer:
    """Show the limit of one counterparty to be changed."""
    actor: Actor = request.state.actor
    kept = await counterparty(actor, request.path_params["number"])
    limit = await credit_limits.credit_of(actor, kept.id)
    amount = money.to_decimal(limit.amount, limit.currency) if limit else ""
    form = form or fresh(
        request, LimitForm, {"amount": amount}, version=limit.version if limit else 0
    )
    return _form_page(request, form, kept, limit)


@form(LimitForm, again=edit)
async def update(request: Request, form: Form[LimitForm]) -> Answer:
    """Set the limit."""
    return await _set(request, form, request.path_params["number"])


async def export(request: Request) -> Answer:
    """Download the limits exactly as filtered; the file is the template of the upload."""
    wanted = query(request, CreditList)
    found = await credit_limits.all_credit_limits(request.state.actor, Wanted(wanted.tab, wanted.q))
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
    return see_other("/credit-limits", toast=say("{changed} changed", **counts))


async def _set(request: Request, form: Form[LimitForm], number: str) -> Answer:
    kept = await counterparty(request.state.actor, number)
    amount = money.from_text(form.clean.amount, kept.currency, "amount")
    await credit.set_credit_limit(
        request.state.actor, counterparty=number, amount=amount, version=form.version or 0,
        reason=form.clean.reason,
    )  # fmt: skip
    return see_other("/credit-limits", toast=say("Credit limit of {number} set", number=number))


def _form_page(request: Request, form: Form[LimitForm], kept: Any, limit: Any) -> Answer:
    name = (kept.number, None) if kept else (say("New credit limit"), None)
    return page(
        request, "admin/credit_limits_form.html", form=form, kept=kept, limit=limit,
        crumbs=[(LIST, "/credit-limits"), name],
    )  # fmt: skip
