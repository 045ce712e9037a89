"""The link in a mail that switches off mails of its kind, without a sign-in (RFC 8058).

It names a reader, the organisation she was written to for, and a kind; nothing but a signature with
a key of its face, the present or a former one, makes it. Whoever holds it can stop these mails and
do nothing else.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from shared.access.actor import Actor
from shared.database.speaking import speaking_for
from shared.database.uow import reading, uow
from shared.identity.recipients import Recipient, recipient_of
from shared.outbox.queries import mail_choices
from shared.outbox.reading import choose_mails
from shared.outbox.rules import MailChoice
from shared.settings import Settings
from shared.settings.keys import face_key, face_keys

PATH = "/unsubscribe/"
# The daily summary holds several kinds: all that she reads in it are switched off.
SUMMARY = "summary"
_PURPOSE = "unsubscribe"
_LONGEST = 200
_SIGNATURE_BYTES = 18


@dataclass(frozen=True)
class Subscription:
    """Mails of a kind to one reader on a face; `place_id` is her organisation there, 0 for staff."""

    user_id: int
    place_id: int
    kind: str


def token_for(settings: Settings, reader: Recipient, kind: str) -> str:
    """Return what a link to `PATH` ends with; "" for a mail that cannot be switched off (no `kind`)."""
    if not reader.user_id or not kind:
        return ""
    said = f"{reader.user_id}.{reader.counterparty_id or 0}.{kind}"
    return f"{said}.{_signature(face_key(settings, reader.face, _PURPOSE), said)}"


def read_token(settings: Settings, face: str, token: str) -> Subscription | None:
    """Return what a link means on this face; None for one that we did not make."""
    said, _, signature = token[:_LONGEST].rpartition(".")
    # A mail outlives a change of the key: whoever opens an old one may still stop the next.
    ours = [_signature(key, said).encode() for key in face_keys(settings, face, _PURPOSE)]
    if not any(hmac.compare_digest(one, signature.encode()) for one in ours):
        return None
    user_id, place_id, kind = said.split(".")
    return Subscription(int(user_id), int(place_id), kind)


async def unsubscribe(face: str, wanted: Subscription) -> None:
    """Switch the mails off; who has lost her place gets none and needs no choice."""
    reader = await reading(lambda: recipient_of(wanted.user_id, face, wanted.place_id or None))
    if reader is None:
        return
    actor = reader.as_actor()
    with speaking_for(actor.user_id, actor.counterparty_id or 0, actor.spoken_roles):
        await uow(lambda: _switch_off(actor, wanted.kind))


async def _switch_off(actor: Actor, kind: str) -> None:
    kinds = [kind]
    if kind == SUMMARY:
        kept = await mail_choices(actor)
        kinds = [name for name, mail in kept.items() if mail is MailChoice.DAILY]
    await choose_mails(actor, choices=dict.fromkeys(kinds, MailChoice.NEVER))


def _signature(key: bytes, said: str) -> str:
    made = hmac.digest(key, said.encode(), sha256)
    return urlsafe_b64encode(made[:_SIGNATURE_BYTES]).decode()
