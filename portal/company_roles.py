"""Our own roles: made from another one and changed within what our organisation may do."""

from typing import Any

from starlette.requests import Request

from portal.company import tabbed
from shared.access.actor import Actor
from shared.access.policy import MEMBER, MEMBER_ROLES
from shared.database.uow import reading
from shared.identity import custom_roles as actions
from shared.identity import role_queries as queries
from shared.identity.custom_roles import Draft
from shared.identity.hats import with_law
from shared.identity.role_queries import Held
from shared.identity.role_rules import base_law, check_law
from shared.kernel.wording import say
from shared.reports.role_effects import Effects, effects_of, holders
from shared.web.forms import Form, form, fresh
from shared.web.law_words import TABLES, verbs_in_words
from shared.web.pages import Answer, see_other
from shared.web.role_editor import (
    NewRoleForm,
    RemovalForm,
    RoleForm,
    grants_of,
    groups_of,
    in_words,
    law_of,
)
from shared.web.role_words import MEMBER_LABELS, role_name

# Where a record of ours has its page: table → path.
PLACES: dict[str, str] = {
    "sales_order": "/orders", "channel_request": "/order-requests",
    "deal_registration": "/deals", "opportunity": "/opportunities",
    "purchase_order": "/purchase-orders", "rfq": "/rfqs", "ticket": "/tickets", "delivery": "/deliveries",
}  # fmt: skip


async def index(request: Request, form: Form[NewRoleForm] | None = None) -> Answer:
    """Show our roles with who has them."""
    actor: Actor = request.state.actor
    found = await queries.overview(actor)
    bases = [(role, MEMBER_LABELS[role]) for role in MEMBER_ROLES]
    own = [(one.kept.key, role_name(one.hat)) for one in found["custom"]]
    return tabbed(
        request, "portal/company_roles.html", **found, labels=MEMBER_LABELS, role_name=role_name,
        bases=[*bases, *own],
        differing={one.kept.key: len(_from_base(actor, one)) for one in found["custom"]},
        form=form or fresh(request, NewRoleForm, {"base": MEMBER}),
    )  # fmt: skip


@form(NewRoleForm, again=index)
async def create(request: Request, form: Form[NewRoleForm]) -> Answer:
    """Make a role from another one; nobody has it yet."""
    typed = form.clean
    key = await actions.create_role(
        request.state.actor, base=typed.base, name_zh=typed.name_zh, name_en=typed.name_en,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/company/roles/{key}", toast=say("Role made; nobody has it yet"))


async def edit(request: Request, form: Form[RoleForm] | None = None) -> Answer:
    """Show the rights of a role to be changed, and who has it."""
    actor: Actor = request.state.actor
    held = await queries.custom_role(actor, _key(request))
    kept = held.kept
    typed = {
        "name_zh": kept.name_zh, "name_en": kept.name_en, "note": kept.note,
        "grants": grants_of(held.law),
    }  # fmt: skip
    form = form or fresh(request, RoleForm, typed, version=kept.version)
    law = dict(one.partition(":")[::2] for one in form.values("grants") if one)
    return tabbed(
        request, "portal/company_role.html", held=held, form=form, role_name=role_name,
        groups=groups_of(actor, law, kept.base), base=MEMBER_LABELS[kept.base],
        holders=await holders(actor, kept.key),
    )  # fmt: skip


@form(RoleForm, again=edit)
async def again(request: Request, form: Form[RoleForm]) -> Answer:
    """Show the form once more with everything as it was chosen."""
    return await reading(lambda: edit(request, form=form))


@form(RoleForm, again=edit)
async def preview(request: Request, form: Form[RoleForm]) -> Answer:
    """Say whose access changes and how, before anything is saved."""
    return await reading(lambda: _preview(request, form))


@form(RoleForm, again=edit)
async def change(request: Request, form: Form[RoleForm]) -> Answer:
    """Save a role."""
    typed = form.clean
    await actions.change_role(
        request.state.actor, role=_key(request), version=form.version or 0,
        draft=Draft(typed.name_zh, typed.name_en, typed.note, law_of(typed.grants)),
        reason=typed.reason,
    )  # fmt: skip
    toast = say("Role changed; whom it concerns signs in anew")
    return see_other("/company/roles", toast=toast)


async def ask_removal(request: Request, form: Form[RemovalForm] | None = None) -> Answer:
    """Ask what those get instead who have a role, and say what that means for them."""
    actor: Actor = request.state.actor
    held, others = await queries.role_and_others(actor, _key(request))
    roles = [*((role, MEMBER_LABELS[role]) for role in MEMBER_ROLES),
             *((str.__str__(one), role_name(one)) for one in others)]  # fmt: skip
    to = request.query_params.get("to", "") if form is None else form.value("to")
    instead = next((one for one in [*MEMBER_ROLES, *others] if one == to), "")
    people = await effects_of(actor, held.kept.key, instead)
    form = form or fresh(request, RemovalForm, {"to": instead}, version=held.kept.version)
    return tabbed(
        request, "portal/company_role_removal.html", held=held, form=form, roles=roles,
        instead=instead, **effects_shown(request, people),
    )  # fmt: skip


@form(RemovalForm, again=ask_removal)
async def remove(request: Request, form: Form[RemovalForm]) -> Answer:
    """Remove a role; who has it gets another one."""
    await actions.remove_role(
        request.state.actor, role=_key(request), version=form.version or 0, to=form.clean.to,
        reason=form.clean.reason,
    )  # fmt: skip
    return see_other("/company/roles", toast=say("Role removed"))


async def _preview(request: Request, form: Form[RoleForm]) -> Answer:
    actor: Actor = request.state.actor
    held = await queries.custom_role(actor, _key(request))
    law = check_law(law_of(form.clean.grants), actor.kinds)
    people = await effects_of(actor, held.kept.key, with_law(held.hat, law))
    return tabbed(
        request, "portal/company_role_preview.html", held=held, form=form,
        lines=in_words(held.law, law), **effects_shown(request, people),
    )  # fmt: skip


def effects_shown(request: Request, people: Effects) -> dict[str, Any]:
    """Return what a template needs to say whose access changes."""
    locale = request.state.locale
    return {
        "people": people, "tables": TABLES, "pages_of": PLACES, "verbs_in_words": verbs_in_words,
        "role_name": role_name, "person_name": lambda one: one.reading(locale).shown_name,
    }  # fmt: skip


def _from_base(actor: Actor, held: Held) -> list[Any]:
    return in_words(base_law(held.kept.base, sorted(actor.kinds)), held.law)


def _key(request: Request) -> str:
    return str(request.path_params["role"])
