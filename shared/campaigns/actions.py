"""What the staff do with announcements: write, publish, change, withdraw, remind."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from tortoise.expressions import F

from shared.access import policy
from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, places, scope
from shared.campaigns.models import Announcement, AnnouncementAddressee, AnnouncementRevision
from shared.campaigns.rules import (
    MOST_NAMED,
    TEXTS,
    TRANSITIONS,
    AnnouncementState,
    Importance,
    check,
    check_days,
    check_reminder,
    is_new_version,
    plain,
)
from shared.database.fulltext import index
from shared.database.numbering import next_number
from shared.files.actions import attach
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.outbox.notifying import take_back

DUE = "announcement.due"
ADDRESSED, CHANGED, REMINDED = (
    "announcement.addressed", "announcement.changed", "announcement.reminded",
)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """An announcement as typed; `kinds` of organisation, `named` numbers of organisations."""

    title_zh: str = ""
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    importance: Importance = Importance.NOTICE
    kinds: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    for_administrators: bool = False
    visible_from: date | None = None
    visible_until: date | None = None

    def columns(self) -> dict[str, Any]:
        """Return the values of the table's columns."""
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        del own["kinds"], own["named"]
        own |= {name: plain(own[name]) for name in TEXTS if name != "importance"}
        return own | {f"to_{kind}": kind in self.kinds for kind in policy.KINDS}

    def check(self, *, is_addressed: bool = False) -> None:
        """Refuse what cannot be an announcement; `is_addressed` by names that stay."""
        check(
            (self.title_zh.strip(), self.title_en.strip()),
            (self.text_zh.strip(), self.text_en.strip()),
            first=self.visible_from, last=self.visible_until,
            is_addressed=bool(self.kinds or self.named or is_addressed),
        )  # fmt: skip


@action("announcement.create")
async def create_announcement(
    actor: Actor, *, wording: Wording, files: Sequence[str] = (), key: str = ""
) -> str:
    """Write a draft and return its number; nobody outside sees it."""
    wording.check()
    named = await _named(actor, wording.named)
    now = clock.now()
    made = await Announcement.create(
        number=await next_number("AN", now.year), **wording.columns(), created_by_id=actor.user_id,
        created_at=now, updated_at=now,
    )  # fmt: skip
    await _address(made, named)
    await _index(made)
    names = await attach(actor, files, "announcement", made.id)
    told = {**_told(asdict(wording)), **({"files": names} if names else {})}
    await record(actor, "announcement.create", made, after=told)
    return str(made.number)


@action("announcement.update")
async def update_announcement(
    actor: Actor, *, number: str, version: int, wording: Wording, files: Sequence[str] = ()
) -> int:
    """Change an announcement and return its version number; readers see other words anew.

    A draft changes in place. Of a published one, other words, importance or files make a new
    version; audience and days alone do not. Raises Refusal once it is withdrawn, Stale.
    """
    kept = await one(actor, Announcement, "update", number=number)
    if kept.state is AnnouncementState.WITHDRAWN:
        raise Refusal(say("It is withdrawn and is not changed any more. Write a new one."))
    is_out = kept.state is AnnouncementState.PUBLISHED
    values = wording.columns()
    if is_out:
        check_days(wording.visible_until, clock.today())
        values["visible_from"] = values["visible_from"] or kept.visible_from
    before = {name: getattr(kept, name) for name in values}
    added = await attach(actor, files, "announcement", kept.id)
    is_new = is_out and is_new_version(before, values, has_files=bool(added))
    step = _next_version(kept) if is_new else {}
    await change(actor, kept, "update", version, **values, updated_at=clock.now(), **step)
    await _address_anew(actor, kept, wording)
    await _index(kept)
    if is_new:
        await _publish_version(actor, kept)
    await announce("announcement.saved", number, by=actor.user_id)
    await _journal_change(actor, kept, before, values, {"named": wording.named, "files": added})
    return int(kept.revision)


@action("announcement.publish")
async def publish_announcement(actor: Actor, *, number: str, version: int) -> None:
    """Show a draft to whom it is addressed, from its first day on, and tell them."""
    kept = await one(actor, Announcement, "publish", number=number)
    state = after(TRANSITIONS, kept.state, "publish")
    check_days(kept.visible_until, clock.today())
    await change(
        actor, kept, "publish", version, state=state, updated_at=clock.now(),
        visible_from=kept.visible_from or clock.today(), **_next_version(kept),
    )  # fmt: skip
    await _publish_version(actor, kept)
    await record(
        actor, "announcement.publish", kept, before={"state": AnnouncementState.DRAFT},
        after={"state": state, "revision": kept.revision},
    )  # fmt: skip


@action("announcement.withdraw")
async def withdraw_announcement(actor: Actor, *, number: str, version: int) -> None:
    """Take it back: from now on nobody outside finds it, nor the notifications about it."""
    kept = await one(actor, Announcement, "withdraw", number=number)
    state = after(TRANSITIONS, kept.state, "withdraw")
    now = clock.now()
    await change(actor, kept, "withdraw", version, state=state, withdrawn_at=now, updated_at=now)
    await take_back("announcement.", number)
    await announce("announcement.saved", number, by=actor.user_id)
    await record(
        actor, "announcement.withdraw", kept, before={"state": AnnouncementState.PUBLISHED},
        after={"state": state},
    )  # fmt: skip


