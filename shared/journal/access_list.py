"""What an organisation reads of the journal: who of us looked at, took or changed what concerns it.

Only the deeds named here are ever shown, and of each only who, when, what kind and which record:
never the values, the reasons, our private notes, our funnel, nor another organisation. A bulk export is one
entry; `JournalConcern` says whom it reached.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import ADMIN, Actor
from shared.access.scope import scope
from shared.database.compound import Question, Rows
from shared.database.keyset import page_of
from shared.journal.models import JournalConcern, JournalEntry
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import as_written, signed

CHANGED, TAKEN, LOOKED = "changed", "taken", "looked"
MOST_EXPORTED = 20_000
_WHO = signed("actor")
_COLUMNS = ("at", *_WHO, "verb", "record_table", "record_number")
DEEDS: dict[str, tuple[str, ...]] = {
    TAKEN: (
        "counterparty.export", "sales_order.export", "deal_registration.export",
        "credit_limit.export", "ticket.export", "sales_order.paper", "attachment.download",
        "bank_account.show",
        "purchase_order.export", "purchase_order.paper", "supplier_item.export",
    ),
    LOOKED: ("membership.view_as", "membership.leave_view"),
    CHANGED: (
        "attachment.remove",
        "counterparty.create", "counterparty.update", "counterparty.activate",
        "contact.create", "contact.update", "contact.archive", "address.create", "address.update",
        "address.archive", "profile_change.apply", "profile_change.review",
        "profile_change.approve", "profile_change.reject", "profile_change.stop",
        "profile_change.take_effect", "membership.invite", "membership.resend_invitation",
        "membership.revoke_invitation", "membership.suspend", "membership.reinstate",
        "membership.name_administrator", "credit_limit.update", "sales_order.create",
        "sales_order.submit", "sales_order.update", "sales_order.approve", "sales_order.confirm",
        "sales_order.reject", "sales_order.hold", "sales_order.release", "sales_order.ship",
        "sales_order.cancel", "sales_order.record_payment", "deal_registration.approve",
        "deal_registration.reject", "deal_registration.extend",
        "channel_request.accept", "channel_request.decline",
    ),
}  # fmt: skip
SHOWN = (*DEEDS[TAKEN], *DEEDS[LOOKED], *DEEDS[CHANGED])


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for: a colleague's name as written, a kind of deed, a month's first day."""

    who: str = ""
    kind: str = ""
    month: date | None = None


async def accesses(actor: Actor, wanted: Wanted, page: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of the deeds that concern the actor's organisation, newest first.

    Each says `who` did it, as the actor reads her name.
    """
    found = await page_of(_found(actor, wanted), page, _COLUMNS, sort="-id")
    return Slice([_named(actor, row) for row in found.rows], found.newer, found.older)


async def all_accesses(actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    """Return every deed of the filtered list for its download, newest first."""
    rows = _found(actor, wanted).order_by("-id").limit(MOST_EXPORTED)
    return [_named(actor, row) for row in await rows.values(*_COLUMNS)]


def who_was_here(actor: Actor) -> Question[list[tuple[str, str]]]:
    """Ask for those of us whose deeds the list holds: the name as written, and as the actor reads it."""
    rows = _found(actor, Wanted()).distinct().order_by("actor_name").limit(200)

    def named(rows: Rows) -> list[tuple[str, str]]:
        return list({row["actor_name"]: _named(actor, row)["who"] for row in rows}.items())

    return Question({"rows": rows.values(*_WHO)}, named)


def _named(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "who": as_written(actor.locale, row, "actor")}


def _found(actor: Actor, wanted: Wanted) -> QuerySet[JournalEntry]:
    own = scope(actor, JournalEntry, "see_access").values("id")
    reached = scope(actor, JournalConcern).values("entry_id")
    rows = JournalEntry.filter(
        Q(id__in=Subquery(own)) | Q(id__in=Subquery(reached)), face=ADMIN,
        verb__in=_verbs(wanted.kind),
    )  # fmt: skip
    if wanted.who:
        rows = rows.filter(actor_name=wanted.who)
    if wanted.month:
        first = wanted.month.replace(day=1)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        zone = ZoneInfo(actor.zone)
        rows = rows.filter(at__gte=_midnight(first, zone), at__lt=_midnight(after, zone))
    return rows


def _verbs(kind: str) -> Sequence[str]:
    return DEEDS.get(kind, SHOWN)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
