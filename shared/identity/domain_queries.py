"""Mail domains of an organisation and what waits for a second administrator, for pages."""

from typing import Any

from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question, ask
from shared.identity.domain_rules import DomainState, record_name, record_value
from shared.identity.door_models import DomainClaim, DomainRequest
from shared.identity.rules import RoleRequestState
from shared.kernel.errors import NotFound
from shared.kernel.two_languages import both

_MOST = 100
_CLAIM = (
    "domain", "token", "role", "provider", "state", "proven_at", "checked_at", "lost_at", "version",
)  # fmt: skip
_ASKED = (
    "public_id", "domain", "role", "provider", "reason", "state", "answer", "version", "created_at",
    "claim_id", "requested_by_id", *both("requested_by__name"), "counterparty__number",
    "counterparty__name_zh", "counterparty__name_en", "claim__role", "claim__provider",
)  # fmt: skip


async def sign_in_of(actor: Actor, counterparty_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return the `domains` of an organisation, living ones first, and the requests `waiting`.

    One statement. Each domain says where its record has to stand (`place`) and what it says (`text`).
    """
    rows = scope(actor, DomainClaim).filter(counterparty_id=counterparty_id)
    questions: dict[str, Question[Any]] = {
        "domains": Question(
            {"rows": rows.order_by("-id").limit(_MOST).values(*_CLAIM)}, _with_record
        )
    }
    if actor.may("domain_request.read"):
        waiting = scope(actor, DomainRequest).filter(
            counterparty_id=counterparty_id, state=RoleRequestState.PENDING
        )
        questions["waiting"] = Question(
            {"rows": waiting.order_by("id").limit(_MOST).values(*_ASKED)}, _same
        )
    return {"waiting": [], **await ask(**questions)}


async def to_look_at(actor: Actor, counterparty: str, domain: str) -> str:
    """Return the domain to look at, if it is one of this organisation (its number) that she may.

    NotFound otherwise. Nobody makes us ask name servers about what is not bound here.
    """
    rows = scope(actor, DomainClaim, "check").exclude(state=DomainState.WITHDRAWN)
    found = await rows.get_or_none(domain=domain[:240], counterparty__number=counterparty)
    if found is None:
        raise NotFound
    return found.domain


async def domain_request(actor: Actor, public_id: str) -> dict[str, Any]:
    """Return one request about a mail domain; NotFound for a missing one."""
    rows = scope(actor, DomainRequest).filter(public_id=public_id)
    found = await rows.limit(1).values(*_ASKED)
    if not found:
        raise NotFound
    return found[0]


def domains_to_decide(actor: Actor) -> QuerySet[DomainRequest]:
    """Return the requests that wait for this administrator, as rows still to be counted."""
    rows = scope(actor, DomainRequest, "decide").filter(state=RoleRequestState.PENDING)
    return rows.exclude(requested_by_id=actor.user_id)


def domain_tasks(actor: Actor, limit: int = 30) -> Question[list[dict[str, Any]]]:
    """Return the same requests for the work list, oldest first."""
    rows = domains_to_decide(actor).order_by("id").limit(limit)
    return Question({"rows": rows.values(*_ASKED)}, _same)


def _with_record(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    told = [
        {**row, "place": record_name(row["domain"]), "text": record_value(row["token"])}
        for row in rows
    ]
    return sorted(told, key=lambda row: (row["state"] == "withdrawn", row["domain"]))


def _same(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows
