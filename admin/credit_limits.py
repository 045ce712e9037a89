"""Credit limits: what is granted and used; finance sets them in place."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.counterparties.queries import counterparty
from shared.exchange.sheets import Column, Sheet
from shared.kernel import money
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.orders import credit, credit_limits
from shared.orders.credit_limits import Wanted
from shared.web.files import Format, sheet_file
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
    """Download the limits exactly as filtered."""
    wanted = query(request, CreditList)
    rows = await credit_limits.all_credit_limits(request.state.actor, Wanted(wanted.tab, wanted.q))
    locale = request.state.locale
    labels = (say("Number"), say("Counterparty"), say("Currency"), say("Credit limit"),
              say("Credit used"), say("Payment terms in days"))  # fmt: skip
    columns = [
        Column(translated(label, locale), "money" if n in (3, 4) else "text")
        for n, label in enumerate(labels)
    ]
    cells = [
        [row["counterparty__number"], name_of(locale, row, "counterparty__"), row["currency"],
         money.to_decimal(row["amount"], row["currency"]),
         money.to_decimal(row["used"], row["currency"]), str(row["counterparty__payment_days"])]
        for row in rows
    ]  # fmt: skip
    return await sheet_file(request, Sheet(translated(LIST, locale), columns, cells), wanted.format)


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
