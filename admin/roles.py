"""Roles of the staff: built-in ones as they are, custom ones made, changed and removed."""

from typing import Any

from starlette.requests import Request

from admin.access import PLACES
from shared.access import policy
from shared.access.actor import Actor
from shared.database.uow import reading
from shared.identity import custom_roles as actions
from shared.identity import role_queries as queries
from shared.identity.custom_roles import Draft
from shared.identity.hats import with_law
from shared.identity.role_asking import ASKED
from shared.identity.role_queries import Held
from shared.identity.role_rules import base_law, check_law, is_reserved, needs_second
from shared.kernel.wording import Message, say
from shared.reports.role_effects import Effects, effects_of, holders
from shared.web.forms import Form, form, fresh
from shared.web.law_words import TABLES, verbs_in_words
from shared.web.pages import Answer, page, see_other
from shared.web.role_editor import (
    NewRoleForm,
    RemovalForm,
    RoleForm,
    grants_of,
    groups_of,
    in_words,
    law_of,
)
from shared.web.role_words import STAFF_LABELS, role_name

LIST = say("Roles")
WAITS = say("Asked: it counts once a second administrator has approved it.")


async def index(request: Request, form: Form[NewRoleForm] | None = None) -> Answer:
    """Show every role with who has it, and what waits for a second administrator."""
    actor: Actor = request.state.actor
    found = await queries.overview(actor)
    bases = [(role, STAFF_LABELS[role]) for role in policy.STAFF_ROLES]
    own = [(one.kept.key, role_name(one.hat)) for one in found["custom"]]
    return page(
        request, "admin/roles_index.html", **found, labels=STAFF_LABELS, bases=[*bases, *own],
        role_name=role_name, label=lambda key: dict([*bases, *own]).get(key, key),
        differing={one.kept.key: len(_from_base(one)) for one in found["custom"]},
        form=form or fresh(request, NewRoleForm, {"base": policy.ACCOUNT_MANAGER}),
        crumbs=[(LIST, None)],
    )  # fmt: skip


@form(NewRoleForm, again=index)
async def create(request: Request, form: Form[NewRoleForm]) -> Answer:
    """Make a role from another one; nobody has it yet."""
    typed = form.clean
    key = await actions.create_role(
        request.state.actor, base=typed.base, name_zh=typed.name_zh, name_en=typed.name_en,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/roles/{key}", toast=say("Role made; nobody has it yet"))


async def show(request: Request) -> Answer:
    """Show one role: how it differs from the one it came from, and who has it."""
    held = await queries.custom_role(request.state.actor, _key(request))
    return page(
        request, "admin/roles_show.html", held=held, lines=_from_base(held), role_name=role_name,
        holders=await holders(request.state.actor, held.kept.key),
        base=STAFF_LABELS[held.kept.base], crumbs=_crumbs(held),
    )  # fmt: skip


async def edit(request: Request, form: Form[RoleForm] | None = None) -> Answer:
    """Show the rights of a role to be changed."""
    actor: Actor = request.state.actor
    held = await queries.custom_role(actor, _key(request))
    kept = held.kept
    typed = {
        "name_zh": kept.name_zh, "name_en": kept.name_en, "note": kept.note,
        "grants": grants_of(held.law),
    }  # fmt: skip
    form = form or fresh(request, RoleForm, typed, version=kept.version)
    law = dict(one.partition(":")[::2] for one in form.values("grants") if one)
    return page(
        request, "admin/roles_form.html", held=held, form=form,
        groups=groups_of(actor, law, kept.base), base=STAFF_LABELS[kept.base], role_name=role_name,
        crumbs=_crumbs(held, say("Change")),
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
    """Save a role, or ask a second administrator where it touches the rights of administrators."""
    typed = form.clean
    told = await actions.change_role(
        request.state.actor, role=_key(request), version=form.version or 0,
        draft=Draft(typed.name_zh, typed.name_en, typed.note, law_of(typed.grants)),
        reason=typed.reason,
    )  # fmt: skip
    return _done(_key(request), told, say("Role changed; whom it concerns signs in anew"))


async def ask_removal(request: Request, form: Form[RemovalForm] | None = None) -> Answer:
    """Ask what those get instead who have a role, and say what that means for them."""
    actor: Actor = request.state.actor
    held, others = await queries.role_and_others(actor, _key(request))
    roles = [*((role, STAFF_LABELS[role]) for role in policy.STAFF_ROLES),
             *((str.__str__(one), role_name(one)) for one in others)]  # fmt: skip
    to = request.query_params.get("to", "") if form is None else form.value("to")
    instead = next((one for one in [*policy.STAFF_ROLES, *others] if one == to), "")
    people = await effects_of(actor, held.kept.key, instead)
    by_two = is_reserved(held.hat) or bool(instead and is_reserved(instead))
    form = form or fresh(request, RemovalForm, {"to": instead}, version=held.kept.version)
    return page(
        request, "admin/roles_removal.html", held=held, form=form, roles=roles, instead=instead,
        **effects_shown(request, people), needs_second=by_two and not people.is_nobody,
        crumbs=_crumbs(held, say("Remove")),
    )  # fmt: skip


@form(RemovalForm, again=ask_removal)
async def remove(request: Request, form: Form[RemovalForm]) -> Answer:
    """Remove a role; who has it gets another one."""
    told = await actions.remove_role(
        request.state.actor, role=_key(request), version=form.version or 0, to=form.clean.to,
        reason=form.clean.reason,
    )  # fmt: skip
    return _done("", told, say("Role removed"))


async def _preview(request: Request, form: Form[RoleForm]) -> Answer:
    actor: Actor = request.state.actor
    held = await queries.custom_role(actor, _key(request))
    law = check_law(law_of(form.clean.grants))
    people = await effects_of(actor, held.kept.key, with_law(held.hat, law))
    return page(
        request, "admin/roles_preview.html", held=held, form=form, lines=in_words(held.law, law),
        needs_second=needs_second(held.law, law), **effects_shown(request, people),
        crumbs=_crumbs(held, say("Whose access changes")),
    )  # fmt: skip


def effects_shown(request: Request, people: Effects | None) -> dict[str, Any]:
    """Return what a template needs to say whose access changes."""
    return {
        "people": people, "tables": TABLES, "pages_of": PLACES, "verbs_in_words": verbs_in_words,
        "role_name": role_name,
        "person_name": lambda one: one.reading(request.state.locale).shown_name,
    }  # fmt: skip


def _from_base(held: Held) -> list[Any]:
    return in_words(base_law(held.kept.base), held.law)


def _done(key: str, told: str, toast: Message) -> Answer:
    if told == ASKED:
        return see_other("/roles", toast=WAITS, tone="note")
    return see_other(f"/roles/{key}" if key else "/roles", toast=toast)


def _key(request: Request) -> str:
    return str(request.path_params["role"])


def _crumbs(held: Held, last: Message | None = None) -> list[tuple[Message, str | None]]:
    name = role_name(held.hat)
    if last is None:
        return [(LIST, "/roles"), (name, None)]
    return [(LIST, "/roles"), (name, f"/roles/{held.kept.key}"), (last, None)]
