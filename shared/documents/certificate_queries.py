"""Reading certificates: the cards of one organisation, the board of all that end, one with its files."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.database.compound import Question, ask, capped_counts, records
from shared.database.keyset import page_of
from shared.documents.models import Certificate, CertificateRequirement
from shared.documents.rules import (
    EXPIRING_DAYS,
    CertificateState,
    StandingState,
    share_left,
    standing,
)
from shared.files.queries import FileRow, attachments_of
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.settings import load

TABS = ("review", "ending", "ended", "valid")
COLUMNS = (
    "public_id", "state", "expires_on", "submitted_at", "number", "requirement__name_zh",
    "requirement__name_en", "requirement__is_gating", "counterparty__number",
    "counterparty__name_zh", "counterparty__name_en",
)  # fmt: skip


@dataclass(frozen=True)
class CertificateCard:
    """One requirement and how an organisation meets it; `left` is the bar in percent.

    `current` is the accepted certificate (or the latest one), `pending` one in review beside it.
    """

    requirement: CertificateRequirement
    state: StandingState
    valid_until: date | None
    left: int
    current: Certificate | None
    pending: Certificate | None


async def our_cards(actor: Actor) -> list[CertificateCard]:
    """Return the cards of the actor's own organisation, in one statement."""
    return await _cards(actor, scope(actor, CertificateRequirement), actor.counterparty_id or 0)


def certificates_missing(actor: Actor) -> Question[list[dict[str, Any]]]:
    """Ask for the certificates that the actor's organisation has still to send, or to send again."""
    held = Certificate.filter(
        Q(state=CertificateState.IN_REVIEW)
        | Q(state=CertificateState.VALID, expires_on__gte=clock.today(actor.zone)),
        counterparty_id=actor.counterparty_id,
    )
    rows = scope(actor, CertificateRequirement).exclude(
        id__in=Subquery(held.values("requirement_id"))
    )
    names = ("public_id", "name_zh", "name_en", "is_gating")
    return Question({"rows": rows.order_by("-is_gating", "id").values(*names)}, lambda rows: rows)


async def cards_of(actor: Actor, counterparty_id: int, kinds: list[str]) -> list[CertificateCard]:
    """Return the cards of an organisation of these kinds for the staff, in one statement."""
    required = scope(actor, CertificateRequirement).filter(is_active=True)
    cards = await _cards(actor, required, counterparty_id)
    return [one for one in cards if set(one.requirement.kinds) & set(kinds)]


async def requirements(actor: Actor) -> list[CertificateRequirement]:
    """Return every requirement, active ones first."""
    return await scope(actor, CertificateRequirement).order_by("-is_active", "id")


async def requirement(actor: Actor, public_id: str) -> CertificateRequirement:
    """Return one requirement, the first without a name; NotFound when it is not asked of us."""
    if not public_id:
        first = await scope(actor, CertificateRequirement).order_by("id").first()
        if first is None:
            raise NotFound
        return first
    return await one(actor, CertificateRequirement, public_id=public_id)


async def certificate(actor: Actor, public_id: str) -> Certificate:
    """Return one certificate with its requirement and counterparty; NotFound for foreign ones."""
    rows = scope(actor, Certificate).filter(public_id=public_id)
    found = await rows.select_related("requirement", "counterparty", "submitted_by").first()
    if found is None:
        raise NotFound
    return found


async def files_of(actor: Actor, certificate_id: int) -> list[FileRow]:
    """Return the files of one certificate."""
    return (await attachments_of(actor, "certificate", [certificate_id]))[certificate_id]


async def board(actor: Actor, tab: str, page: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of certificates, what ends first on top."""
    return await page_of(_tab(actor, tab), page, COLUMNS, sort="expires_on")


async def board_counts(actor: Actor) -> dict[str, int]:
    """Return how many certificates each tab of the board shows, capped, in one statement."""
    return await capped_counts({tab: _tab(actor, tab) for tab in TABS})


def standing_of(row: Certificate | dict[str, Any]) -> StandingState:
    """Return what one certificate is worth today."""
    values = row if isinstance(row, dict) else vars(row)
    is_valid = values["state"] == CertificateState.VALID
    return standing(
        values["expires_on"] if is_valid else None,
        pending=values["state"] == CertificateState.IN_REVIEW,
        refused=values["state"] == CertificateState.REJECTED,
        today=clock.today(),
        grace_days=load().certificate_grace_days,
    )


async def _cards(
    actor: Actor, required: QuerySet[CertificateRequirement], counterparty_id: int
) -> list[CertificateCard]:
    rows = scope(actor, Certificate).filter(counterparty_id=counterparty_id).order_by("-id")
    found = await ask(required=records(required.order_by("id")), sent=records(rows))
    sent: dict[int, list[Certificate]] = {one.id: [] for one in found["required"]}
    for row in found["sent"]:
        sent.setdefault(row.requirement_id, []).append(row)
    return [_card(one, sent[one.id]) for one in found["required"]]


def _card(required: CertificateRequirement, sent: list[Certificate]) -> CertificateCard:
    valid = _first(sent, CertificateState.VALID)
    pending = _first(sent, CertificateState.IN_REVIEW)
    latest = next(iter(sent), None)
    today = clock.today()
    return CertificateCard(
        requirement=required,
        state=standing(
            valid.expires_on if valid else None,
            pending=pending is not None,
            refused=latest is not None and latest.state is CertificateState.REJECTED,
            today=today,
            grace_days=load().certificate_grace_days,
        ),
        valid_until=valid.expires_on if valid else None,
        left=share_left(valid.expires_on, today) if valid else 0,
        current=valid or latest,
        pending=pending,
    )


def _first(sent: list[Certificate], state: CertificateState) -> Certificate | None:
    return next((row for row in sent if row.state is state), None)


def _tab(actor: Actor, tab: str) -> QuerySet[Certificate]:
    rows = scope(actor, Certificate)
    if tab == "review":
        return rows.filter(state=CertificateState.IN_REVIEW)
    today = clock.today()
    valid = rows.filter(state=CertificateState.VALID)
    if tab == "ended":
        return valid.filter(expires_on__lt=today)
    if tab == "ending":
        return valid.filter(
            expires_on__gte=today, expires_on__lte=today + timedelta(days=EXPIRING_DAYS)
        )
    return valid.filter(expires_on__gte=today)
