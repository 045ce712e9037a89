"""Mail domains of organisations: claimed, proven by a TXT record, looked at again, lost without it.

Two administrators open one (`domain_requests.py`), or in an emergency whoever operates the
installation (`wanglai domain`); `introducing.py` lets people join by an active claim. One
organisation per domain: an index keeps it so.
"""

from datetime import timedelta
from typing import Any

from tortoise.exceptions import IntegrityError

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import places, scope
from shared.database.uow import reading, uow
from shared.identity.arrivals import public_id
from shared.identity.domain_look_up import LookUp
from shared.identity.domain_rules import DomainState, normal_domain, record_value
from shared.identity.door_models import DomainClaim
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.wording import say

RECHECK = timedelta(days=1)
RETRY = timedelta(hours=1)
AT_ONCE = 20
ROLES = ("viewer", "member")
TAKEN = say("Another organisation has proven this domain.")


async def claim(actor: Actor, *, counterparty: str, domain: str, role: str) -> DomainClaim:
    """Claim a domain for an organisation (its number); nobody joins before it is proven."""
    name = normal_domain(domain)
    check_role(role)
    return await uow(lambda: _claim(actor, counterparty, name, role))


def check_role(role: str) -> None:
    """Refuse what nobody joins as by signing in: administrators are invited by name."""
    if role not in ROLES:
        raise Refusal(say("There is no role “{role}” for members.", role=role), "role")


async def check(actor: Actor, *, counterparty: str, domain: str, look_up: LookUp) -> DomainState:
    """Look for the record now; returns where the claim stands.

    Refuses as `note_look` does. Never called inside a unit of work: servers may be slow.
    """
    name = _named(domain)
    await reading(lambda: _living(actor, "check", counterparty, name))
    texts = await look_up(name)
    return await note_look(actor, counterparty=counterparty, domain=name, texts=texts)


@action("domain_claim.check")
async def note_look(
    actor: Actor, *, counterparty: str, domain: str, texts: frozenset[str] | None
) -> DomainState:
    """Write down what was found at the place of proof; returns where the claim stands.

    Refuses when the name servers did not answer (nothing is changed then) and when another
    organisation has proven the domain.
    """
    name = _named(domain)
    found = await _living(actor, "check", counterparty, name)
    if texts is None:
        raise Refusal(say("The name servers of {domain} do not answer. Try again.", domain=name))
    return await _settle(actor, found, is_there=record_value(found.token) in texts)


@action("domain_claim.withdraw")
async def withdraw(
    actor: Actor, *, counterparty: str, domain: str, version: int | None = None
) -> None:
    """Give a domain up: nobody joins by it any more, from now on; members stay what they are."""
    found = await _living(actor, "withdraw", counterparty, _named(domain))
    expected = found.version if version is None else version
    same = scope(actor, DomainClaim, "withdraw").filter(id=found.id, version=expected)
    if not await same.update(state=DomainState.WITHDRAWN, version=expected + 1):
        raise Stale({}, found.version)
    await _journal(actor, "withdraw", found, before={"state": found.state}, after={})


async def recheck_due(actor: Actor, look_up: LookUp) -> int:
    """Look again at the active claims of yesterday; returns how many were lost.

    A name server that does not answer takes nothing away; it is asked again in an hour.
    """
    before, lost = clock.now() - RECHECK, 0
    due = await DomainClaim.filter(state=DomainState.ACTIVE, checked_at__lte=before)\
        .order_by("checked_at").limit(AT_ONCE)  # fmt: skip
    for one in due:
        texts = await look_up(one.domain)
        if texts is None:
            await _put_off(one)
            continue
        state = await _settle(actor, one, is_there=record_value(one.token) in texts)
        lost += state is DomainState.LOST
    return lost


async def living() -> list[DomainClaim]:
    """Return every claim that was not withdrawn, with its organisation, by domain."""
    rows = DomainClaim.exclude(state=DomainState.WITHDRAWN).select_related("counterparty")
    return await rows.order_by("domain", "id")


