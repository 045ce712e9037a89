"""Verbs on certificates: say what is required, send one, review it, remind before it ends; the gate."""

from collections.abc import Sequence
from datetime import date, timedelta
from secrets import token_hex
from typing import Any

from tortoise.expressions import F

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.documents.models import Certificate, CertificateRequirement, for_kinds
from shared.documents.rules import (
    EXPIRING_DAYS,
    PARTNER_KINDS,
    TRANSITIONS,
    CertificateState,
    check_expiry,
    reminder,
    unknown_kinds,
)
from shared.files.actions import attach
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotFound, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.settings import load

MOST_FILES = 3


@action("certificate_requirement.create")
async def require(
    actor: Actor,
    *,
    name_zh: str,
    name_en: str,
    kinds: tuple[str, ...],
    is_gating: bool,
    key: str = "",
) -> str:
    """Require a certificate of every organisation of some kinds and return its public id."""
    _check_requirement(name_zh, name_en, kinds)
    made = await CertificateRequirement.create(
        public_id=token_hex(12), name_zh=name_zh, name_en=name_en, is_gating=is_gating,
        **for_kinds(kinds), created_at=clock.now(),
    )  # fmt: skip
    await record(
        actor, "certificate_requirement.create", made, number=made.public_id,
        after={"name_zh": name_zh, "name_en": name_en, "kinds": list(kinds), "is_gating": is_gating},
    )  # fmt: skip
    return str(made.public_id)


@action("certificate_requirement.update")
async def update_requirement(
    actor: Actor, public_id: str, *, version: int, name_zh: str, name_en: str,
    kinds: tuple[str, ...], is_gating: bool, is_active: bool,
) -> None:  # fmt: skip
    """Save a requirement; an inactive one is asked of nobody and gates nothing."""
    _check_requirement(name_zh, name_en, kinds)
    kept = await one(actor, CertificateRequirement, "update", public_id=public_id)
    wanted = {
        "name_zh": name_zh,
        "name_en": name_en,
        "is_gating": is_gating,
        "is_active": is_active,
    }
    before = {name: getattr(kept, name) for name in wanted} | {"kinds": list(kept.kinds)}
    await change(actor, kept, "update", version, **wanted, **for_kinds(kinds))
    changed = wanted | {"kinds": list(kinds)}
    await record(
        actor, "certificate_requirement.update", kept, number=public_id,
        before={name: before[name] for name in changed if before[name] != changed[name]},
        after={name: changed[name] for name in changed if before[name] != changed[name]},
    )  # fmt: skip


@action("certificate.submit")
async def submit_certificate(
    actor: Actor, *, requirement: str, expires_on: date, files: Sequence[str], number: str = "",
    key: str = "",
) -> str:  # fmt: skip
    """Send a certificate for review and return its public id; one still in review is replaced."""
    required = await one(actor, CertificateRequirement, public_id=requirement)
    check_expiry(expires_on, clock.today(actor.zone))
    if not files:
        raise Refusal(say("Choose a file."), "files")
    if actor.counterparty_id is None:
        raise NotFound
    place = {"counterparty_id": actor.counterparty_id, "requirement_id": required.id}
    await _leave_behind(place, "replace", CertificateState.IN_REVIEW)
    made = await Certificate.create(
        public_id=token_hex(12), **place, state=CertificateState.IN_REVIEW, number=number,
        expires_on=expires_on, submitted_by_id=actor.user_id, submitted_at=clock.now(),
    )  # fmt: skip
    names = await attach(actor, files, "certificate", made.id, most=MOST_FILES)
    await _tell("certificate.submitted", made, required, by=actor.user_id)
    await record(
        actor, "certificate.submit", made, number=made.public_id,
        counterparty_id=actor.counterparty_id,
        after={"name_en": required.name_en, "expires_on": expires_on, "files": names},
    )  # fmt: skip
    return str(made.public_id)


@action("certificate.review")
async def accept_certificate(
    actor: Actor, public_id: str, *, version: int, expires_on: date
) -> None:
    """Accept a certificate until the day that stands on it; what it renews is put aside."""
    kept, required = await _under_review(actor, public_id)
    state = after(TRANSITIONS, kept.state, "accept")
    check_expiry(expires_on, clock.today(actor.zone))
    place = {"counterparty_id": kept.counterparty_id, "requirement_id": kept.requirement_id}
    await _leave_behind(place, "renew", CertificateState.VALID)
    await _decide(actor, kept, version, state=state, expires_on=expires_on, reason="")
    await _tell("certificate.accepted", kept, required, by=actor.user_id)
    await record(
        actor, "certificate.accept", kept, number=public_id, counterparty_id=kept.counterparty_id,
        before={"state": CertificateState.IN_REVIEW}, after={"state": state, "expires_on": expires_on},
    )  # fmt: skip


