"""Asking for a change of our company: the form of each part, which also edits what was asked for."""

from typing import Any, TypeVar

from starlette.requests import Request

from portal.company import tabbed
from portal.company_forms import (
    AccountForm,
    AddressForm,
    Asking,
    ContactForm,
    DetailsForm,
    LogoForm,
)
from shared.access.actor import Actor
from shared.counterparties import change_queries, change_requests, queries
from shared.counterparties.change_requests import Asked
from shared.counterparties.field_names import USES
from shared.counterparties.proposals import FIELDS, SECRET, About, Wish, as_text, masked
from shared.kernel.errors import NotFound
from shared.kernel.wording import say
from shared.language.countries import CURRENCIES, country_options
from shared.web.forms import Form, form, fresh
from shared.web.pages import Answer, see_other

A = TypeVar("A", bound=Asking)


async def edit_details(request: Request, form: Form[DetailsForm] | None = None) -> Answer:
    """Show the profile as a form, or the open request to be edited."""
    kept = await queries.own_organisation(request.state.actor)
    return await _asking(request, About.PROFILE, DetailsForm, form, kept, "")


@form(DetailsForm, again=edit_details)
async def ask_details(request: Request, form: Form[DetailsForm]) -> Answer:
    """Ask for other details."""
    return await _send(request, form, About.PROFILE)


async def edit_logo(request: Request, form: Form[LogoForm] | None = None) -> Answer:
    """Ask for the picture."""
    kept = await queries.own_organisation(request.state.actor)
    return tabbed(
        request, "portal/company_logo.html",
        form=form or fresh(request, LogoForm, version=kept.version),
    )  # fmt: skip


@form(LogoForm, again=edit_logo)
async def ask_logo(request: Request, form: Form[LogoForm]) -> Answer:
    """Ask for another logo."""
    number = await change_requests.ask_for_logo(
        request.state.actor, files=form.clean.files, version=form.version or 0, key=form.key
    )
    return _sent(number)


async def new_address(request: Request, form: Form[AddressForm] | None = None) -> Answer:
    """Show an empty address, or the one asked for to be edited."""
    return await _asking(request, About.ADDRESS, AddressForm, form, None, "")


@form(AddressForm, again=new_address)
async def ask_address(request: Request, form: Form[AddressForm]) -> Answer:
    """Ask for one more address."""
    return await _send(request, form, About.ADDRESS, Wish.ADD)


async def edit_address(request: Request, form: Form[AddressForm] | None = None) -> Answer:
    """Show an address to be changed."""
    actor, target = _of(request, "address")
    held = await queries.address(actor, actor.counterparty_number, target)
    return await _asking(request, About.ADDRESS, AddressForm, form, held, target)


@form(AddressForm, again=edit_address)
async def change_address(request: Request, form: Form[AddressForm]) -> Answer:
    """Ask for another wording of an address."""
    return await _send(request, form, About.ADDRESS, target=_of(request, "address")[1])


async def new_contact(request: Request, form: Form[ContactForm] | None = None) -> Answer:
    """Show an empty contact, or the one asked for to be edited."""
    return await _asking(request, About.CONTACT, ContactForm, form, None, "")


@form(ContactForm, again=new_contact)
async def ask_contact(request: Request, form: Form[ContactForm]) -> Answer:
    """Ask for one more contact."""
    return await _send(request, form, About.CONTACT, Wish.ADD)


async def edit_contact(request: Request, form: Form[ContactForm] | None = None) -> Answer:
    """Show a contact to be changed."""
    actor, target = _of(request, "contact")
    held = await queries.contact(actor, actor.counterparty_number, target)
    return await _asking(request, About.CONTACT, ContactForm, form, held, target)


@form(ContactForm, again=edit_contact)
async def change_contact(request: Request, form: Form[ContactForm]) -> Answer:
    """Ask for another wording of a contact."""
    return await _send(request, form, About.CONTACT, target=_of(request, "contact")[1])


async def new_account(request: Request, form: Form[AccountForm] | None = None) -> Answer:
    """Show an empty bank account, or the one asked for to be edited."""
    return await _asking(request, About.BANK_ACCOUNT, AccountForm, form, None, "")


