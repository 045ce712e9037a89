"""Contacts and addresses of a counterparty: their tab and their forms."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin import counterparty
from shared.access.actor import Actor
from shared.counterparties import contacts, queries
from shared.counterparties.rules import Person, Place
from shared.kernel.wording import Message, say
from shared.language.countries import country_options
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, see_other

USES = (("ship", say("Deliveries")), ("bill", say("Invoices")))


class ContactForm(FormModel):
    """A person as typed."""

    name: Annotated[str, Field(max_length=120), Label(say("Name"))]
    name_other: Annotated[str, Field(max_length=120), Label(say("Name in the other language"))] = ""
    title: Annotated[str, Field(max_length=120), Label(say("Job title"))] = ""
    title_other: Annotated[
        str, Field(max_length=120), Label(say("Job title in the other language"))
    ] = ""
    email: Annotated[str, Field(max_length=254), Label(say("E-mail"))] = ""
    phone: Annotated[str, Field(max_length=60), Label(say("Phone"))] = ""
    is_decision_maker: bool = False


class AddressForm(FormModel):
    """A place as typed."""

    kind: Annotated[str, Label(say("Used for"))] = "ship"
    label: Annotated[str, Field(max_length=120), Label(say("Label"))]
    recipient: Annotated[str, Field(max_length=120), Label(say("Recipient"))] = ""
    phone: Annotated[str, Field(max_length=60), Label(say("Phone"))] = ""
    line: Annotated[str, Field(max_length=300), Label(say("Street and number"))]
    city: Annotated[str, Field(max_length=80), Label(say("City"))] = ""
    region: Annotated[str, Field(max_length=80), Label(say("Province or state"))] = ""
    label_other: Annotated[
        str, Field(max_length=120), Label(say("Label in the other language"))
    ] = ""
    recipient_other: Annotated[
        str, Field(max_length=120), Label(say("Recipient in the other language"))
    ] = ""
    line_other: Annotated[
        str, Field(max_length=300), Label(say("Street and number in the other language"))
    ] = ""
    city_other: Annotated[str, Field(max_length=80), Label(say("City in the other language"))] = ""
    region_other: Annotated[
        str, Field(max_length=80), Label(say("Province or state in the other language"))
    ] = ""
    postcode: Annotated[str, Field(max_length=20), Label(say("Postcode"))] = ""
    country: Annotated[str, Label(say("Country or region"))] = "CN"
    is_default: bool = False


async def index(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show people and places of the record; `form` holds what a button was refused for."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    people = await queries.contacts_of(actor, kept["id"])
    places = await queries.addresses_of(actor, kept["id"])
    return counterparty.tab(
        request, kept, "contacts", people=people, places=places, uses=dict(USES), form=form
    )


async def new_contact(request: Request, form: Form[ContactForm] | None = None) -> Answer:
    """Show an empty contact."""
    kept = await queries.whole(request.state.actor, _number(request))
    form = form or fresh(request, ContactForm)
    return counterparty.tab(request, kept, "contact", form=form, contact=None)


@form(ContactForm, again=new_contact)
async def create_contact(request: Request, form: Form[ContactForm]) -> Answer:
    """Add the person."""
    await contacts.add_contact(
        request.state.actor, number=_number(request), person=Person(**form.clean.model_dump()),
        key=form.key,
    )  # type: ignore[call-arg]  # fmt: skip
    return _back(request, say("{name} added", name=form.clean.name))


async def edit_contact(request: Request, form: Form[ContactForm] | None = None) -> Answer:
    """Show a contact to be changed."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    held = await queries.contact(actor, kept["number"], request.path_params["contact"])
    typed = {name: getattr(held, name) for name in ContactForm.model_fields}
    form = form or fresh(request, ContactForm, typed, version=held.version)
    return counterparty.tab(request, kept, "contact", form=form, contact=held)


@form(ContactForm, again=edit_contact)
async def update_contact(request: Request, form: Form[ContactForm]) -> Answer:
    """Save the person."""
    await contacts.update_contact(
        request.state.actor, number=_number(request), contact=request.path_params["contact"],
        version=form.version or 0, person=Person(**form.clean.model_dump()),
    )  # fmt: skip
    return _back(request, say("Saved"))


@form(NoFields, again=index)
async def archive_contact(request: Request, form: Form[NoFields]) -> Answer:
    """Put the person away."""
    await contacts.archive_contact(
        request.state.actor, number=_number(request), contact=request.path_params["contact"],
        version=form.version or 0,
    )  # fmt: skip
    return _back(request, say("Put away"))


async def new_address(request: Request, form: Form[AddressForm] | None = None) -> Answer:
    """Show an empty address."""
    kept = await queries.whole(request.state.actor, _number(request))
    form = form or fresh(request, AddressForm, {"kind": "ship", "country": kept["country"]})
    return _address_page(request, kept, form, None)


@form(AddressForm, again=new_address)
async def create_address(request: Request, form: Form[AddressForm]) -> Answer:
    """Add the place."""
    await contacts.add_address(
        request.state.actor, number=_number(request), place=Place(**form.clean.model_dump()),
        key=form.key,
    )  # type: ignore[call-arg]  # fmt: skip
    return _back(request, say("{name} added", name=form.clean.label))


async def edit_address(request: Request, form: Form[AddressForm] | None = None) -> Answer:
    """Show an address to be changed."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    held = await queries.address(actor, kept["number"], request.path_params["address"])
    typed = {name: getattr(held, name) for name in AddressForm.model_fields}
    form = form or fresh(request, AddressForm, typed, version=held.version)
    return _address_page(request, kept, form, held)


@form(AddressForm, again=edit_address)
async def update_address(request: Request, form: Form[AddressForm]) -> Answer:
    """Save the place."""
    await contacts.update_address(
        request.state.actor, number=_number(request), address=request.path_params["address"],
        version=form.version or 0, place=Place(**form.clean.model_dump()),
    )  # fmt: skip
    return _back(request, say("Saved"))


@form(NoFields, again=index)
async def archive_address(request: Request, form: Form[NoFields]) -> Answer:
    """Put the place away."""
    await contacts.archive_address(
        request.state.actor, number=_number(request), address=request.path_params["address"],
        version=form.version or 0,
    )  # fmt: skip
    return _back(request, say("Put away"))


def _address_page(request: Request, kept: dict[str, Any], form: Any, held: Any) -> Answer:
    return counterparty.tab(
        request, kept, "address", form=form, address=held, uses=USES,
        countries=country_options(request.state.locale),
    )  # fmt: skip


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _back(request: Request, toast: Message) -> Answer:
    return see_other(f"/counterparties/{_number(request)}/contacts", toast=toast)
