"""Price lists: the lists, one list with its prices as a table, who buys from it, its spreadsheet."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.price_rows import PricesForm, initial, typed_rows, under_the_rows
from admin.uploads import DownloadQuery, UploadForm, download, take, upload_page
from shared.access.actor import Actor
from shared.catalogue import management, price_lists, publishing
from shared.catalogue.keeping import ListCard
from shared.catalogue.sheet_columns import prices
from shared.kernel.errors import Invalid
from shared.kernel.wording import say
from shared.language.countries import CURRENCIES
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh, query
from shared.web.lists import ListQuery, neighbours
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other

LIST = say("Price lists")


class ListForm(FormModel):
    """A price list without its prices."""

    code: Annotated[str, Field(max_length=40), Label(say("Code"))] = ""
    name_zh: Annotated[str, Field(max_length=120), Label(say("Name in Chinese"))] = ""
    name_en: Annotated[str, Field(max_length=120), Label(say("Name in English"))] = ""
    currency: Annotated[str, Label(say("Currency"))] = "CNY"
    valid_from: Annotated[date, Label(say("Valid from"))]
    valid_until: Annotated[date | None, Label(say("Valid until"))] = None
    is_standard: bool = False


class BuyerForm(FormModel):
    """Who buys from the list."""

    number: Annotated[str, Field(max_length=20), Label(say("Number of the counterparty"))]
    priority: Annotated[int, Label(say("Priority"))] = 10


async def index(request: Request) -> Answer:
    """Show the price lists."""
    rows = await management.price_lists(request.state.actor)
    return page(request, "admin/price_lists_index.html", rows=rows, crumbs=[(LIST, None)])


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one list with one page of its prices; `form` is a table or a button refused."""
    actor: Actor = request.state.actor
    kept = await management.price_list(actor, _code(request))
    wanted = query(request, ListQuery)
    rows = await management.entries(actor, kept.id, wanted.page, wanted.q)
    is_table = form is not None and form.model is PricesForm
    table = form if is_table else fresh(
        request, PricesForm, {"entry": initial(rows.rows, kept.currency)}, version=kept.version
    )  # fmt: skip
    revision = await management.revision_of(actor, kept.id) if kept.is_published else ""
    authors = {} if kept.is_published else await management.authors(actor, kept.id)
    return page(
        request, "admin/price_lists_show.html", kept=kept, wanted=wanted, rows=rows.rows,
        revision=revision, locked=management.why_not_edit(is_published=kept.is_published),
        blocked=management.why_not_publish(actor, authors), authors=list(authors.values()),
        form=table, refused=None if is_table else form,
        crumbs=[(LIST, "/price-lists"), (name_of(request.state.locale, kept), None)],
        **neighbours(request, rows),
    )  # fmt: skip


@form(PricesForm, again=show)
async def save(request: Request, form: Form[PricesForm]) -> Answer:
    """Save the table of prices."""
    actor: Actor = request.state.actor
    kept = await management.price_list(actor, _code(request))
    rows, added, places = typed_rows(form, kept.currency)
    try:
        await price_lists.save_prices(
            actor, code=kept.code, version=form.version or 0, kept=rows, added=added
        )
    except Invalid as invalid:
        raise under_the_rows(invalid, places) from invalid
    return see_other(f"/price-lists/{kept.code}", toast=say("Prices saved"))


async def new(request: Request, form: Form[ListForm] | None = None) -> Answer:
    """Show an empty list."""
    return _form_page(request, form or fresh(request, ListForm, {"currency": "CNY"}), None)


@form(ListForm, again=new)
async def create(request: Request, form: Form[ListForm]) -> Answer:
    """Begin the list as a draft."""
    card = ListCard(**form.clean.model_dump())
    code = await price_lists.create_price_list(request.state.actor, card=card, key=form.key)  # type: ignore[call-arg]
    return see_other(f"/price-lists/{code}", toast=say("{name} added", name=code))


async def edit(request: Request, form: Form[ListForm] | None = None) -> Answer:
    """Show name and validity to be changed."""
    kept = await management.price_list(request.state.actor, _code(request))
    typed = {name: getattr(kept, name) for name in ListForm.model_fields}
    return _form_page(request, form or fresh(request, ListForm, typed, version=kept.version), kept)


@form(ListForm, again=edit)
async def update(request: Request, form: Form[ListForm]) -> Answer:
    """Save name and validity."""
    code = _code(request)
    kept = await management.price_list(request.state.actor, code)
    values = form.clean.model_dump() | {"code": code, "currency": kept.currency}
    await price_lists.update_price_list(
        request.state.actor, code=code, version=form.version or 0, card=ListCard(**values)
    )
    return see_other(f"/price-lists/{code}", toast=say("Saved"))


