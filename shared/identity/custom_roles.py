"""Verbs about custom roles: made from another one, changed, removed. Reading is in `role_queries.py`.

What touches the rights of administrators becomes a request (`role_requests.py`). A change of rights
ends the sessions of those it concerns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from shared.access import tailoring
from shared.access.action import action
from shared.access.actor import PORTAL, Actor
from shared.access.scope import scope
from shared.identity import role_rules as rules
from shared.identity.hats import as_hat, with_law
from shared.identity.models import CustomRole, Invitation, Membership, Session, StaffRole
from shared.identity.renewing import end_all, end_sessions
from shared.identity.role_asking import ASKED, DONE, ask_second, refuse_while_asked
from shared.identity.role_giving import custom_id, custom_role, find_role, other_hats
from shared.identity.rules import check_within, has_conflict
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import say


@dataclass(frozen=True)
class Draft:
    """A role as it is to be: names, note, and its law (permission → rows)."""

    name_zh: str
    name_en: str
    note: str
    law: Mapping[str, str]


@action("custom_role.create")
async def create_role(
    actor: Actor, *, base: str, name_zh: str, name_en: str, note: str = "", key: str = ""
) -> str:
    """Make a role from another one, built-in or custom, and return its key; nobody has it yet."""
    own = Draft(*rules.check_name(name_zh, name_en), note.strip(), {})
    await _refuse_second_name(actor, own)
    root, law = await _beginning(actor, base)
    now = clock.now()
    made = await CustomRole.create(
        key=f"{rules.KEY_START}{token_hex(6)}", counterparty_id=actor.counterparty_id, base=root,
        name_zh=own.name_zh, name_en=own.name_en, note=own.note, law=tailoring.written(law),
        created_by_id=actor.user_id or None, created_at=now, updated_at=now,
    )  # fmt: skip
    await record(
        actor, "custom_role.create", made, number=made.key, counterparty_id=made.counterparty_id,
        after={"base": root, "name_zh": made.name_zh, "name_en": made.name_en},
    )  # fmt: skip
    return made.key


@action("custom_role.update")
async def change_role(
    actor: Actor, *, role: str, version: int, draft: Draft, reason: str = ""
) -> str:
    """Change what a role is called and grants; returns DONE, or ASKED when a second one decides."""
    kept = await custom_role(actor, role)
    wanted = await checked(actor, kept, draft)
    await refuse_while_asked(kept)
    before = rules.effective(kept.law, actor.kinds)
    if actor.is_staff and actor.user_id and rules.needs_second(before, wanted.law):
        if kept.version != version:
            raise Stale({}, kept.version)
        await ask_second(
            actor, about=kept.key, custom_id=kept.id, role_version=version, name_zh=wanted.name_zh,
            name_en=wanted.name_en, note=wanted.note, law=tailoring.written(wanted.law),
            reason=reason,
        )  # fmt: skip
        return ASKED
    await reshape(actor, kept, version, wanted, reason)
    return DONE


@action("custom_role.update")
async def remove_role(
    actor: Actor, *, role: str, version: int, to: str = "", reason: str = ""
) -> str:
    """Remove a role; who has it gets `to` instead. Returns DONE, or ASKED when two decide."""
    kept = await custom_role(actor, role)
    await refuse_while_asked(kept)
    instead = await find_role(actor, to) if to else ""
    await check_removal(actor, kept, instead)
    reserved = rules.is_reserved(as_hat(kept)) or (instead and rules.is_reserved(instead))
    if actor.is_staff and actor.user_id and reserved and await _holders(kept):
        if kept.version != version:
            raise Stale({}, kept.version)
        await ask_second(
            actor, about=kept.key, custom_id=kept.id, role_version=version, role=to, reason=reason
        )
        return ASKED
    await retire(actor, kept, version, instead, reason)
    return DONE


async def checked(actor: Actor, kept: CustomRole, draft: Draft) -> Draft:
    """Return a draft that the role may become; refuses what the code or its holders do not allow."""
    own = Draft(*rules.check_name(draft.name_zh, draft.name_en), draft.note.strip(), draft.law)
    await _refuse_second_name(actor, own, kept)
    law = rules.check_law(draft.law, actor.kinds)
    changed = with_law(as_hat(kept), law)
    if actor.is_staff:
        rules.check_duties(changed)
        for others in (await other_hats(kept)).values():
            rules.check_duties(changed, others)
    else:
        check_within(actor.roles, changed)
    return Draft(own.name_zh, own.name_en, own.note, law)


async def check_removal(actor: Actor, kept: CustomRole, instead: str) -> None:
    """Refuse to leave somebody without any role, or with two duties that exclude each other."""
    if instead == kept.key:
        raise Refusal(say("Choose another role for those who have this one."), "to")
    if not actor.is_staff:
        if instead:
            check_within(actor.roles, instead)
        elif await Membership.filter(custom_id=kept.id).exists():
            raise Refusal(say("Somebody has this role: say which one she gets instead."), "to")
        return
    for others in (await other_hats(kept)).values():
        if not instead and not others:
            raise Refusal(say("Somebody has no other role: say which one she gets instead."), "to")
        if instead and has_conflict({*others, instead}):
            raise Refusal(say("One person may not hold these two roles at once."), "to")


async def reshape(
    actor: Actor, kept: CustomRole, version: int, wanted: Draft, reason: str = ""
) -> None:
    """Write a role's names and law; sessions of who has it end when its rights change."""
    before = rules.effective(kept.law, actor.kinds)
    await _write(
        actor, kept, version, name_zh=wanted.name_zh, name_en=wanted.name_en, note=wanted.note,
        law=tailoring.written(wanted.law),
    )  # fmt: skip
    changed = rules.differences(before, wanted.law)
    if changed:
        await _end_sessions(kept)
    await record(
        actor, "custom_role.update", kept, number=kept.key, counterparty_id=kept.counterparty_id,
        before={"name_zh": kept.name_zh, "name_en": kept.name_en,
                **{one: rows for one, (rows, _) in changed.items()}},
        after={"name_zh": wanted.name_zh, "name_en": wanted.name_en,
               **{one: rows for one, (_, rows) in changed.items()}},
        reason=reason,
    )  # fmt: skip