@action("certificate.review")
async def refuse_certificate(actor: Actor, public_id: str, *, version: int, reason: str) -> None:
    """Send a certificate back with the reason; the one before it holds on."""
    kept, required = await _under_review(actor, public_id)
    state = after(TRANSITIONS, kept.state, "refuse")
    if not reason.strip():
        raise Refusal(say("Write the reason first."), "reason")
    await _decide(actor, kept, version, state=state, reason=reason.strip())
    await _tell("certificate.refused", kept, required, by=actor.user_id, reason=reason.strip())
    await record(
        actor, "certificate.refuse", kept, number=public_id, counterparty_id=kept.counterparty_id,
        before={"state": CertificateState.IN_REVIEW}, after={"state": state}, reason=reason.strip(),
    )  # fmt: skip


@action("certificate.review")
async def remind_of_certificates(actor: Actor) -> int:
    """Announce what ends within thirty days, within seven, and what has ended; return how many.

    Each of the three is told once for each certificate.
    """
    today = clock.today()
    near = today + timedelta(days=EXPIRING_DAYS)
    rows = await Certificate.filter(
        state=CertificateState.VALID, expires_on__lte=near, reminded__lt=3,
        requirement__is_active=True,
    ).select_related("requirement")  # fmt: skip
    told = 0
    for row in rows:
        due = reminder(row.expires_on, today)
        waiting = Certificate.filter(id=row.id, reminded=row.reminded, state=CertificateState.VALID)
        if due > row.reminded and await waiting.update(reminded=due):
            topic = "certificate.ended" if row.expires_on <= today else "certificate.expiring"
            await _tell(topic, row, row.requirement)
            told += 1
    return told


async def check_certificates(actor: Actor, counterparty_id: int) -> None:
    """Refuse new business with an organisation whose gating certificate has ended; one statement.

    Called by orders before they take something new, and by purchasing before a new order goes to a
    supplier. Refused at the field `certificates`, which pages link to them. Holds for everybody,
    whatever the actor may read; the grace period (`WANGLAI_CERTIFICATE_GRACE_DAYS`) is over.
    """
    last = clock.today(actor.zone) - timedelta(days=load().certificate_grace_days)
    kinds = [f"requirement__for_{kind}" for kind in PARTNER_KINDS]
    held = [f"counterparty__is_{kind}" for kind in PARTNER_KINDS]
    rows = await Certificate.filter(
        counterparty_id=counterparty_id, state=CertificateState.VALID, expires_on__lt=last,
        requirement__is_gating=True, requirement__is_active=True,
    ).order_by("expires_on").values(
        "expires_on", "requirement__name_zh", "requirement__name_en", *kinds, *held
    )  # fmt: skip
    for row in rows:
        if any(row[kind] and row[one] for kind, one in zip(kinds, held, strict=True)):
            raise _gate(actor, row)


def _gate(actor: Actor, row: dict[str, Any]) -> Refusal:
    names = (row["requirement__name_zh"], row["requirement__name_en"])
    name = next(filter(None, names if actor.locale == "zh" else reversed(names)), "")
    day = row["expires_on"]
    if actor.is_staff:
        return Refusal(
            say("Their certificate “{name}” ended on {day}. It must be renewed first.", name=name, day=day),
            "certificates",
        )  # fmt: skip
    return Refusal(
        say(
            "Your certificate “{name}” ended on {day}. Renew it under Documents, Certificates; "
            "then this goes on.",
            name=name,
            day=day,
        ),
        "certificates",
    )


async def _under_review(actor: Actor, public_id: str) -> tuple[Certificate, CertificateRequirement]:
    kept = await one(actor, Certificate, "review", public_id=public_id)
    return kept, await CertificateRequirement.get(id=kept.requirement_id)


async def _decide(actor: Actor, kept: Certificate, version: int, **values: Any) -> None:
    await change(
        actor, kept, "review", version, **values, reviewed_by_id=actor.user_id or None,
        reviewed_at=clock.now(),
    )  # fmt: skip


async def _leave_behind(place: dict[str, Any], verb: str, state: CertificateState) -> None:
    """Put aside what a newer certificate takes the place of."""
    await Certificate.filter(**place, state=state).update(
        state=TRANSITIONS[state, verb], version=F("version") + 1
    )


async def _tell(
    topic: str, about: Certificate, required: CertificateRequirement, **more: Any
) -> None:
    await announce(
        topic, about.public_id, counterparty_id=about.counterparty_id, name_zh=required.name_zh,
        name_en=required.name_en, day=about.expires_on.isoformat(), **more,
    )  # fmt: skip


def _check_requirement(name_zh: str, name_en: str, kinds: tuple[str, ...]) -> None:
    refusals = []
    if not (name_zh or name_en):
        refusals.append(Refusal(say("Enter a name in one language at least."), "name_zh"))
    if not kinds or unknown_kinds(kinds):
        refusals.append(Refusal(say("Choose at least one kind of organisation."), "kinds"))
    if refusals:
        raise Invalid(refusals)