@form(NoFields, again=show)
async def publish(request: Request, form: Form[NoFields]) -> Answer:
    """Let buyers buy at these prices."""
    code = await publishing.publish_price_list(
        request.state.actor, code=_code(request), version=form.version or 0
    )
    return see_other(f"/price-lists/{code}", toast=say("Published"))


@form(NoFields, again=show)
async def revise(request: Request, _form: Form[NoFields]) -> Answer:
    """Begin a revision of a published list, or go on with it."""
    code = await publishing.revise_price_list(request.state.actor, code=_code(request))
    return see_other(f"/price-lists/{code}")


@form(NoFields, again=show)
async def discard(request: Request, form: Form[NoFields]) -> Answer:
    """Throw a revision away."""
    code = await publishing.discard_revision(
        request.state.actor, code=_code(request), version=form.version or 0
    )
    return see_other(f"/price-lists/{code}", toast=say("Revision discarded"))


@form(NoFields, again=show)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    """Make the list a draft again."""
    await publishing.withdraw_price_list(
        request.state.actor, code=_code(request), version=form.version or 0
    )
    return see_other(f"/price-lists/{_code(request)}", toast=say("Withdrawn"))


async def buyers(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show who buys from the list."""
    kept = await management.price_list(request.state.actor, _code(request))
    rows = await management.assignments(request.state.actor, kept.id)
    is_own = form is not None and form.model is BuyerForm
    return page(
        request, "admin/price_lists_buyers.html", kept=kept, rows=rows,
        form=form if is_own else fresh(request, BuyerForm, {"priority": 10}),
        crumbs=[(LIST, "/price-lists"),
                (name_of(request.state.locale, kept), f"/price-lists/{kept.code}"),
                (say("Buyers"), None)],
    )  # fmt: skip


@form(BuyerForm, again=buyers)
async def assign(request: Request, form: Form[BuyerForm]) -> Answer:
    """Let a counterparty buy from the list."""
    await price_lists.assign_price_list(
        request.state.actor, code=_code(request), counterparty_number=form.clean.number,
        priority=form.clean.priority,
    )  # fmt: skip
    return see_other(f"/price-lists/{_code(request)}/buyers", toast=say("Saved"))


@form(NoFields, again=buyers)
async def unassign(request: Request, _form: Form[NoFields]) -> Answer:
    """End that a counterparty buys from the list."""
    await price_lists.unassign_price_list(
        request.state.actor, code=_code(request),
        counterparty_number=request.path_params["number"],
    )  # fmt: skip
    return see_other(f"/price-lists/{_code(request)}/buyers", toast=say("Saved"))


async def export(request: Request) -> Answer:
    """Download every price of the list; the file is the template of the upload."""
    actor: Actor = request.state.actor
    wanted = query(request, DownloadQuery)
    kept = await management.price_list(actor, _code(request))
    found = await management.all_entries(actor, kept.id)
    locale = request.state.locale
    rows = [
        {**row, "sku": row["product__sku"], "name": name_of(locale, row, "product__")}
        for row in found
    ]
    title = say("{name}", name=name_of(locale, kept))
    return await download(request, title, prices(kept.currency), rows, wanted.format, kept.currency)


async def sheet(request: Request, form: Form[UploadForm] | None = None) -> Answer:
    """Show where to put a spreadsheet of prices."""
    kept = await management.price_list(request.state.actor, _code(request))
    back = f"/price-lists/{kept.code}"
    return upload_page(
        request, form or fresh(request, UploadForm, version=kept.version),
        title=say("Prices from a spreadsheet"), path=f"{back}/sheet",
        columns=prices(kept.currency), back=back,
        crumbs=[(LIST, "/price-lists"), (name_of(request.state.locale, kept), back),
                (say("Spreadsheet"), None)],
        effect=say("The tiers of every product in the file become those of the file; others stay."),
    )  # fmt: skip


@form(UploadForm, again=sheet)
async def upload(request: Request, form: Form[UploadForm]) -> Answer:
    """Take the spreadsheet, all or nothing."""
    code = _code(request)
    counts = await take(
        request, form, price_lists.upload_prices, code=code, version=form.version or 0
    )
    toast = say("{prices} prices of {products} products saved", **counts)
    return see_other(f"/price-lists/{code}", toast=toast)


def _form_page(request: Request, form: Form[ListForm], kept: Any) -> Answer:
    last = (say("New price list"), None) if kept is None else (kept.code, None)
    return page(
        request, "admin/price_lists_form.html", form=form, kept=kept,
        currencies=[(code, code) for code in CURRENCIES],
        crumbs=[(LIST, "/price-lists"), last],
    )  # fmt: skip


def _code(request: Request) -> str:
    return str(request.path_params["code"])
