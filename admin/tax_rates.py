"""Tax rates by country of delivery and tax class: everybody in sales reads, finance keeps them."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.products import TAX_LABELS
from shared.access.actor import Actor
from shared.catalogue import levels, management
from shared.catalogue.keeping import TAX_CLASSES
from shared.journal.queries import deeds_about
from shared.kernel.errors import Stale
from shared.kernel.wording import say
from shared.language.countries import country_options
from shared.web.deeds import shown
from shared.web.forms import Form, FormModel, Label, form, fresh
from shared.web.pages import Answer, page, see_other

LIST = say("Tax rates")


class RateForm(FormModel):
    """A rate in per cent; of a new one also where it holds."""

    country: Annotated[str, Field(max_length=2), Label(say("Country or region"))] = ""
    tax_class: Annotated[str, Field(max_length=20), Label(say("Tax class"))] = ""
    rate: Annotated[Decimal, Field(max_digits=6, decimal_places=2), Label(say("Rate"))]

    @property
    def basis_points(self) -> int:
        """The same for the domain."""
        return int(self.rate * 100)


async def index(request: Request) -> Answer:
    """Show every rate."""
    rows = await management.tax_rates(request.state.actor)
    return page(
        request, "admin/tax_rates_index.html", rows=rows, classes=TAX_LABELS, crumbs=[(LIST, None)]
    )


async def new(request: Request, form: Form[RateForm] | None = None) -> Answer:
    """Ask for where a new rate holds."""
    initial = {"country": "CN", "tax_class": "standard"}
    form = form or fresh(request, RateForm, initial, version=0)
    return _form_page(request, form, None, [])


@form(RateForm, again=new)
async def create(request: Request, form: Form[RateForm]) -> Answer:
    """Set a first rate."""
    return await _set(request, form, form.clean.country, form.clean.tax_class)


async def show(request: Request, form: Form[RateForm] | None = None) -> Answer:
    """Show one rate with its journal; finance changes it there."""
    actor: Actor = request.state.actor
    kept = await management.tax_rate(actor, request.path_params["rate"])
    form = form or fresh(
        request, RateForm, {"rate": _per_cent(kept.rate)}, version=kept.version
    )  # fmt: skip
    sees_journal = actor.may("journal_entry.read")
    deeds = await deeds_about(actor, "tax_rate", kept.code) if sees_journal else []
    return _form_page(request, form, kept, shown(deeds, request.state.locale))


@form(RateForm, again=show)
async def update(request: Request, form: Form[RateForm]) -> Answer:
    """Change the rate."""
    kept = await management.tax_rate(request.state.actor, request.path_params["rate"])
    return await _set(request, form, kept.country, kept.tax_class)


async def _set(request: Request, form: Form[RateForm], country: str, tax_class: str) -> Answer:
    try:
        await levels.set_tax_rate(
            request.state.actor, country=country, tax_class=tax_class,
            rate=form.clean.basis_points, version=form.version or 0,
        )  # fmt: skip
    except Stale as stale:
        raise Stale({"rate": _per_cent(stale.theirs["rate"])}, stale.version) from stale
    return see_other("/tax-rates", toast=say("Tax rate saved"))


def _per_cent(basis_points: int) -> str:
    """Write a rate as it is typed: 1300 is 13, 950 is 9.5."""
    return f"{Decimal(basis_points) / 100:f}"


def _form_page(request: Request, form: Form[RateForm], kept: Any, deeds: list[Any]) -> Answer:
    last = (kept.code, None) if kept else (say("New tax rate"), None)
    return page(
        request, "admin/tax_rates_form.html", form=form, kept=kept, deeds=deeds,
        classes=TAX_LABELS, class_options=[(name, TAX_LABELS[name]) for name in TAX_CLASSES],
        countries=country_options(request.state.locale), crumbs=[(LIST, "/tax-rates"), last],
    )  # fmt: skip
