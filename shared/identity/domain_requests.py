"""How people come in by a mail domain: one administrator asks, another one decides.

A request says the whole of it: the domain, as what people join, through which provider they may come.
The second person is compared inside the statement, and a constraint of the table says it again.
"""

from typing import Any

from tortoise.queryset import QuerySet

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one, places, scope
from shared.identity import domains
from shared.identity.arrivals import public_id
from shared.identity.domain_rules import DomainState, normal_domain
from shared.identity.door_models import DomainClaim, DomainRequest
from shared.identity.rules import RoleRequestState, check_reason
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.duties import duty
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.two_languages import name_kept
from shared.kernel.wording import say
from shared.outbox.actions import announce

OWN = say("You asked for it yourself: another administrator decides.")
WAITS = say("Something about this domain waits for a second administrator already.")
MOVED = say("The domain has changed since this was asked: reject it and ask anew.")
AS_IT_IS = say("That is how it is already.")


@action("domain_request.create")
async def ask_for_domain(
    actor: Actor,
    *,
    counterparty: str,
    domain: str,
    role: str,
    provider: str = "",
    reason: str = "",
    key: str = "",
) -> str:
    """Ask that people of a domain join an organisation (its number); returns the request's name.

    Of a domain that is bound already it asks for another role or provider.
    """
    name = normal_domain(domain)
    domains.check_role(role)
    place = await places(actor, "domain_request.create").get_or_none(number=counterparty)
    if place is None:
        raise NotFound
    held = await _living(place.id, name)
    if held is None:
        await domains.refuse_taken(name, place.id)
    elif (held.role, held.provider) == (role, provider):
        raise Refusal(AS_IT_IS, "role")
    same = DomainRequest.filter(counterparty_id=place.id, domain=name)
    if await same.filter(state=RoleRequestState.PENDING).exists():
        raise Refusal(WAITS, "domain")
    made = await DomainRequest.create(
        public_id=public_id(), counterparty_id=place.id, claim_id=held.id if held else None,
        claim_version=held.version if held else 0, domain=name, role=role, provider=provider,
        reason=reason.strip(), requested_by_id=actor.user_id, created_at=clock.now(),
    )  # fmt: skip
    await _journal(actor, made, "create", made.reason)
    await _tell(actor, made, "asked", reason=made.reason)
    return made.public_id


@action("domain_request.decide")
async def approve_domain(actor: Actor, *, request: str, version: int) -> str:
    """Let it count, never what one asked for oneself; returns the number of the organisation.

    A new domain then waits for its record: only that lets anybody in.
    """
    found = await _waiting(actor, request)
    await _decide(actor, found, version, RoleRequestState.APPROVED)
    held = await _living(found.counterparty.id, found.domain)
    if held is None and found.claim_version == 0:
        await domains.refuse_taken(found.domain, found.counterparty.id)
        await domains.open_claim(
            actor, found.counterparty.id, found.domain, found.role, found.provider
        )
    elif held is None or held.id != found.claim_id or not await domains.change_claim(
        actor, held, found.claim_version, found.role, found.provider
    ):  # fmt: skip
        raise Refusal(MOVED)
    await _journal(actor, found, "approve", "")
    await _tell(actor, found, "approved")
    return str(found.counterparty.number)


@action("domain_request.decide")
async def reject_domain(actor: Actor, *, request: str, version: int, reason: str) -> str:
    """Refuse it with a reason; everything stays as it is. Returns the organisation's number."""
    found = await _waiting(actor, request)
    told = check_reason(reason)
    await _decide(actor, found, version, RoleRequestState.REJECTED, answer=told)
    await _journal(actor, found, "reject", told)
    await _tell(actor, found, "rejected", reason=told)
    return str(found.counterparty.number)


@action("domain_request.create")
async def take_back_domain(actor: Actor, *, request: str, version: int) -> str:
    """Take one's own request back; returns the organisation's number."""
    found = await _waiting(actor, request)
    if found.requested_by.id != actor.user_id:
        raise NotFound
    rows = scope(actor, DomainRequest, "create").filter(requested_by_id=actor.user_id)
    await _end(rows, found, version, state=RoleRequestState.WITHDRAWN)
    await _journal(actor, found, "withdraw", "")
    return str(found.counterparty.number)


async def _living(counterparty_id: int, name: str) -> DomainClaim | None:
    rows = DomainClaim.exclude(state=DomainState.WITHDRAWN)
    return await rows.get_or_none(domain=name, counterparty_id=counterparty_id)


async def _waiting(actor: Actor, request: str) -> DomainRequest:
    found = await one(actor, DomainRequest, public_id=request)
    if found.state != RoleRequestState.PENDING:
        raise Refusal(say("It has been decided already."))
    await found.fetch_related("requested_by", "counterparty")
    return found


async def _decide(
    actor: Actor, found: DomainRequest, version: int, state: RoleRequestState, **values: Any
) -> None:
    _refuse_asker(actor, found)
    await one(actor, DomainRequest, "decide", public_id=found.public_id)
    await _end(
        _of_others(actor), found, version, state=state, decided_by_id=actor.user_id,
        decided_at=clock.now(), **values,
    )  # fmt: skip


@duty("Nobody decides what she asked for about a mail domain.")
def _refuse_asker(actor: Actor, found: DomainRequest) -> None:
    if found.requested_by.id == actor.user_id:
        raise Refusal(OWN)


@duty("The statement that decides about a mail domain leaves out what the actor asked for.")
def _of_others(actor: Actor) -> QuerySet[DomainRequest]:
    return scope(actor, DomainRequest, "decide").exclude(requested_by_id=actor.user_id)


async def _end(rows: Any, found: DomainRequest, version: int, **values: Any) -> None:
    still = rows.filter(id=found.id, version=version, state=RoleRequestState.PENDING)
    if not await still.update(**values, version=version + 1):
        raise Stale({}, found.version)


async def _tell(actor: Actor, found: DomainRequest, what: str, **more: Any) -> None:
    await announce(
        f"domain_request.{what}", found.public_id, counterparty_id=found.counterparty_id,
        by=actor.user_id, to=found.requested_by_id, name=found.domain, **more,
    )  # fmt: skip


async def _journal(actor: Actor, found: DomainRequest, verb: str, reason: str) -> None:
    after: dict[str, Any] = {"domain": found.domain, "role": found.role, "provider": found.provider}
    if verb != "create":
        after = {**after, "asked_by": name_kept(found.requested_by)}
    await record(
        actor, f"domain_request.{verb}", found, number=found.public_id,
        counterparty_id=found.counterparty_id, after=after, reason=reason,
    )  # fmt: skip
