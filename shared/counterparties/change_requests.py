"""What the organisation itself does about its record: asks for a change, edits it, withdraws it.

Our side of it (deciding, stopping) is in `change_decisions.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change as write
from shared.access.scope import one
from shared.counterparties import proposals
from shared.counterparties.change_subjects import label_of, present, refuse_put_away, subject_of
from shared.counterparties.models import Contact, Counterparty, ProfileChange, ProfileChangeItem
from shared.counterparties.proposals import OPEN_STATES, TRANSITIONS, About, Wish
from shared.counterparties.queries import reachable
from shared.counterparties.rules import ChangeState, ItemState
from shared.counterparties.working_days import calendar_for
from shared.database.numbering import next_number
from shared.database.uow import violates
from shared.files.actions import attach
from shared.files.queries import staged_of
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal, Stale
from shared.kernel.state import after
from shared.kernel.wording import Message, say
from shared.outbox.actions import announce

# An address that was replaced this lately is still told of a new bank account.
_FRESH = timedelta(days=30)
_MOST_NOTICES = 6
_MOST_FILES = 5


@dataclass(frozen=True)
class Asked:
    """A wish as typed: `texts` by field; `target` is the public id of a place, person, account."""

    about: About
    wish: Wish
    texts: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    note: str = ""
    files: Sequence[str] = ()


@action("profile_change.create")
async def ask_for_change(actor: Actor, *, asked: Asked, version: int = 0, key: str = "") -> str:
    """Ask for a change and return its number; `version` is that of the record the form showed.

    Raises Refusal when nothing differs or a change of the same thing is open, Stale when the
    record was changed since the form was opened.
    """
    kept = await reachable(actor, actor.counterparty_number, "profile_change.create")
    subject = await subject_of(kept, asked.about, asked.target)
    refuse_put_away(subject)
    old = present(asked.about, subject)
    if subject is not None and subject.version != version:
        raise Stale(
            {name: proposals.shown(asked.about, name, text) for name, text in old.items()},
            subject.version,
        )
    await _refuse_second(kept, asked)
    wanted = _differing(asked, old)
    now = clock.now()
    made = await _made(actor, kept, asked, old | wanted, wanted, now=now)
    await _list_items(made, old, wanted)
    await attach(actor, asked.files, "profile_change", made.id, most=_MOST_FILES)
    await _tell(actor, kept, made)
    await _journal(actor, "create", kept, made, old, wanted)
    return str(made.number)


@action("profile_change.update")
async def amend_change(
    actor: Actor,
    *,
    number: str,
    version: int,
    texts: Mapping[str, str],
    note: str = "",
    files: Sequence[str] = (),
) -> None:
    """Edit a change that nobody has looked at yet; what was wanted before is replaced."""
    held = await one(actor, ProfileChange, "update", number=number)
    if held.state is not ChangeState.SUBMITTED:
        raise Refusal(say("We have begun to decide this. Withdraw it and ask again."))
    kept = await Counterparty.get(id=held.counterparty_id)
    about, wish = About(held.about), Wish(held.verb)
    old = present(about, await subject_of(kept, about, held.target))
    wanted = _differing(Asked(about, wish, texts, held.target, note), old)
    is_grave = proposals.is_grave(about, frozenset(wanted))
    await write(
        actor, held, "update", version, note=note.strip(), is_grave=is_grave,
        label=label_of(about, old | wanted),
    )  # fmt: skip
    await ProfileChangeItem.filter(change_id=held.id).delete()
    await attach(actor, files, "profile_change", held.id, most=_MOST_FILES)
    await _list_items(held, old, wanted)
    await _tell(actor, kept, held)
    await _journal(actor, "update", kept, held, old, wanted)


@action("profile_change.withdraw")
async def withdraw_change(actor: Actor, *, number: str, version: int) -> None:
    """Take a change back, also while it cools: it never takes effect."""
    held = await one(actor, ProfileChange, "withdraw", number=number)
    before = held.state
    state = after(TRANSITIONS, ChangeState(before), "withdraw")
    await write(actor, held, "withdraw", version, state=state, closed_at=clock.now())
    await announce(
        "profile_change.withdrawn", number, counterparty_id=held.counterparty_id, by=actor.user_id
    )
    kept = await Counterparty.get(id=held.counterparty_id)
    await record(
        actor, "profile_change.withdraw", kept, counterparty_id=kept.id,
        before={"change": number, "state": before}, after={"change": number, "state": state},
    )  # fmt: skip


def open_already(number: str) -> Message:
    """Return the sentence for a second change of the same thing."""
    return say("A change of this is open already: {number}. Edit that one.", number=number)


@action("profile_change.create")
async def ask_for_logo(actor: Actor, *, files: Sequence[str], version: int, key: str = "") -> str:
    """Ask for another logo: one picture, staged by the actor; returns the number of the change."""
    sent = await staged_of(actor, files)
    if len(sent) != 1 or not sent[0].has_thumbnail:
        raise Refusal(say("Choose one picture: PNG, JPEG or WebP."), "files")
    texts = {"logo": sent[0].name}
    asked = Asked(About.LOGO, Wish.UPDATE, texts, files=[sent[0].public_id])
    return await ask_for_change(actor, asked=asked, version=version)


async def _refuse_second(kept: Counterparty, asked: Asked) -> None:
    if asked.wish is Wish.ADD:
        return
    waiting = ProfileChange.filter(
        counterparty_id=kept.id, about=asked.about, target=asked.target, state__in=OPEN_STATES
    ).exclude(verb=Wish.ADD)
    if found := await waiting.first():
        raise Refusal(open_already(found.number))


def _differing(asked: Asked, old: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that differ from what is kept; refuse nonsense and no difference at all."""
    if asked.wish is Wish.ARCHIVE:
        return {}
    texts = proposals.clean(asked.about, asked.texts)
    proposals.check(asked.about, {**old, **texts})
    wanted = {name: text for name, text in texts.items() if text != old[name]}
    if not wanted:
        raise Refusal(say("This is what we keep already: change at least one field."))
    return wanted


