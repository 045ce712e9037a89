"""Counterparties: the list with its tabs and download, a new record, the basics of one."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.counterparties import actions, queries
from shared.counterparties.rules import KINDS, TIERS, CounterpartyStatus, Profile
from shared.exchange.sheets import Column, Sheet
from shared.identity.colleagues import colleagues
from shared.kernel.two_languages import form_of
from shared.kernel.wording import Message, say
from shared.language.countries import CURRENCIES, country_name, country_options
from shared.language.speaking import translated
from shared.web.files import Format, sheet_file
from shared.web.forms import Form, FormModel, Label, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other
from shared.web.taking import carries

KIND_LABELS: dict[str, Message] = {
    "customer": say("Customer"),
    "distributor": say("Distributor"),
    "supplier": say("Supplier"),
    "partner": say("Partner"),
}
TAB_LABELS: dict[str, Message] = {
    "all": say("All"),
    "mine": say("Mine"),
    "customer": say("Customers"),
    "distributor": say("Distributors"),
    "supplier": say("Suppliers"),
    "partner": say("Partners"),
    "prospect": say("Prospects"),
    "suspended": say("Suspended"),
}
STATUS_LABELS: dict[str, Message] = {
    CounterpartyStatus.PROSPECT: say("Prospect"),
    CounterpartyStatus.ACTIVE: say("Active"),
    CounterpartyStatus.SUSPENDED: say("Suspended"),
    CounterpartyStatus.BLOCKLISTED: say("Blocklisted"),
}
LIST = say("Counterparties")
BLANK = {"country": "CN", "currency": "CNY", "payment_days": 30, "status": "prospect"}
_EXPORT = (
    ("number", say("Number")), ("name_zh", say("Name in Chinese")),
    ("name_en", say("Name in English")), ("kinds", say("Kinds")), ("status", say("Status")),
    ("tier", say("Value tier")), ("country", say("Country or region")), ("region", say("Province or state")),
    ("city", say("City")), ("phone", say("Phone")), ("currency", say("Currency")),
    ("payment_days", say("Payment terms in days")), ("account_manager", say("Account manager")),
)  # fmt: skip


class CounterpartyList(ListQuery):
    """The filters of the list."""

    tab: str = "all"
    status: str = ""
    country: str = ""
    manager: str = ""
    sort: str = "-updated_at"
    format: Format = "xlsx"

    @property
    def wanted(self) -> queries.Wanted:
        """The same for the domain."""
        return queries.Wanted(
            tab=self.tab, status=self.status, manager=self.manager, country=self.country,
            search=self.q, sort=self.sort,
        )  # fmt: skip


class CounterpartyForm(FormModel):
    """The basics of a record as they are typed."""

    name_zh: Annotated[str, Field(max_length=200), Label(say("Name in Chinese"))] = ""
    name_en: Annotated[str, Field(max_length=200), Label(say("Name in English"))] = ""
    kinds: Annotated[list[str], Label(say("Kinds"))] = []
    tier: Annotated[str, Label(say("Value tier"))] = ""
    country: Annotated[str, Label(say("Country or region"))] = "CN"
    region: Annotated[str, Field(max_length=80), Label(say("Province or state"))] = ""
    region_other: Annotated[
        str, Field(max_length=80), Label(say("Province or state in the other language"))
    ] = ""
    city: Annotated[str, Field(max_length=80), Label(say("City"))] = ""
    city_other: Annotated[str, Field(max_length=80), Label(say("City in the other language"))] = ""
    currency: Annotated[str, Label(say("Currency"))] = "CNY"
    payment_days: Annotated[int, Label(say("Payment terms in days"))] = 30
    tax_number: Annotated[str, Field(max_length=40), Label(say("Tax number"))] = ""
    phone: Annotated[str, Field(max_length=60), Label(say("Phone"))] = ""
    website: Annotated[str, Field(max_length=200), Label(say("Website"))] = ""

    @property
    def profile(self) -> Profile:
        """The same for the domain; kinds in their usual order."""
        values = self.model_dump(include=set(Profile.__dataclass_fields__))
        known = [kind for kind in KINDS if kind in self.kinds]
        unknown = [kind for kind in self.kinds if kind not in KINDS]
        return Profile(**values | {"kinds": (*known, *unknown)})


class NewCounterpartyForm(CounterpartyForm):
    """What is asked of a new record besides."""

    status: Annotated[str, Label(say("Status"))] = "prospect"
    account_manager: Annotated[str, Label(say("Account manager"))] = ""
    despite_same_name: bool = False


async def index(request: Request) -> Answer:
    """Show one page of the counterparties in the reader's scope."""
    actor: Actor = request.state.actor
    wanted = query(request, CounterpartyList)
    rows = await queries.counterparties(actor, wanted.wanted, wanted.page)
    counts = await queries.tab_counts(actor)
    shown = {tab: label for tab, label in TAB_LABELS.items() if tab == "all" or counts[tab]}
    return page(
        request, "admin/counterparties_index.html", rows=rows.rows, wanted=wanted,
        tabs=view_tabs(request, shown, counts, wanted.tab), sorts=_sorts(request, wanted.sort),
        chips=_chips(request, wanted, rows.rows), kinds=KIND_LABELS, statuses=STATUS_LABELS,
        countries=country_options(request.state.locale), here=lambda **c: address(request, **c),
        crumbs=[(LIST, None)], **neighbours(request, rows),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    """Download the list exactly as filtered."""
    actor: Actor = request.state.actor
    wanted = query(request, CounterpartyList)
    rows = await queries.all_counterparties(actor, wanted.wanted)
    locale = request.state.locale
    columns = [Column(translated(label, locale)) for _, label in _EXPORT]
    cells = [[_cell(row, key, locale) for key, _ in _EXPORT] for row in rows]
    sheet = Sheet(translated(LIST, locale), columns, cells, request.state.zone)
    carries(request, "counterparty.export", (row["number"] for row in rows))
    return await sheet_file(request, sheet, wanted.format)


async def new(request: Request, form: Form[NewCounterpartyForm] | None = None) -> Answer:
    """Show an empty record."""
    form = form or fresh(request, NewCounterpartyForm, BLANK)
    actor: Actor = request.state.actor
    people = await colleagues(actor) if actor.may("care.create") else []
    return page(
        request, "admin/counterparties_new.html", form=form,
        people=[(one["public_id"], one["name"]) for one in people],
        crumbs=[(LIST, "/counterparties"), (say("New counterparty"), None)],
        **choices(request.state.locale),
    )  # fmt: skip


@form(NewCounterpartyForm, again=new)
async def create(request: Request, form: Form[NewCounterpartyForm]) -> Answer:
    """Make the record and open it."""
    typed = form.clean
    number = await actions.create_counterparty(
        request.state.actor, key=form.key, profile=typed.profile, status=typed.status,
        account_manager=typed.account_manager, despite_same_name=typed.despite_same_name,
    )  # type: ignore[call-arg]  # fmt: skip
    return see_other(f"/counterparties/{number}", toast=say("{number} created", number=number))


async def edit(request: Request, form: Form[CounterpartyForm] | None = None) -> Answer:
    """Show the basics to be changed."""
    kept = await queries.whole(request.state.actor, request.path_params["number"])
    names = CounterpartyForm.model_fields
    form = form or fresh(
        request, CounterpartyForm, {name: kept[name] for name in names}, version=kept["version"]
    )
    return page(
        request, "admin/counterparties_edit.html", form=form, kept=kept,
        crumbs=[(LIST, "/counterparties"), (_name(request, kept), f"/counterparties/{kept['number']}"),
                (say("Edit"), None)],
        **choices(request.state.locale),
    )  # fmt: skip


@form(CounterpartyForm, again=edit)
async def update(request: Request, form: Form[CounterpartyForm]) -> Answer:
    """Save the basics."""
    number = request.path_params["number"]
    await actions.update_counterparty(
        request.state.actor, number=number, version=form.version or 0, profile=form.clean.profile
    )
    return see_other(f"/counterparties/{number}", toast=say("Saved"))


def choices(locale: str) -> dict[str, Any]:
    """Return the lists that the form of a record offers."""
    return {
        "kinds": KIND_LABELS,
        "tiers": [tier for tier in TIERS if tier],
        "countries": country_options(locale),
        "currencies": [(code, code) for code in CURRENCIES],
    }


def _name(request: Request, kept: dict[str, Any]) -> str:
    return name_of(request.state.locale, kept)


def _cell(row: dict[str, Any], key: str, locale: str) -> Any:
    if key == "kinds":
        held = [label for kind, label in KIND_LABELS.items() if row[f"is_{kind}"]]
        return ", ".join(translated(label, locale) for label in held)
    if key == "status":
        return translated(STATUS_LABELS[row["status"]], locale)
    if key in ("region", "city", "account_manager"):
        return form_of(locale, row, key)
    return country_name(row[key], locale) if key == "country" else row[key]


def _sorts(request: Request, current: str) -> dict[str, tuple[str, str]]:
    """Return for each sortable column the address that sorts by it and its present direction."""
    found = {}
    for column, first in (("name", "name"), ("updated_at", "-updated_at")):
        direction = {column: "ascending", f"-{column}": "descending"}.get(current, "")
        turned = column if direction == "descending" else f"-{column}"
        found[column] = (address(request, sort=turned if direction else first), direction)
    return found


def _chips(
    request: Request, wanted: CounterpartyList, rows: list[dict[str, Any]]
) -> list[tuple[Message, str]]:
    """Return the filters that are on, each with the address that takes it off."""
    chips: list[tuple[Message, str]] = []
    if wanted.status in STATUS_LABELS:
        label = say("Status: {status}", status=STATUS_LABELS[wanted.status])
        chips.append((label, address(request, status=None)))
    if wanted.country:
        name = country_name(wanted.country, request.state.locale)
        chips.append((say("Country: {country}", country=name), address(request, country=None)))
    if wanted.manager:
        who = form_of(request.state.locale, rows[0], "account_manager") if rows else "—"
        label = say("Account manager: {name}", name=who)
        chips.append((label, address(request, manager=None)))
    return chips
