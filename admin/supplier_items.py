"""What suppliers offer: agreed prices and terms, kept by form and by spreadsheet."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.uploads import UploadForm, download, take, upload_page
from shared.access.actor import Actor
from shared.kernel import money, quantity
from shared.kernel.two_languages import name_in
from shared.kernel.wording import Message, say
from shared.purchasing.actions.items import add_item, change_item, end_item, upload_items
from shared.purchasing.keeping import ITEMS, ItemCard
from shared.purchasing.queries import items as queries
from shared.purchasing.queries.items import Wanted
from shared.purchasing.queries.suppliers import find_suppliers
from shared.web.files import Format
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other
from shared.web.paths import whole_number
from shared.web.taking import carries

LIST = say("Supplier items")
_TABS: dict[str, Message] = {"now": say("In use"), "ended": say("Ended"), "all": say("All")}


class ItemList(ListQuery):
    """The filters of the list."""

    tab: str = "now"
    supplier: str = ""
    format: Format = "xlsx"

    @property
    def wanted(self) -> Wanted:
        """The same for the domain."""
        return Wanted(self.tab, self.q, self.supplier)


class ItemForm(FormModel):
    """What a supplier offers, as typed."""

    supplier: Annotated[str, Field(max_length=20), Label(say("Supplier"))] = ""
    sku: Annotated[str, Field(max_length=40), Label(say("SKU"))] = ""
    supplier_code: Annotated[str, Field(max_length=80), Label(say("Supplier's code"))] = ""
    currency: Annotated[str, Field(max_length=3), Label(say("Currency"))] = "CNY"
    price: Annotated[str, Field(max_length=30), Label(say("Agreed price"))]
    per: Annotated[int, Label(say("Per"))] = 1
    minimum_quantity: Annotated[str, Field(max_length=20), Label(say("Minimum quantity"))] = "1"
    lead_days: Annotated[int, Label(say("Lead time in days"))] = 14
    tolerance: Annotated[int, Field(ge=0, le=50), Label(say("Tolerance in percent"))] = 0
    valid_from: Annotated[date, Label(say("Valid from"))]
    valid_until: Annotated[date | None, Label(say("Valid until"))] = None

    def card(self, supplier: str = "", sku: str = "") -> ItemCard:
        """The same for the domain; raises Refusal at the figure that cannot be read."""
        currency = self.currency.upper()
        values = self.model_dump() | {
            "supplier": supplier or self.supplier, "sku": sku or self.sku, "currency": currency,
            "price": money.from_text(self.price, currency, "price"),
            "minimum_quantity": quantity.from_text(self.minimum_quantity, "minimum_quantity"),
            "tolerance": self.tolerance * 100,
        }  # fmt: skip
        return ItemCard(**values)


async def index(request: Request) -> Answer:
    """Show one page of what suppliers offer."""
    wanted = query(request, ItemList)
    rows = await queries.items(request.state.actor, wanted.wanted, wanted.page)
    return page(
        request, "admin/supplier_items_index.html", rows=rows.rows, wanted=wanted,
        tabs=view_tabs(request, _TABS, {}, wanted.tab), here=lambda **c: address(request, **c),
        crumbs=[(LIST, None)], **neighbours(request, rows),
    )  # fmt: skip


async def new(request: Request, form: Form[ItemForm] | None = None) -> Answer:
    """Show an empty item."""
    form = form or fresh(request, ItemForm, {
        "currency": "CNY", "per": 1, "minimum_quantity": "1", "lead_days": 14, "tolerance": 0,
    })  # fmt: skip
    return await _form_page(request, form, None)


@form(ItemForm, again=new)
async def create(request: Request, form: Form[ItemForm]) -> Answer:
    """Add the item."""
    await add_item(request.state.actor, card=form.clean.card(), key=form.key)
    return see_other("/supplier-items", toast=say("{name} added", name=form.clean.sku))


async def edit(request: Request, form: Form[ItemForm] | None = None) -> Answer:
    """Show an item to be changed."""
    kept = await queries.item(request.state.actor, whole_number(request, "item"))
    typed = {name: kept[name] for name in ("supplier_code", "currency", "per", "lead_days",
                                           "valid_from", "valid_until")}  # fmt: skip
    typed |= {
        "price": f"{money.to_decimal(kept['price'], kept['currency']):f}",
        "minimum_quantity": quantity.to_text(kept["minimum_quantity"]),
        "tolerance": kept["tolerance"] // 100,
    }
    form = form or fresh(request, ItemForm, typed, version=kept["version"])
    return await _form_page(request, form, kept)


@form(ItemForm, again=edit)
async def update(request: Request, form: Form[ItemForm]) -> Answer:
    """Save the item."""
    item = whole_number(request, "item")
    await change_item(
        request.state.actor, item, version=form.version or 0, card=form.clean.card("-", "-")
    )
    return see_other("/supplier-items", toast=say("Saved"))


@form(NoFields, again=edit)
async def archive(request: Request, form: Form[NoFields]) -> Answer:
    """Take the item out of use, or offer it again."""
    item = whole_number(request, "item")
    kept = await queries.item(request.state.actor, item)
    await end_item(
        request.state.actor, item, version=form.version or 0, is_active=not kept["is_active"]
    )
    return see_other("/supplier-items", toast=say("Saved"))


async def export(request: Request) -> Answer:
    """Download the list; the file is the template of the upload."""
    actor: Actor = request.state.actor
    wanted = query(request, ItemList)
    rows = await queries.all_items(actor, wanted.wanted)
    locale = request.state.locale
    carries(request, "supplier_item.export", (row["supplier__number"] for row in rows))
    return await download(
        request, LIST, ITEMS, [_row(row, locale) for row in rows], wanted.format
    )  # fmt: skip


async def sheet(request: Request, form: Form[UploadForm] | None = None) -> Answer:
    """Show where to put a spreadsheet of items."""
    return upload_page(
        request, form or fresh(request, UploadForm), title=say("Supplier items from a spreadsheet"),
        path="/supplier-items/sheet", columns=ITEMS, back="/supplier-items",
        crumbs=[(LIST, "/supplier-items"), (say("Spreadsheet"), None)],
        effect=say("A supplier's price from a day that is known is changed; another one is added."),
    )  # fmt: skip


@form(UploadForm, again=sheet)
async def upload(request: Request, form: Form[UploadForm]) -> Answer:
    """Take the spreadsheet, all or nothing."""
    counts = await take(request, form, upload_items)
    return see_other("/supplier-items", toast=say("{made} added, {changed} changed", **counts))


async def _form_page(request: Request, form: Form[Any], kept: dict[str, Any] | None) -> Answer:
    actor: Actor = request.state.actor
    locale = request.state.locale
    suppliers = [] if kept else await find_suppliers(actor, "", "supplier_item.create", 500)
    last = (say("New item"), None) if kept is None else (kept["product__sku"], None)
    return page(
        request, "admin/supplier_items_form.html", form=form, kept=kept,
        suppliers=[(one["number"], name_of(locale, one)) for one in suppliers],
        crumbs=[(LIST, "/supplier-items"), last],
    )  # fmt: skip


def _row(row: dict[str, Any], locale: str) -> dict[str, Any]:
    return {
        **row, "supplier": row["supplier__number"], "sku": row["product__sku"],
        "supplier_name": name_in(locale, row["supplier__name_zh"], row["supplier__name_en"]),
        "name": name_in(locale, row["product__name_zh"], row["product__name_en"]),
        "price": f"{money.to_decimal(row['price'], row['currency']):f}",
        "tolerance": f"{row['tolerance'] // 100}",
    }  # fmt: skip
