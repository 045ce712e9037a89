"""A fresh proof of who somebody is, where her provider cannot say when it asked her: two halves.

The first is a new round trip through the provider that the session was begun with, the second a code
mailed to the address that she has proven before. Both belong to one session and to ten minutes; then
it goes on under a new secret as freshly signed in. `shared.web.step_up` is the page.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.models import User
from shared.database.speaking import at_the_gate
from shared.database.uow import uow
from shared.identity import rules
from shared.identity.address_proofs import (
    CODE_LIFE,
    TRIES,
    Lost,
    code_hash,
    digits,
    fresh_code,
    wrong_code,
)
from shared.identity.arrivals import token_hash, under_new_secret
from shared.identity.door_models import StepUp
from shared.identity.models import ExternalIdentity, Invitation, Session
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.outbox.actions import announce

# Codes of one person in a day that nobody has typed rightly: 30 guesses of a million.
SENDS = 6
_DAY = timedelta(days=1)
_PURPOSE = "step-up"
SOMEBODY_ELSE = say("Somebody else signed in there. Sign out first to change the person.")
UNPROVEN = say(
    "No code can be sent to you: your e-mail address was never confirmed here. Sign out and sign in "
    "with another service, or ask your administrator to remove you and to invite you again."
)
CHANGED = say("Your e-mail address has changed since the code was sent. Start again.")
STRONGER = say(
    "Another service that you sign in with can confirm by itself that it is you. Sign out and sign "
    "in with that one."
)
OVER = say("This code is no longer valid. Start again.")
TOO_MANY = say("Too many codes were sent to you and not used. Try again tomorrow, or ask us.")


@dataclass(frozen=True)
class Return:
    """Who came back from a round trip begun in a session; `stronger` issuers can say when they asked."""

    face: str
    provider: str
    issuer: str
    subject: str
    state: str
    locale: str
    stronger: tuple[str, ...] = ()


async def check(secret: str, face: str, provider: str, stronger: tuple[str, ...]) -> None:
    """Raise Refusal where this way is not open to whose session has this secret; Lost without one."""
    with at_the_gate():
        kept = await _session(secret, face, provider)
        await _address_for(kept.user_id, stronger)


async def begin(back: Return, secret: str) -> None:
    """Mail a code to who came back, if it is she whose session has this secret.

    Raises Lost for a session of another provider or a state that came before, Refusal for anybody
    else, for a person without a proven address, and after too many codes.
    """
    with at_the_gate():
        await uow(lambda: _begin(back, secret))


async def confirm(secret: str, face: str, code: str) -> str:
    """Return the new secret of the session, which is freshly signed in now; the old one is dead.

    Raises Lost where no code is awaited, Refusal for a wrong one. A try counts before it is looked at.
    """
    with at_the_gate():
        proof = await uow(lambda: _one_try(secret, face))
        if not hmac.compare_digest(proof.code_hash, _hash(secret, digits(code))):
            raise Refusal(wrong_code(TRIES - proof.tries, OVER), "code")
        return await uow(lambda: _accept(proof))


async def is_under_way(secret: str, face: str) -> bool:
    """Return whether a code that can still be tried is awaited in the session with this secret."""
    with at_the_gate():
        return await _awaited(secret, face).filter(tries__lt=TRIES).exists()


async def is_awaited(proof: int, hashed: str) -> bool:
    """Return whether the code with this hash still proves something: its mail may go out."""
    return await StepUp.filter(
        id=proof, code_hash=hashed, used_at__isnull=True, expires_at__gt=clock.now()
    ).exists()


async def sweep(now: datetime) -> int:
    """Delete what is older than the day in which codes are counted; returns how many."""
    return await StepUp.filter(created_at__lte=now - _DAY).delete()


async def _begin(back: Return, secret: str) -> None:
    kept, now, code = await _session(secret, back.face, back.provider), clock.now(), fresh_code()
    # Her sessions are locked, so that two of them do not count her codes at once.
    hers = Session.filter(user_id=kept.user_id).order_by("token_hash").select_for_update()
    await hers.values_list("token_hash", flat=True)
    if await StepUp.filter(state_hash=token_hash(back.state)).exists():
        raise Lost
    came = await ExternalIdentity.get_or_none(issuer=back.issuer, subject=back.subject)
    if came is None or (came.user_id, came.issuer) != (kept.user_id, kept.issuer):
        raise Refusal(SOMEBODY_ELSE)
    email = await _address_for(kept.user_id, back.stronger)
    unused = StepUp.filter(user_id=kept.user_id, used_at__isnull=True)
    if await unused.filter(created_at__gt=now - _DAY).count() >= SENDS:
        raise Refusal(TOO_MANY)
    await unused.filter(session_hash=kept.token_hash, expires_at__gt=now).update(expires_at=now)
    proof = await StepUp.create(
        session_hash=kept.token_hash, state_hash=token_hash(back.state), user_id=kept.user_id,
        face=back.face, email=email, code_hash=_hash(secret, code), expires_at=now + CODE_LIFE,
        created_at=now,
    )  # fmt: skip
    await announce(
        "step_up.code", str(proof.id), token=code, proof=proof.id, code_hash=proof.code_hash,
        email=email, face=back.face, locale=back.locale,
    )  # fmt: skip


async def _session(secret: str, face: str, provider: str) -> Session:
    kept = await Session.get_or_none(token_hash=token_hash(secret), face=face, provider=provider)
    if kept is None:
        raise Lost
    return kept


async def _address_for(user_id: int, stronger: tuple[str, ...]) -> str:
    if await ExternalIdentity.filter(user_id=user_id, issuer__in=stronger).exists():
        raise Refusal(STRONGER)
    email = await _proven_address(user_id)
    if not email:
        raise Refusal(UNPROVEN)
    return email


async def _proven_address(user_id: int) -> str:
    """Return her address if she came in by it, or accepted an invitation to it; "" if neither."""
    email = rules.compared_email((await User.get(id=user_id)).email)
    linked = ExternalIdentity.filter(user_id=user_id).values_list("email_at_link", flat=True)
    accepted = Invitation.filter(used_by_id=user_id).values_list("email", flat=True)
    proven = {rules.compared_email(str(one)) for one in [*await linked, *await accepted]}
    return email if email and email in proven else ""


def _awaited(secret: str, face: str) -> QuerySet[StepUp]:
    return StepUp.filter(
        session_hash=token_hash(secret), face=face, used_at__isnull=True, expires_at__gt=clock.now()
    )


async def _one_try(secret: str, face: str) -> StepUp:
    awaited = _awaited(secret, face)
    proof = await awaited.first()
    if proof is None:
        raise Lost
    if not await awaited.filter(id=proof.id, tries__lt=TRIES).update(tries=F("tries") + 1):
        raise Refusal(OVER, "code")
    return await StepUp.get(id=proof.id)


async def _accept(proof: StepUp) -> str:
    now = clock.now()
    fresh = StepUp.filter(id=proof.id, used_at__isnull=True, expires_at__gt=now)
    if not await fresh.update(used_at=now):
        raise Refusal(OVER, "code")
    kept = await Session.get_or_none(token_hash=proof.session_hash, user_id=proof.user_id)
    if kept is None:
        raise Lost
    if await _proven_address(kept.user_id) != proof.email:
        raise Refusal(CHANGED, "code")
    token = await under_new_secret(kept, authenticated_at=now, seen_at=now)
    user = await User.get(id=kept.user_id)
    herself = Actor(user.id, user.name, user.email, proof.face, frozenset())
    await record(
        herself, "user.prove_again", user, number=user.public_id,
        counterparty_id=kept.counterparty_id,
    )  # fmt: skip
    return token


def _hash(secret: str, code: str) -> str:
    return code_hash(secret, f"{_PURPOSE} {code}")
