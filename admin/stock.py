"""Stock levels: a table edited in place, and the spreadsheet of a count."""

from datetime import date
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from admin.products import ProductList
from admin.uploads import DownloadQuery, UploadForm, download, take, upload_page
from shared.access.actor import Actor
from shared.catalogue import levels, management
from shared.catalogue.keeping import StockRow
from shared.catalogue.management import Wanted
from shared.catalogue.sheet_columns import STOCK
from shared.catalogue.sheets import stock_level
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.web.forms import Form, FormModel, Label, form, fresh, query
from shared.web.lists import address, neighbours
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other

LIST = say("Stock")


class StockForm(FormModel):
    """A count of one product."""

    free: Annotated[str, Field(max_length=20), Label(say("Free stock"))] = "0"
    expected: Annotated[str, Field(max_length=20), Label(say("Expected"))] = "0"
    expected_on: Annotated[date | None, Label(say("Expected on"))] = None

    def row(self, sku: str) -> StockRow:
        """The same for the domain; raises Refusal at the quantity that cannot be read."""
        levels_typed = {}
        for name in ("free", "expected"):
            try:
                levels_typed[name] = stock_level(getattr(self, name))
            except Refusal as refusal:
                raise Refusal(refusal.message, name) from refusal
        return StockRow(sku, **levels_typed, expected_on=self.expected_on)


async def index(request: Request, form: Form[StockForm] | None = None) -> Answer:
    """Show one page of stock levels; `form` is a row that was refused."""
    actor: Actor = request.state.actor
    wanted = query(request, ProductList)
    rows = await management.products(actor, wanted.wanted, wanted.page)
    return page(
        request, "admin/stock_index.html", rows=rows.rows, wanted=wanted, form=form,
        refused=request.path_params.get("sku"), here=lambda **c: address(request, **c),
        crumbs=[(LIST, None)], **neighbours(request, rows),
    )  # fmt: skip


@form(StockForm, again=index)
async def update(request: Request, form: Form[StockForm]) -> Answer:
    """Save one row."""
    sku = request.path_params["sku"]
    await levels.set_stock(request.state.actor, row=form.clean.row(sku), version=form.version or 0)
    return see_other("/stock", toast=say("{name} saved", name=sku))


async def export(request: Request) -> Answer:
    """Download the levels; the file is the template of the upload."""
    wanted = query(request, DownloadQuery)
    asked = Wanted("active", wanted.q, wanted.category, wanted.stock)
    found = await management.all_products(request.state.actor, asked)
    rows = [
        {"sku": row["sku"], "name": name_of(request.state.locale, row), "free": row["stock__free"] or 0,
         "expected": row["stock__expected"] or 0, "expected_on": row["stock__expected_on"]}
        for row in found
    ]  # fmt: skip
    return await download(request, LIST, STOCK, rows, wanted.format)


async def sheet(request: Request, form: Form[UploadForm] | None = None) -> Answer:
    """Show where to put a spreadsheet of a count."""
    return upload_page(
        request, form or fresh(request, UploadForm), title=say("Stock from a spreadsheet"),
        path="/stock/sheet", columns=STOCK, back="/stock",
        crumbs=[(LIST, "/stock"), (say("Spreadsheet"), None)],
        effect=say("The file is a count: it replaces what is stored for the products in it."),
    )  # fmt: skip


@form(UploadForm, again=sheet)
async def upload(request: Request, form: Form[UploadForm]) -> Answer:
    """Take the count, all or nothing."""
    counts = await take(request, form, levels.upload_stock)
    return see_other("/stock", toast=say("{changed} changed", **counts))
