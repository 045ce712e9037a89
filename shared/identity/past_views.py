"""Who of us looked at the portal as whom, why and how long: for us, and for the organisation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question
from shared.identity.models import ViewAs
from shared.kernel import clock
from shared.kernel.two_languages import both, form_of

_MOST = 50
_VIEW = (
    "public_id", "reason", "created_at", "begun_at", "until", "ended_at",
    *both("viewer__name", "membership__user__name"),
)  # fmt: skip


@dataclass(frozen=True)
class PastView:
    """Who looked as whom, why and from when to when (`ended_at` at the latest; None before it began)."""

    public_id: str
    viewer: str
    seen_as: str
    reason: str
    created_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None


def past_views(actor: Actor, counterparty_id: int) -> Question[list[PastView]]:
    """Ask for the views of an organisation's people within the actor's scope, newest first."""
    rows = _views(actor).filter(counterparty_id=counterparty_id).order_by("-id").limit(_MOST)
    return Question({"rows": rows.values(*_VIEW)}, lambda rows: [_past(actor, r) for r in rows])


def views_named(actor: Actor, public_ids: list[str]) -> Question[dict[str, PastView]]:
    """Ask for those of the views with these names that the actor may read, by name."""
    may_read = public_ids and actor.may("view_as.read")
    rows = _views(actor).filter(public_id__in=public_ids) if may_read else ViewAs.filter(id=0)
    return Question(
        {"rows": rows.values(*_VIEW)},
        lambda rows: {row["public_id"]: _past(actor, row) for row in rows},
    )


def own_views(actor: Actor) -> Question[list[PastView]]:
    """Ask for the views in which the actor looks at this moment."""
    now = clock.now()
    rows = ViewAs.filter(viewer_id=actor.user_id, ended_at=None, until__gt=now).order_by("-id")
    return Question(
        {"rows": rows.limit(_MOST).values(*_VIEW)}, lambda rows: [_past(actor, r) for r in rows]
    )


def _views(actor: Actor) -> QuerySet[ViewAs]:
    return scope(actor, ViewAs)


def _past(actor: Actor, row: dict[str, Any]) -> PastView:
    ends = [one for one in (row["ended_at"], row["until"]) if one is not None]
    return PastView(
        row["public_id"], form_of(actor.locale, row, "viewer__name"),
        form_of(actor.locale, row, "membership__user__name"), row["reason"], row["created_at"],
        row["begun_at"], min(ends) if ends else None,
    )  # fmt: skip