async def retire(
    actor: Actor, kept: CustomRole, version: int, instead: str, reason: str = ""
) -> None:
    """Write that a role is no more; who had it, and who was invited to it, gets `instead`."""
    await _write(actor, kept, version, is_active=False)
    held = await _holders(kept)
    await _end_sessions(kept)
    new: dict[str, Any] = (
        {"role": str.__str__(instead), "custom_id": await custom_id(instead)} if instead else {}
    )
    open_ones = Invitation.filter(custom_id=kept.id, used_at__isnull=True, revoked_at__isnull=True)
    await open_ones.update(**(new or {"revoked_at": clock.now()}))
    if kept.counterparty_id is None:
        await _change_hats(kept, new)
    elif new:
        await Membership.filter(custom_id=kept.id).update(**new)
    await record(
        actor, "custom_role.remove", kept, number=kept.key, counterparty_id=kept.counterparty_id,
        before={"name_zh": kept.name_zh, "name_en": kept.name_en, "holders": held},
        after={"instead": str.__str__(instead)}, reason=reason,
    )  # fmt: skip


async def _beginning(actor: Actor, base: str) -> tuple[str, dict[str, str]]:
    """Return the built-in role at the root of a new role, and the law that it begins with."""
    if rules.is_custom(base):
        like = await custom_role(actor, base, field="base")
        law = rules.effective(like.law, actor.kinds)
        reserved = tailoring.reserved() if actor.is_staff else frozenset()
        return like.base, {one: rows for one, rows in law.items() if one not in reserved}
    rules.check_base(base, is_staff=actor.is_staff)
    law = rules.base_law(base, actor.kinds)
    if not actor.is_staff:
        held = {f"{table}.{verb}" for table, verb in _hers(actor)}
        law = {one: rows for one, rows in law.items() if one in held}
    return base, law


def _hers(actor: Actor) -> set[tuple[str, str]]:
    known = (
        one.partition(".") for kind in actor.kinds for one in tailoring.organisation_ceiling(kind)
    )
    return {(table, verb) for table, _, verb in known if actor.may(f"{table}.{verb}")}


async def _refuse_second_name(actor: Actor, own: Draft, but: CustomRole | None = None) -> None:
    rows = CustomRole.filter(counterparty_id=actor.counterparty_id, is_active=True)
    rows = rows.exclude(id=but.id) if but else rows
    found = await rows.values("name_zh", "name_en")
    if but is None and len(found) >= rules.MOST_ROLES:
        raise Refusal(say("There are {n} roles already. Remove one first.", n=len(found)))
    for row in found:
        for column in ("name_zh", "name_en"):
            if getattr(own, column) and getattr(own, column) == row[column]:
                raise Refusal(say("Another role has this name."), column)


async def _write(actor: Actor, kept: CustomRole, version: int, **values: Any) -> None:
    """Write in one statement that checks scope, version and that the role is still there."""
    rows = scope(actor, CustomRole, "update").filter(id=kept.id, version=version, is_active=True)
    if not await rows.update(**values, version=version + 1, updated_at=clock.now()):
        stored = await CustomRole.get(id=kept.id)
        raise Stale({"name_zh": stored.name_zh, "name_en": stored.name_en}, stored.version)


async def _holders(kept: CustomRole) -> int:
    held = StaffRole if kept.counterparty_id is None else Membership
    return await held.filter(custom_id=kept.id).count()


async def _end_sessions(kept: CustomRole) -> None:
    if kept.counterparty_id is None:
        for user in await StaffRole.filter(custom_id=kept.id).values_list("user_id", flat=True):
            await end_sessions(int(str(user)))
        return
    members = await Membership.filter(custom_id=kept.id).values_list("user_id", flat=True)
    rows = Session.filter(user_id__in=list(members), face=PORTAL)
    await end_all(rows.filter(counterparty_id=kept.counterparty_id))


async def _change_hats(kept: CustomRole, new: dict[str, Any]) -> None:
    """Give colleagues the `new` role instead; who has it already, or when there is none, loses one."""
    wearing = StaffRole.filter(custom_id=kept.id)
    if new:
        has = StaffRole.filter(role=new["role"]).values_list("user_id", flat=True)
        await wearing.filter(user_id__in=list(await has)).delete()
        await wearing.update(**new)
    else:
        await wearing.delete()