@form(AccountForm, again=new_account)
async def ask_account(request: Request, form: Form[AccountForm]) -> Answer:
    """Ask for one more bank account."""
    return await _send(request, form, About.BANK_ACCOUNT, Wish.ADD)


async def edit_account(request: Request, form: Form[AccountForm] | None = None) -> Answer:
    """Show a bank account to be changed; its number is typed anew or kept."""
    actor, target = _of(request, "account")
    held = await change_queries.bank_account(actor, target)
    return await _asking(request, About.BANK_ACCOUNT, AccountForm, form, held, target)


@form(AccountForm, again=edit_account)
async def change_account(request: Request, form: Form[AccountForm]) -> Answer:
    """Ask for another bank account in the place of this one."""
    return await _send(request, form, About.BANK_ACCOUNT, target=_of(request, "account")[1])


async def _asking(
    request: Request, about: About, model: type[A], sent: Form[A] | None, held: Any, target: str
) -> Answer:
    """Show the form with what is kept, and over it what is asked for already."""
    actor: Actor = request.state.actor
    wanted = str(request.query_params.get("change", ""))
    waiting = await _waiting(actor, about, target, wanted, is_new=held is None)
    now = {name: as_text(getattr(held, name, "")) for name in FIELDS[about]} if held else {}
    asked = {item["field"]: item["new"] for item in waiting["items"]} if waiting else {}
    typed: dict[str, Any] = {**now, **asked}
    hidden = {name: masked(typed.pop(name, "")) for name in SECRET if name in typed}
    typed |= {"change": waiting["number"], "note": waiting["note"]} if waiting else {}
    version = waiting["version"] if waiting else held.version if held else 0
    empty = {} if typed else {"country": "CN", "kind": "ship", "currency": "CNY"}
    return tabbed(
        request, f"portal/company_{_PAGES[about]}.html",
        form=sent or fresh(request, model, {**empty, **typed}, version=version), held=held,
        waiting=waiting, hidden=hidden, target=target, uses=tuple(USES.items()),
        countries=country_options(request.state.locale), currencies=[(code, code) for code in CURRENCIES],
    )  # fmt: skip


_PAGES = {
    About.PROFILE: "details", About.ADDRESS: "address", About.CONTACT: "contact",
    About.BANK_ACCOUNT: "account",
}  # fmt: skip


async def _waiting(
    actor: Actor, about: About, target: str, wanted: str, *, is_new: bool
) -> dict[str, Any] | None:
    """Return the open request that this form edits, if there is one."""
    if not is_new:
        return await change_queries.open_change(actor, about, target)
    if not wanted:
        return None
    found = await change_queries.open_changes(actor, about)
    for row in found:
        if row["number"] == wanted and row["verb"] == Wish.ADD:
            return row
    raise NotFound


async def _send(
    request: Request, form: Form[Any], about: About, wish: Wish = Wish.UPDATE, target: str = ""
) -> Answer:
    """Send a new request, or put what was typed into the one that waits."""
    actor: Actor = request.state.actor
    typed = form.clean.model_dump()
    note, number, files = typed.pop("note"), typed.pop("change"), typed.pop("files")
    texts = {name: as_text(value) for name, value in typed.items()}
    texts = {name: text for name, text in texts.items() if text or name not in SECRET}
    if number:
        await change_requests.amend_change(
            actor, number=number, version=form.version or 0, texts=texts, note=note, files=files
        )
    else:
        asked = Asked(about, wish, texts, target, note, files)
        number = await change_requests.ask_for_change(
            actor, asked=asked, version=form.version or 0, key=form.key
        )
    return _sent(number)


async def put_away(request: Request, form: Form[Any], about: About, target: str) -> Answer:
    """Ask to put a place, person or account away."""
    number = await change_requests.ask_for_change(
        request.state.actor, asked=Asked(about, Wish.ARCHIVE, target=target),
        version=form.version or 0, key=form.key,
    )  # fmt: skip
    return _sent(number)


def _sent(number: str) -> Answer:
    return see_other(f"/company/changes/{number}", toast=say("Sent; you hear from us by mail."))


def _of(request: Request, name: str) -> tuple[Actor, str]:
    return request.state.actor, str(request.path_params[name])
