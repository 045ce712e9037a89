"""Decisions about announcements: their life, what they need, when a change is a new version."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say

REMINDER_PAUSE = timedelta(days=1)
MOST_NAMED = 200


class AnnouncementState(StrEnum):
    """Where an announcement stands; outsiders only ever meet published ones."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Importance(StrEnum):
    """What a reader is asked to do: nothing, or to say that she has read it."""

    NOTICE = "notice"
    CONFIRM = "confirm"


TRANSITIONS: dict[tuple[AnnouncementState, str], AnnouncementState] = {
    (AnnouncementState.DRAFT, "publish"): AnnouncementState.PUBLISHED,
    (AnnouncementState.PUBLISHED, "withdraw"): AnnouncementState.WITHDRAWN,
}

# What readers read. A change of one of these in a published announcement is a new version.
TEXTS = ("title_zh", "title_en", "text_zh", "text_en", "importance")


def check(
    titles: tuple[str, str], texts: tuple[str, str], *, first: date | None, last: date | None,
    is_addressed: bool,
) -> None:  # fmt: skip
    """Refuse an announcement without words or readers, or one that ends before it begins."""
    wrong = []
    if not any(titles):
        wrong.append(Refusal(say("Write a title in at least one language."), "title_zh"))
    if not any(texts):
        wrong.append(Refusal(say("Write the text in at least one language."), "text_zh"))
    if not is_addressed:
        wrong.append(Refusal(say("Choose kinds of organisation, or name organisations."), "kinds"))
    if first and last and last < first:
        wrong.append(Refusal(say("The last day is before the first day."), "visible_until"))
    if wrong:
        raise Invalid(wrong)


def check_days(last: date | None, today: date) -> None:
    """Refuse to publish what nobody would see any more."""
    if last and last < today:
        raise Refusal(say("The last day on which it is visible has passed."), "visible_until")


def is_new_version(before: Mapping[str, Any], after: Mapping[str, Any], *, has_files: bool) -> bool:
    """Return whether readers must see it anew: words, importance or files are other ones."""
    return has_files or any(before[name] != after[name] for name in TEXTS)


def check_reminder(last: datetime | None, now: datetime) -> None:
    """Refuse a second reminder within a day; `last` is the last time that readers were told."""
    if last and now - last < REMINDER_PAUSE:
        raise Refusal(say("Readers were told within the last day. Remind them tomorrow."))


def plain(text: str) -> str:
    """Return a text as it is kept: one kind of line break, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
