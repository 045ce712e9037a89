"""Our side of a change: looked at field by field, seen by a second colleague, stopped, in effect.

Who decides is compared inside the statement: nobody decides what she asked for herself, and the
second look at a grave change is not by whoever took the first.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tortoise.expressions import Q

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.counterparties.change_effects import apply
from shared.counterparties.change_subjects import Subject, present, refuse_put_away, subject_of
from shared.counterparties.models import Counterparty, ProfileChange, ProfileChangeItem
from shared.counterparties.proposals import (
    OVERTAKEN,
    TRANSITIONS,
    About,
    Wish,
    check_reason,
    shown,
)
from shared.counterparties.rules import ChangeState, ItemState
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.duties import duty
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.settings import load

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verdict:
    """What was decided about one field; the reason of a no is read by the organisation."""

    field: str
    is_approved: bool
    reason: str = ""


@action("profile_change.review")
async def review_change(
    actor: Actor, *, number: str, version: int, seen: int, verdicts: tuple[Verdict, ...]
) -> str:
    """Decide field by field and return the new state; approved fields are written at once.

    A grave change waits for a second colleague instead. `seen` is the version of the record that
    the page showed (0 for what is new): Stale when it was changed since.
    """
    held = await one(actor, ProfileChange, "review", number=number)
    after(TRANSITIONS, ChangeState(held.state), "review")
    kept, subject = await _subject(held, version, seen)
    items = await ProfileChangeItem.filter(change_id=held.id).order_by("id")
    refused = _refused(held, items, verdicts)
    taken = {item.field: item.new for item in items if item.field not in refused}
    verb = "reject" if not taken else "review" if held.is_grave else "apply"
    now = clock.now()
    values: dict[str, Any] = {"reviewed_by_id": actor.user_id, "reviewed_at": now}
    if verb != "review":
        values |= {"closed_at": now, "reason": "\n".join(dict.fromkeys(refused.values()))}
    state = await _move(actor, held, verb, version, "review", Q(), values)
    await _mark(held, items, refused, present(About(held.about), subject))
    if verb == "apply":
        await apply(held, kept, taken)
    await _conclude(actor, kept, held, verb, items, taken)
    return state


@action("profile_change.approve")
async def approve_change(actor: Actor, *, number: str, version: int, seen: int) -> None:
    """Take the second look at a grave change: it begins to cool and takes effect by itself."""
    held = await one(actor, ProfileChange, "approve", number=number)
    after(TRANSITIONS, ChangeState(held.state), "approve")
    kept, subject = await _subject(held, version, seen)
    items = await ProfileChangeItem.filter(change_id=held.id).order_by("id")
    effective = clock.now() + timedelta(hours=load().bank_cooling_hours)
    values = {
        "approved_by_id": actor.user_id, "approved_at": clock.now(), "effective_at": effective,
    }  # fmt: skip
    await _move(actor, held, "approve", version, "approve", _not_seen_by(actor), values)
    refused = {item.field: item.reason for item in items if item.state is ItemState.REJECTED}
    await _mark(held, items, refused, present(About(held.about), subject))
    taken = {item.field: item.new for item in items if item.field not in refused}
    await _conclude(actor, kept, held, "approve", items, taken)


@action("profile_change.approve")
async def refuse_change(actor: Actor, *, number: str, version: int, reason: str) -> None:
    """Say no at the second look, with the reason that the organisation reads."""
    await _end(actor, number, version, "reject", "approve", reason)


@action("profile_change.stop")
async def stop_change(actor: Actor, *, number: str, version: int, reason: str) -> None:
    """Stop a change while it cools: it never takes effect."""
    await _end(actor, number, version, "stop", "stop", reason)


async def take_effect_due(actor: Actor, *, limit: int = 200) -> int:
    """Let every change take effect whose cooling period is over; the worker's timer calls it.

    Each in a transaction of its own: one that fails is tried again and holds up no other.
    """
    due = scope(actor, ProfileChange, "approve").filter(
        state=ChangeState.COOLING, effective_at__lte=clock.now()
    )
    numbers = await due.order_by("effective_at", "id").limit(limit).values_list("number", flat=True)
    done = 0
    for number in numbers:
        try:
            await take_effect(actor, number=str(number))
            done += 1
        except Exception:  # noqa: BLE001  one change must not hold up the others
            _log.exception("%s did not take effect; it is tried again", number)
    return done


@action("profile_change.approve")
async def take_effect(actor: Actor, *, number: str) -> None:
    """Write a change whose cooling period is over; one that was overtaken is stopped instead."""
    held = await one(actor, ProfileChange, "approve", number=number)
    if held.effective_at is None or held.effective_at > clock.now():
        raise Refusal(say("The cooling period is not over yet."))
    kept = await Counterparty.get(id=held.counterparty_id)
    subject = await subject_of(kept, About(held.about), held.target)
    items = await ProfileChangeItem.filter(change_id=held.id).order_by("id")
    taken = {item.field: item.new for item in items if item.state is ItemState.APPROVED}
    is_free = _still_holds(held, subject, items)
    verb = "take_effect" if is_free else "stop"
    values = {"closed_at": clock.now(), "reason": held.reason if is_free else OVERTAKEN}
    await _move(actor, held, verb, held.version, "approve", Q(), values)
    if is_free:
        await apply(held, kept, taken)
    await _conclude(actor, kept, held, verb, items, taken)


async def _end(
    actor: Actor, number: str, version: int, verb: str, permission: str, reason: str
) -> None:
    held = await one(actor, ProfileChange, permission, number=number)
    told = check_reason(reason)
    values = {"reason": told, "closed_at": clock.now()}
    await _move(actor, held, verb, version, permission, Q(), values)
    kept = await Counterparty.get(id=held.counterparty_id)
    if verb == "stop":
        await _conclude(actor, kept, held, verb, [], {}, told)
        return
    items = await ProfileChangeItem.filter(change_id=held.id).order_by("id")
    refused = {item.field: item.reason or told for item in items}
    await _mark(held, items, refused, {item.field: item.old for item in items})
    await _conclude(actor, kept, held, verb, items, {})


async def _subject(
    held: ProfileChange, version: int, seen: int
) -> tuple[Counterparty, Subject | None]:
    """Return the organisation and what is to be changed; Stale when it is not what was shown."""
    if held.version != version:
        raise Stale({}, held.version)
    kept = await Counterparty.get(id=held.counterparty_id)
    subject = await subject_of(kept, About(held.about), held.target)
    refuse_put_away(subject)
    if subject is not None and subject.version != seen:
        raise Stale({}, held.version)
    return kept, subject


def _refused(
    held: ProfileChange, items: list[ProfileChangeItem], verdicts: tuple[Verdict, ...]
) -> dict[str, str]:
    """Return field → reason of what is refused; what is new or put away is decided as a whole."""
    given = {one.field: one for one in verdicts}
    if held.verb != Wish.UPDATE and verdicts:
        given = {item.field: verdicts[0] for item in items}
    refused = {}
    for n, item in enumerate(items):
        if item.field not in given:
            raise Refusal(say("Decide this field too."), f"item-{n}-verdict")
        verdict = given[item.field]
        if not verdict.is_approved:
            refused[item.field] = check_reason(verdict.reason, f"item-{n}-reason")
    return refused


async def _move(
    actor: Actor, held: ProfileChange, verb: str, version: int, permission: str, by: Q,
    values: Mapping[str, Any],
) -> str:  # fmt: skip
    """Write the next state in one statement that checks scope, version, state and the person."""
    state = after(TRANSITIONS, ChangeState(held.state), verb)
    rows = scope(actor, ProfileChange, permission).filter(
        id=held.id, version=version, state=held.state
    )
    written = await rows.filter(by, _not_asked_by(actor)).update(
        **values, state=state, version=version + 1
    )
    if not written:
        await _why_not(held, version)
    held.state, held.version = state, version + 1
    return str(state)


@duty("Nobody decides a change of a record that she asked for.")
def _not_asked_by(actor: Actor) -> Q:
    return ~Q(requested_by_id=actor.user_id)


@duty("The second look at a grave change is not by whoever took the first.")
def _not_seen_by(actor: Actor) -> Q:
    return ~Q(reviewed_by_id=actor.user_id)


async def _why_not(held: ProfileChange, version: int) -> None:
    stored = await ProfileChange.get_or_none(id=held.id)
    if stored is None:
        raise NotFound
    if stored.version != version:
        raise Stale({}, stored.version)
    raise Refusal(say("Somebody else decides this: you asked for it, or took the first look."))


async def _mark(
    held: ProfileChange, items: list[ProfileChangeItem], refused: Mapping[str, str],
    now: Mapping[str, str],
) -> None:  # fmt: skip
    """Write the verdict at each field, with the value that the decider saw in its place."""
    for item in items:
        is_refused = item.field in refused
        item.state = ItemState.REJECTED if is_refused else ItemState.APPROVED
        item.reason, item.old = refused.get(item.field, ""), now.get(item.field, "")
        await ProfileChangeItem.filter(id=item.id).update(
            state=item.state, reason=item.reason, old=item.old
        )


def _still_holds(
    held: ProfileChange, subject: Subject | None, items: list[ProfileChangeItem]
) -> bool:
    """Return whether the record is still what both colleagues saw."""
    if subject is None:
        return True
    now = present(About(held.about), subject)
    free = all(now.get(item.field, "") in (item.old, item.new) for item in items)
    return free and not getattr(subject, "is_archived", False)


_TOPICS = {
    "apply": "profile_change.applied",
    "review": "profile_change.reviewed",
    "reject": "profile_change.rejected",
    "approve": "profile_change.cooling",
    "stop": "profile_change.stopped",
    "take_effect": "profile_change.applied",
}


async def _conclude(
    actor: Actor, kept: Counterparty, held: ProfileChange, verb: str,
    items: list[ProfileChangeItem], taken: Mapping[str, str],
    reason: str = "",
) -> None:  # fmt: skip
    """Tell the organisation and write the journal: before → after of what was let through.

    `reason` is that of the whole; every field that was refused is named with its own.
    """
    refused = {item.field: item.reason for item in items if item.reason}
    await announce(
        _TOPICS[verb], held.number, counterparty_id=kept.id, by=actor.user_id, reason=reason,
        accepted=list(taken), refused=refused,
    )  # fmt: skip
    old = {item.field: item.old for item in items if item.field in taken}
    told = {name: shown(held.about, name, text) for name, text in taken.items()}
    await record(
        actor, f"profile_change.{verb}", kept, counterparty_id=kept.id,
        before={name: shown(held.about, name, text) for name, text in old.items()},
        after={"change": held.number, **told, **({"refused": refused} if refused else {})},
        reason=reason,
    )  # fmt: skip
