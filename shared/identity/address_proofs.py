"""A code by mail proves the invited address where the provider vouches for none.

Six digits, ten minutes, five tries; bound to the link, to who the provider says it is, and to the
browser. `shared.web.address_proof` is its page; `arrivals.py` lets in who knows the code.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from tortoise.expressions import F

from shared.database.speaking import at_the_gate
from shared.database.uow import uow
from shared.identity.arrivals import come_in, fresh_token, open_invitation, token_hash
from shared.identity.door_models import AddressProof
from shared.identity.introducing import Arriving
from shared.identity.models import Invitation
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say, say_n
from shared.outbox.actions import announce

CODE_LIFE = timedelta(minutes=10)
TRIES = 5
# How often a code is sent in one browser, and for one link in a day: 30 guesses of a million.
SENDS, SENDS_OF_LINK = 3, 6
PAUSE = timedelta(seconds=60)
PROOF_LIFE = timedelta(minutes=45)
_DAY = timedelta(days=1)


class Lost(Exception):
    """This browser proves no address, or it took too long: the link has to be opened again."""


async def begin(person: Arriving, invitation_token: str, locale: str) -> str:
    """Mail a code to the invited address; returns the secret for the cookie of this browser."""
    secret = fresh_token()
    with at_the_gate():
        await uow(lambda: _begin(person, token_hash(invitation_token), secret, locale))
    return secret


async def address_of(secret: str, face: str) -> str:
    """Return the address that the code went to; raises Lost."""
    with at_the_gate():
        proof = await _pending(secret, face)
        return (await Invitation.get(id=proof.invitation_id)).email


async def send_again(secret: str, face: str, locale: str) -> None:
    """Mail another code, after a minute and not too often; the one before is dead."""
    with at_the_gate():
        await uow(lambda: _send_again(secret, face, locale))


async def confirm(secret: str, face: str, code: str, **browser: str) -> str:
    """Accept the invitation for who knows the code; returns the secret of her session.

    `browser` may name `old_token`, `device` and `address`. A try counts before it is looked at, so
    that no number of tries at once is more than five.
    """
    with at_the_gate():
        proof = await uow(lambda: _one_try(secret, face))
        if not hmac.compare_digest(proof.code_hash, code_hash(secret, digits(code))):
            raise Refusal(wrong_code(TRIES - proof.tries, _LAST), "code")
        return await uow(lambda: _accept(proof, browser))


async def sweep(now: datetime) -> int:
    """Delete what is older than the day in which codes are counted; returns how many."""
    return await AddressProof.filter(created_at__lte=now - _DAY).delete()


async def _begin(person: Arriving, link: str, secret: str, locale: str) -> None:
    invitation = await open_invitation(link, person.face)
    await _check_sends(invitation)
    now, code = clock.now(), fresh_code()
    await AddressProof.create(
        secret_hash=token_hash(secret),
        invitation_id=invitation.id,
        link_hash=link,
        face=person.face,
        provider=person.provider,
        issuer=person.issuer,
        subject=person.subject,
        name=person.name,
        id_token=person.id_token,
        provider_session=person.provider_session,
        authenticated_at=person.authenticated_at,
        code_hash=code_hash(secret, code),
        sent_at=now,
        expires_at=now + CODE_LIFE,
        created_at=now,
    )
    await _post(invitation, person.face, secret, code, locale)


async def _send_again(secret: str, face: str, locale: str) -> None:
    proof = await _pending(secret, face)
    invitation = await open_invitation(proof.link_hash, face)
    await _check_sends(invitation)
    now, code = clock.now(), fresh_code()
    if proof.sent_at > now - PAUSE:
        raise Refusal(say("A code was sent a moment ago. Wait a minute for it."))
    sent = await AddressProof.filter(
        secret_hash=proof.secret_hash, sends=proof.sends, sends__lt=SENDS, used_at__isnull=True
    ).update(
        code_hash=code_hash(secret, code), sends=F("sends") + 1, tries=0, sent_at=now,
        expires_at=now + CODE_LIFE,
    )  # fmt: skip
    if not sent:
        raise Refusal(_TOO_MANY_SENT)
    await _post(invitation, face, secret, code, locale)


async def _one_try(secret: str, face: str) -> AddressProof:
    proof = await _pending(secret, face)
    counted = await AddressProof.filter(
        secret_hash=proof.secret_hash,
        tries__lt=TRIES,
        used_at__isnull=True,
        expires_at__gt=clock.now(),
    ).update(tries=F("tries") + 1)
    if not counted:
        raise Refusal(say("This code is no longer valid. Have another one sent."), "code")
    return await AddressProof.get(secret_hash=proof.secret_hash)


async def _accept(proof: AddressProof, browser: dict[str, str]) -> str:
    used = await AddressProof.filter(
        secret_hash=proof.secret_hash, code_hash=proof.code_hash, used_at__isnull=True
    ).update(used_at=clock.now())
    if not used:
        raise Refusal(say("This code is no longer valid. Have another one sent."), "code")
    invitation = await open_invitation(proof.link_hash, proof.face)
    person = Arriving(
        face=proof.face,
        provider=proof.provider,
        issuer=proof.issuer,
        subject=proof.subject,
        name=proof.name,
        email=invitation.email,
        email_verified=True,
        id_token=proof.id_token,
        provider_session=proof.provider_session,
        authenticated_at=proof.authenticated_at,
        device=browser.get("device", ""),
        address=browser.get("address", ""),
    )
    return await come_in(person, proof.link_hash, browser.get("old_token") or None)


async def _pending(secret: str, face: str) -> AddressProof:
    found = await AddressProof.get_or_none(
        secret_hash=token_hash(secret), face=face, used_at__isnull=True,
        created_at__gt=clock.now() - PROOF_LIFE,
    )  # fmt: skip
    if found is None:
        raise Lost
    return found


async def _check_sends(invitation: Invitation) -> None:
    """Refuse a code too many for one link; the lock keeps two requests from counting at once."""
    await Invitation.filter(id=invitation.id).select_for_update().get()
    rows = AddressProof.filter(link_hash=invitation.token_hash, created_at__gt=clock.now() - _DAY)
    if sum([int(str(one)) for one in await rows.values_list("sends", flat=True)]) >= SENDS_OF_LINK:
        raise Refusal(_TOO_MANY_SENT)


async def _post(invitation: Invitation, face: str, secret: str, code: str, locale: str) -> None:
    await announce(
        "invitation.code",
        invitation.public_id,
        token=code,
        proof=token_hash(secret),
        code_hash=code_hash(secret, code),
        email=invitation.email,
        face=face,
        locale=locale,
    )


async def is_awaited(proof: str, code_hash: str) -> bool:
    """Return whether the code with this hash still opens something: its mail may go out."""
    return await AddressProof.filter(
        secret_hash=proof, code_hash=code_hash, used_at__isnull=True, expires_at__gt=clock.now()
    ).exists()


def fresh_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def code_hash(secret: str, code: str) -> str:
    """Return the form in which a code is stored: without the browser's secret nobody can guess it."""
    return hmac.digest(secret.encode(), code.encode(), hashlib.sha256).hex()


def digits(code: str) -> str:
    """Return what was typed without its spaces."""
    return "".join(code.split())[:20]


def wrong_code(left: int, last: Message) -> Message:
    """Return the sentence for a wrong code with `left` tries to go; `last` when there are none."""
    if left <= 0:
        return last
    return say_n(
        "That is not the code. You have {n} more try.",
        "That is not the code. You have {n} more tries.",
        left,
    )


_LAST = say("That is not the code, and it was the last try. Have another one sent.")
_TOO_MANY_SENT = say(
    "Too many codes were sent for this invitation. Ask whoever invited you to send it again."
)