async def _claim(actor: Actor, number: str, name: str, role: str) -> DomainClaim:
    place = await places(actor, "membership.invite").get_or_none(number=number)
    if place is None:
        raise NotFound
    if await DomainClaim.filter(domain=name, counterparty_id=place.id)\
            .exclude(state=DomainState.WITHDRAWN).exists():  # fmt: skip
        raise Refusal(say("This organisation has claimed this domain already."), "domain")
    await refuse_taken(name, place.id)
    return await open_claim(actor, place.id, name, role)


async def refuse_taken(name: str, counterparty_id: int) -> None:
    """Refuse a domain that another organisation has proven; which one is not said."""
    proven = DomainClaim.filter(domain=name, state=DomainState.ACTIVE)
    if await proven.exclude(counterparty_id=counterparty_id).exists():
        raise Refusal(TAKEN, "domain")


async def open_claim(
    actor: Actor, counterparty_id: int, name: str, role: str, provider: str = ""
) -> DomainClaim:
    """Write a new claim with its random token; it waits for its record."""
    made = await DomainClaim.create(
        counterparty_id=counterparty_id, domain=name, token=public_id() + public_id(), role=role,
        provider=provider, created_at=clock.now(),
    )  # fmt: skip
    await _journal(actor, "claim", made, after={"domain": name, "role": role, "provider": provider})
    return made


async def change_claim(
    actor: Actor, found: DomainClaim, version: int, role: str, provider: str
) -> bool:
    """Write as what, and through which provider, people come; False if it changed meanwhile."""
    same = DomainClaim.filter(id=found.id, version=version).exclude(state=DomainState.WITHDRAWN)
    if not await same.update(role=role, provider=provider, version=version + 1):
        return False
    before = {"role": found.role, "provider": found.provider}
    await _journal(
        actor, "update", found, before=before, after={"role": role, "provider": provider}
    )
    return True


async def _settle(actor: Actor, found: DomainClaim, *, is_there: bool) -> DomainState:
    try:
        return await uow(lambda: _look(actor, found, is_there=is_there))
    except IntegrityError:
        raise Refusal(TAKEN, "domain") from None


async def _look(actor: Actor, found: DomainClaim, *, is_there: bool) -> DomainState:
    now, was = clock.now(), found.state
    state = was
    values: dict[str, Any] = {"checked_at": now}
    if is_there and was is not DomainState.ACTIVE:
        state = DomainState.ACTIVE
        values |= {"state": state, "proven_at": now, "lost_at": None}
    elif not is_there and was is DomainState.ACTIVE:
        state = DomainState.LOST
        values |= {"state": state, "lost_at": now}
    # What was withdrawn or settled meanwhile stays as it is.
    written = await DomainClaim.filter(id=found.id, state=was).update(**values)
    if not written:
        return (await DomainClaim.get(id=found.id)).state
    if state is not was:
        verb = "prove" if state is DomainState.ACTIVE else "lose"
        await _journal(actor, verb, found, before={"state": was}, after={"state": state})
    return state


async def _put_off(found: DomainClaim) -> None:
    """Let the others have their turn: a few silent servers must not keep all from being looked at."""
    due = clock.now() - RECHECK + RETRY
    same = DomainClaim.filter(id=found.id, checked_at=found.checked_at)
    await uow(lambda: same.update(checked_at=due))


def _named(domain: str) -> str:
    """Return the domain that an address names; what can be none names no claim."""
    try:
        return normal_domain(domain)
    except Refusal:
        raise NotFound from None


async def _living(actor: Actor, verb: str, number: str, name: str) -> DomainClaim:
    rows = scope(actor, DomainClaim, verb).exclude(state=DomainState.WITHDRAWN)
    found = await rows.get_or_none(domain=name, counterparty__number=number)
    if found is None:
        raise NotFound
    return found


async def _journal(
    actor: Actor, verb: str, about: DomainClaim, *, after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    await record(
        actor, f"domain_claim.{verb}", about, number=about.domain,
        counterparty_id=about.counterparty_id, before=before, after=after,
    )  # fmt: skip