@action("announcement.remind")
async def remind_readers(actor: Actor, *, number: str) -> None:
    """Write once more to those who have not confirmed; at most once a day."""
    held = scope(actor, Announcement, "remind").select_for_update()
    kept = await held.get(id=(await one(actor, Announcement, "remind", number=number)).id)
    today = clock.today()
    is_shown = kept.visible_from and kept.visible_from <= today <= (kept.visible_until or today)
    if kept.state is not AnnouncementState.PUBLISHED or not is_shown:
        raise Refusal(say("It is not visible to anybody now."))
    if kept.importance is not Importance.CONFIRM:
        raise Refusal(say("Nobody is asked to confirm this announcement."))
    now = clock.now()
    check_reminder(kept.told_at, now)
    await scope(actor, Announcement, "remind").filter(id=kept.id).update(told_at=now)
    await announce(DUE, number, tells=REMINDED, revision=kept.revision, by=actor.user_id)
    await record(actor, "announcement.remind", kept, after={"revision": kept.revision})


@action("announcement.publish")
async def tell_due(actor: Actor) -> int:
    """Write to the readers of announcements whose first day has come; return how many there were."""
    due = await scope(actor, Announcement, "publish").filter(
        state=AnnouncementState.PUBLISHED, visible_from__lte=clock.today(),
        told_revision__lt=F("revision"),
    )  # fmt: skip
    for kept in due:
        await _tell(kept)
    return len(due)


def _next_version(kept: Announcement) -> dict[str, Any]:
    return {"revision": kept.revision + 1, "published_at": clock.now()}


async def _publish_version(actor: Actor, kept: Announcement) -> None:
    """Keep the words as they are published, and tell the readers if its day has come."""
    await AnnouncementRevision.create(
        announcement=kept, revision=kept.revision, published_by_id=actor.user_id,
        published_at=kept.published_at, **{name: getattr(kept, name) for name in TEXTS},
    )  # fmt: skip
    if kept.visible_from and kept.visible_from <= clock.today():
        await _tell(kept)


async def _tell(kept: Announcement) -> None:
    tells = ADDRESSED if kept.told_revision == 0 else CHANGED
    await Announcement.filter(id=kept.id).update(told_revision=kept.revision, told_at=clock.now())
    await announce(
        DUE, kept.number, once=f"{kept.number}-{kept.revision}", tells=tells,
        revision=kept.revision,
    )  # fmt: skip


async def _named(actor: Actor, numbers: Sequence[str]) -> list[int]:
    """Return the ids of the organisations with these numbers; refuse those out of reach."""
    wanted = list(dict.fromkeys(one.strip().upper() for one in numbers))
    if len(wanted) > MOST_NAMED:
        raise Refusal(say("Name {most} organisations at most.", most=MOST_NAMED), "kinds")
    if not wanted:
        return []
    reach = places(actor, "announcement_addressee.update").filter(number__in=wanted)
    found = dict(await reach.values_list("number", "id"))
    unknown = [
        Refusal(say("No organisation with the number {number}.", number=one),
                f"organisation-{place}-number")
        for place, one in enumerate(wanted) if one not in found
    ]  # fmt: skip
    if unknown:
        raise Invalid(unknown)
    return [found[one] for one in wanted]


async def _address_anew(actor: Actor, kept: Announcement, wording: Wording) -> None:
    """Name the organisations as typed; those beyond the actor's reach stay as they are."""
    named = await _named(actor, wording.named)
    ours = scope(actor, AnnouncementAddressee, "update").filter(announcement_id=kept.id)
    ids = await ours.values_list("id", flat=True)
    others = AnnouncementAddressee.filter(announcement_id=kept.id).exclude(id__in=ids)
    wording.check(is_addressed=await others.exists())
    await AnnouncementAddressee.filter(id__in=ids).delete()
    await _address(kept, named)


async def _journal_change(
    actor: Actor, kept: Announcement, before: Mapping[str, Any], values: Mapping[str, Any],
    more: Mapping[str, Sequence[str]],
) -> None:  # fmt: skip
    changed = [name for name in values if before[name] != values[name]]
    after = {name: values[name] for name in changed} | {"revision": kept.revision}
    await record(
        actor, "announcement.update", kept, before={name: before[name] for name in changed},
        after=after | {name: list(some) for name, some in more.items() if some},
    )  # fmt: skip


async def _address(kept: Announcement, ids: Sequence[int]) -> None:
    await AnnouncementAddressee.bulk_create(
        [AnnouncementAddressee(announcement_id=kept.id, counterparty_id=one) for one in ids]
    )


async def _index(kept: Announcement) -> None:
    words = (kept.title_zh, kept.title_en, kept.text_zh, kept.text_en)
    await index("announcement", kept.id, kept.number, *words)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the journal keeps of a new announcement: what was given."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in values.items() if value
    }  # fmt: skip