async def _made(
    actor: Actor, kept: Counterparty, asked: Asked, whole: Mapping[str, str],
    wanted: Mapping[str, str], *, now: datetime,
) -> ProfileChange:  # fmt: skip
    _, calendar = await calendar_for(actor, kept.country)
    try:
        return await ProfileChange.create(
            number=await next_number("PC", now.year), counterparty_id=kept.id, about=asked.about,
            verb=asked.wish, target=asked.target, label=label_of(asked.about, whole),
            state=ChangeState.SUBMITTED, is_grave=proposals.is_grave(asked.about, frozenset(wanted)),
            note=asked.note.strip(), requested_by_id=actor.user_id, requested_at=now,
            answer_by=proposals.answer_by(now, calendar),
        )  # fmt: skip
    except IntegrityError as error:
        if not (violates(error, "uq_profile_change_open") or "change.target" in str(error)):
            raise
        # A colleague asked in the same moment; the unique index decided.
        raise Refusal(open_already("…")) from None


async def _list_items(
    change: ProfileChange, old: Mapping[str, str], wanted: Mapping[str, str]
) -> None:
    """Write one row a field; putting away is one row without values."""
    fields = [(name, old[name], text) for name, text in wanted.items()]
    await ProfileChangeItem.bulk_create(
        ProfileChangeItem(change=change, field=name, old=before, new=text, state=ItemState.OPEN)
        for name, before, text in fields or [("is_archived", "", "1")]
    )


async def _tell(actor: Actor, kept: Counterparty, change: ProfileChange) -> None:
    """Tell whoever looks after it; a grave change is told to the people on file besides."""
    about = {"counterparty_id": kept.id, "by": actor.user_id}
    await announce("profile_change.submitted", change.number, **about)
    if not change.is_grave:
        return
    for name, email in await _on_file(kept):
        await announce(
            "profile_change.noticed", change.number, **about, name=name, email=email,
            country=kept.country, issue=change.version,
        )  # fmt: skip


async def _on_file(kept: Counterparty) -> list[tuple[str, str]]:
    """Return (name, e-mail) of the people on file, those that were replaced lately among them."""
    rows = Contact.filter(counterparty_id=kept.id, is_archived=False).exclude(email="")
    people = await rows.order_by("-is_decision_maker", "id").values_list("name", "email")
    replaced = await ProfileChangeItem.filter(
        change__counterparty_id=kept.id, change__state=ChangeState.IN_EFFECT, field="email",
        change__about=About.CONTACT, change__closed_at__gt=clock.now() - _FRESH,
        state=ItemState.APPROVED,
    ).exclude(old="").values_list("change__label", "old")  # fmt: skip
    found = {str(email): str(name) for name, email in [*people, *replaced]}
    return [(name, email) for email, name in found.items()][:_MOST_NOTICES]


async def _journal(
    actor: Actor, verb: str, kept: Counterparty, change: ProfileChange,
    old: Mapping[str, str], wanted: Mapping[str, str],
) -> None:  # fmt: skip
    def told(texts: Mapping[str, str]) -> dict[str, str]:
        return {name: proposals.shown(change.about, name, texts[name]) for name in wanted}

    await record(
        actor, f"profile_change.{verb}", kept, counterparty_id=kept.id, before=told(old),
        after={"change": change.number, **told(wanted)}, reason=change.note,
    )  # fmt: skip
