"""Products as purchasing keeps them: the list, one product, its form, the spreadsheet."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.uploads import DownloadQuery, UploadForm, download, take, upload_page
from shared.access.actor import Actor
from shared.catalogue import actions, management
from shared.catalogue.keeping import TAX_CLASSES, UNITS, ProductCard
from shared.catalogue.management import Wanted
from shared.catalogue.sheet_columns import PRODUCTS
from shared.kernel import quantity
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.pages import Answer, page, see_other

LIST = say("Products")
TAX_LABELS: dict[str, Message] = {
    "standard": say("Standard rate"), "reduced": say("Reduced rate"), "exempt": say("Exempt"),
}  # fmt: skip
_TABS: dict[str, Message] = {"active": say("On offer"), "archived": say("Taken out")}


class ProductList(ListQuery):
    """The filters of the list."""

    tab: str = "active"
    category: str = ""
    stock: str = ""

    @property
    def wanted(self) -> Wanted:
        """The same for the domain."""
        return Wanted(self.tab, self.q, self.category, self.stock)


class ProductForm(FormModel):
    """A product as typed."""

    sku: Annotated[str, Field(max_length=40), Label(say("SKU"))] = ""
    name_zh: Annotated[str, Field(max_length=200), Label(say("Name in Chinese"))] = ""
    name_en: Annotated[str, Field(max_length=200), Label(say("Name in English"))] = ""
    category_zh: Annotated[str, Field(max_length=80), Label(say("Category in Chinese"))] = ""
    category_en: Annotated[str, Field(max_length=80), Label(say("Category in English"))] = ""
    description_zh: Annotated[str, Field(max_length=5000), Label(say("Description in Chinese"))] = (
        ""
    )
    description_en: Annotated[str, Field(max_length=5000), Label(say("Description in English"))] = (
        ""
    )
    unit: Annotated[str, Field(max_length=20), Label(say("Unit"))] = "pcs"
    minimum_quantity: Annotated[str, Field(max_length=20), Label(say("Minimum quantity"))] = "1"
    pack_quantity: Annotated[str, Field(max_length=20), Label(say("Pack quantity"))] = "1"
    tax_class: Annotated[str, Label(say("Tax class"))] = "standard"
    lead_days: Annotated[int, Label(say("Lead time in days"))] = 14
    allows_backorder: bool = False
    is_sold: Annotated[bool, Label(say("Sold to customers"))] = False
    is_bought: Annotated[bool, Label(say("Bought from suppliers"))] = False

    def card(self, sku: str = "") -> ProductCard:
        """The same for the domain; raises Refusal at the quantity that cannot be read."""
        values = self.model_dump() | {"sku": sku or self.sku}
        for name in ("minimum_quantity", "pack_quantity"):
            values[name] = quantity.from_text(values[name], name)
        return ProductCard(**values)


async def index(request: Request) -> Answer:
    """Show one page of products with their stock."""
    actor: Actor = request.state.actor
    wanted = query(request, ProductList)
    rows = await management.products(actor, wanted.wanted, wanted.page)
    counts = await management.product_counts(actor)
    return page(
        request, "admin/products_index.html", rows=rows.rows, wanted=wanted,
        tabs=view_tabs(request, _TABS, counts, wanted.tab), here=lambda **c: address(request, **c),
        crumbs=[(LIST, None)], **neighbours(request, rows),
    )  # fmt: skip


async def show(request: Request, form: Form[NoFields] | None = None) -> Answer:
    """Show one product with its stock and its prices."""
    actor: Actor = request.state.actor
    kept = await management.product(actor, request.path_params["sku"])
    stock = await management.stock_of(actor, kept.id) if actor.may("stock.read") else None
    prices = await management.prices_of(actor, kept.id) if actor.may("price_list.read") else []
    return page(
        request, "admin/products_show.html", kept=kept, stock=stock, prices=prices, form=form,
        tax=TAX_LABELS, crumbs=[(LIST, "/products"), (kept.sku, None)],
    )  # fmt: skip


async def new(request: Request, form: Form[ProductForm] | None = None) -> Answer:
    """Show an empty product."""
    form = form or fresh(request, ProductForm, {
        "unit": "pcs", "minimum_quantity": "1", "pack_quantity": "1", "tax_class": "standard",
        "lead_days": 14, "allows_backorder": True, "is_sold": True,
    })  # fmt: skip
    return _form_page(request, form, None)


@form(ProductForm, again=new)
async def create(request: Request, form: Form[ProductForm]) -> Answer:
    """Add the product."""
    if not form.clean.sku:
        raise Refusal(say("Fill this in."), "sku")
    sku = await actions.create_product(request.state.actor, card=form.clean.card(), key=form.key)  # type: ignore[call-arg]
    return see_other(f"/products/{sku}", toast=say("{name} added", name=sku))


async def edit(request: Request, form: Form[ProductForm] | None = None) -> Answer:
    """Show a product to be changed."""
    kept = await management.product(request.state.actor, request.path_params["sku"])
    typed = {name: getattr(kept, name) for name in ProductForm.model_fields if name != "sku"}
    for name in ("minimum_quantity", "pack_quantity"):
        typed[name] = quantity.to_text(typed[name])
    form = form or fresh(request, ProductForm, typed, version=kept.version)
    return _form_page(request, form, kept)


@form(ProductForm, again=edit)
async def update(request: Request, form: Form[ProductForm]) -> Answer:
    """Save the product."""
    sku = request.path_params["sku"]
    await actions.update_product(
        request.state.actor, sku=sku, version=form.version or 0, card=form.clean.card(sku)
    )
    return see_other(f"/products/{sku}", toast=say("Saved"))


@form(NoFields, again=show)
async def archive(request: Request, form: Form[NoFields]) -> Answer:
    """Take the product out of the catalogue."""
    sku = request.path_params["sku"]
    await actions.archive_product(request.state.actor, sku=sku, version=form.version or 0)
    return see_other(f"/products/{sku}", toast=say("Taken out of the catalogue"))


@form(NoFields, again=show)
async def restore(request: Request, form: Form[NoFields]) -> Answer:
    """Offer the product again."""
    sku = request.path_params["sku"]
    await actions.restore_product(request.state.actor, sku=sku, version=form.version or 0)
    return see_other(f"/products/{sku}", toast=say("Offered again"))


async def export(request: Request) -> Answer:
    """Download the list; the file is the template of the upload."""
    wanted = query(request, DownloadQuery)
    asked = Wanted(wanted.tab or "active", wanted.q, wanted.category, wanted.stock)
    rows = await management.all_products(request.state.actor, asked)
    return await download(request, LIST, PRODUCTS, rows, wanted.format)


async def sheet(request: Request, form: Form[UploadForm] | None = None) -> Answer:
    """Show where to put a spreadsheet of products."""
    return upload_page(
        request, form or fresh(request, UploadForm), title=say("Products from a spreadsheet"),
        path="/products/sheet", columns=PRODUCTS, back="/products",
        crumbs=[(LIST, "/products"), (say("Spreadsheet"), None)],
        effect=say("A SKU that is known is changed in the columns of the file; another one is added."),
    )  # fmt: skip


@form(UploadForm, again=sheet)
async def upload(request: Request, form: Form[UploadForm]) -> Answer:
    """Take the spreadsheet, all or nothing."""
    counts = await take(request, form, actions.upload_products)
    toast = say("{made} added, {changed} changed", **counts)
    return see_other("/products", toast=toast)


def _form_page(request: Request, form: Form[Any], kept: Any) -> Answer:
    last = (say("New product"), None) if kept is None else (kept.sku, None)
    return page(
        request, "admin/products_form.html", form=form, kept=kept, units=[(u, u) for u in UNITS],
        taxes=[(name, TAX_LABELS[name]) for name in TAX_CLASSES],
        crumbs=[(LIST, "/products"), last],
    )  # fmt: skip
