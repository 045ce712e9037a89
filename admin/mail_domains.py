"""How people of a counterparty sign in: its mail domains, their records, what waits for a second one."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin import counterparty
from shared.access.actor import Actor
from shared.counterparties import queries
from shared.identity import domain_look_up, domain_queries, domain_requests, domains
from shared.identity.domain_rules import DomainState
from shared.kernel.wording import Message, say
from shared.web import bound_providers
from shared.web.flash import Tone
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, see_other
from shared.web.role_words import MEMBER_LABELS

WAITS = say("Asked: it counts once a second administrator has approved it.")
_SEEN: dict[DomainState, tuple[Message, Tone]] = {
    DomainState.ACTIVE: (say("The record is there: the domain is proven."), "ok"),
    DomainState.CLAIMED: (
        say("The record is not there yet. A new one can take an hour to be seen."), "note",
    ),
    DomainState.LOST: (say("The record is gone: nobody new joins by this domain."), "note"),
    DomainState.WITHDRAWN: (say("The domain was given up meanwhile."), "note"),
}  # fmt: skip


class DomainForm(FormModel):
    """How people of a domain are to come in."""

    domain: Annotated[str, Field(max_length=253), Label(say("Mail domain"))]
    role: Annotated[str, Field(max_length=24), Label(say("They join as"))]
    provider: Annotated[str, Field(max_length=40), Label(say("They come through"))] = ""
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show the domains, the record of each, and what waits for a second administrator."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    found = await domain_queries.sign_in_of(actor, kept["id"])
    return counterparty.tab(
        request, kept, "sign_in", **found, roles=MEMBER_LABELS, refused=form,
        provider=lambda name: _caption(request, name),
    )  # fmt: skip


async def new(request: Request, form: Form[DomainForm] | None = None) -> Answer:
    """Ask which domain, as what its people join, and through which provider they come."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    found = await domain_queries.sign_in_of(actor, kept["id"])
    asked = request.query_params.get("domain", "")
    held = next((one for one in found["domains"]
                 if one["domain"] == asked and one["state"] != DomainState.WITHDRAWN), None)  # fmt: skip
    typed = {name: held[name] for name in ("domain", "role", "provider")} if held else {}
    form = form or fresh(request, DomainForm, {"role": "viewer", **typed})
    return counterparty.tab(
        request, kept, "mail_domain", form=form, held=held,
        roles=[(one, MEMBER_LABELS[one]) for one in domains.ROLES],
        providers=bound_providers.offered(_settings(request), kept["number"], request.state.locale),
    )  # fmt: skip


@form(DomainForm, again=new)
async def ask(request: Request, form: Form[DomainForm]) -> Answer:
    """Ask a second administrator."""
    typed, number = form.clean, _number(request)
    bound_providers.check_bound(_settings(request), number, typed.domain, typed.provider)
    await domain_requests.ask_for_domain(
        request.state.actor, counterparty=number, domain=typed.domain, role=typed.role,
        provider=typed.provider, reason=typed.reason, key=form.key,
    )  # fmt: skip
    return see_other(_here(number), toast=WAITS, tone="note")


@form(NoFields, again=show)
async def check(request: Request, _form: Form[NoFields]) -> Answer:
    """Look for the record now; a name server gets five seconds."""
    number = _number(request)
    actor: Actor = request.state.actor
    name = await domain_queries.to_look_at(actor, number, _domain(request))
    # Between two units of work: whoever waits for a name server holds nobody up.
    texts = await domain_look_up.asking()(name)
    state = await domains.note_look(actor, counterparty=number, domain=name, texts=texts)
    sentence, tone = _SEEN[state]
    return see_other(_here(number), toast=sentence, tone=tone)


@form(NoFields, again=show)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    """Give a domain up at once; this needs nobody else."""
    number = _number(request)
    await domains.withdraw(
        request.state.actor, counterparty=number, domain=_domain(request), version=form.version or 0
    )
    return see_other(_here(number), toast=say("Given up: nobody new joins by it"))


def _settings(request: Request) -> Any:
    return request.app.state.settings


def _caption(request: Request, name: str) -> Message | str:
    return bound_providers.caption(_settings(request), name, request.state.locale)


def _here(number: str) -> str:
    return f"/counterparties/{number}/sign-in"


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _domain(request: Request) -> str:
    return str(request.path_params["domain"])
