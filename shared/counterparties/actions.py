"""Keeping the record of an organisation: create, edit, status, and what only we may read of it.

Contacts and addresses are kept in `contacts.py`, who looks after it in `care.py`.
"""

from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, places
from shared.counterparties import care
from shared.counterparties.indexing import index_words
from shared.counterparties.models import Counterparty, CounterpartyPrivate
from shared.counterparties.queries import similar
from shared.counterparties.rules import (
    NEEDS_ARCHIVE,
    NEEDS_REASON,
    SHUT_OUT,
    TRANSITIONS,
    CounterpartyStatus,
    Profile,
    check_profile,
)
from shared.database.numbering import next_number
from shared.database.registry import table_model
from shared.journal.actions import record
from shared.kernel import clock, state
from shared.kernel.errors import Refusal
from shared.kernel.two_languages import form_of
from shared.kernel.wording import say
from shared.outbox.actions import announce


@action("counterparty.create")
async def create_counterparty(
    actor: Actor,
    *,
    profile: Profile,
    status: str = CounterpartyStatus.PROSPECT,
    account_manager: str = "",
    despite_same_name: bool = False,
) -> str:
    """Make a record and return its number; it comes into the care of `account_manager`.

    `account_manager` is a user's public id and needs `care.create`; without it the maker takes the
    care herself. Refuses a name that we have already, until `despite_same_name`.
    """
    check_profile(profile)
    if status not in (CounterpartyStatus.PROSPECT, CounterpartyStatus.ACTIVE):
        raise Refusal(say("A new record is a prospect or active."), "status")
    if not despite_same_name:
        await _refuse_same_name(actor, profile)
    made = await _make(actor, profile, status)
    if account_manager:
        await care.hand_over(actor, made, account_manager)
    await index_words(made)
    await announce("counterparty.created", made.number)
    after = profile.columns() | {"status": status}
    await record(actor, "counterparty.create", made, counterparty_id=made.id, after=after)
    return str(made.number)


@action("counterparty.update")
async def update_counterparty(actor: Actor, *, number: str, version: int, profile: Profile) -> None:
    """Save the basics; raises Stale with the stored values when somebody saved in between."""
    check_profile(profile)
    kept = await one(actor, Counterparty, "update", number=number)
    wanted = profile.columns()
    before = {name: getattr(kept, name) for name in wanted}
    await change(actor, kept, "update", version, **wanted, updated_at=clock.now())
    await index_words(kept)
    changed = [name for name in wanted if wanted[name] != before[name]]
    if changed:
        await record(
            actor, "counterparty.update", kept, counterparty_id=kept.id,
            before={name: before[name] for name in changed},
            after={name: wanted[name] for name in changed},
        )  # fmt: skip


@action("counterparty.update")
async def set_status(
    actor: Actor, *, number: str, version: int, verb: str, reason: str = ""
) -> None:
    """Activate, suspend, resume, block or unblock; suspending and blocking need a reason."""
    permission = "archive" if verb in NEEDS_ARCHIVE else "update"
    actor.must(f"counterparty.{permission}")
    kept = await one(actor, Counterparty, permission, number=number)
    before = CounterpartyStatus(kept.status)
    after = state.after(TRANSITIONS, before, verb)
    if verb in NEEDS_REASON and not reason.strip():
        raise Refusal(say("Say why, so that colleagues understand it later."), "reason")
    await change(actor, kept, permission, version, status=after, updated_at=clock.now())
    if after in SHUT_OUT:
        await _end_sessions(kept)
    await announce("counterparty.status_changed", kept.number, status=after)
    await record(
        actor, f"counterparty.{verb}", kept, counterparty_id=kept.id,
        before={"status": before}, after={"status": after}, reason=reason.strip(),
    )  # fmt: skip


@action("counterparty_private.update")
async def write_private(
    actor: Actor, *, number: str, version: int, rating: str, competitor: str, strategy: str
) -> None:
    """Save what only we may read; `version` 0 means that nothing was written before."""
    kept = await one(actor, Counterparty, number=number)
    notes, made = await CounterpartyPrivate.get_or_create({"version": 0}, counterparty_id=kept.id)
    wanted: dict[str, Any] = {"rating": rating, "competitor": competitor, "strategy": strategy}
    before = {name: getattr(notes, name) for name in wanted}
    await change(actor, notes, "update", 0 if made else version, **wanted)
    changed = [name for name in wanted if wanted[name] != before[name]]
    await record(
        actor, "counterparty_private.update", notes, number=kept.number, counterparty_id=kept.id,
        before={name: before[name] for name in changed},
        after={name: wanted[name] for name in changed},
    )  # fmt: skip


async def _make(actor: Actor, profile: Profile, status: str) -> Counterparty:
    """Make the row in its maker's care; refuse one that she could not see afterwards."""
    now = clock.now()
    made = await Counterparty.create(
        number=await next_number("CP"), status=status, created_at=now, updated_at=now,
        **profile.columns(),
    )  # fmt: skip
    await care.begin(actor, made)
    if not await places(actor, "counterparty.create").filter(id=made.id).exists():
        raise Refusal(say("Your role can only keep suppliers: choose that kind."), "kinds")
    return made


async def _end_sessions(kept: Counterparty) -> None:
    """Sign out everybody who speaks for the organisation, at once.

    Sessions belong to identity, a storey above; their table is asked by name, as the scope does.
    """
    await table_model("session").filter(counterparty_id=kept.id).delete()


async def _refuse_same_name(actor: Actor, profile: Profile) -> None:
    shown, hidden = await similar(actor, profile.name_zh, profile.name_en)
    field = "name_zh" if profile.name_zh else "name_en"
    if shown:
        first = shown[0]
        message = say(
            "{number} has the same name ({city}). Open it, or tick “This is another organisation”.",
            number=first["number"],
            city=form_of(actor.locale, first, "city") or "–",
        )
        raise Refusal(message, field)
    if hidden:
        raise Refusal(
            say(
                "A colleague looks after an organisation of this name. "
                "Ask your sales manager, or tick “This is another organisation”."
            ),
            field,
        )
