"""How far a page has heard of what happens: a word in its address of the stream, and in each message."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from starlette.requests import Request


class Places:
    """How far a page has heard, in words that only the streams of its reader understand.

    The number behind them counts what everybody did; it is not told to a reader.
    """

    def __init__(self, secret: bytes, user_id: int) -> None:
        key = hmac.digest(secret, f"wanglai/events/{user_id}".encode(), hashlib.sha256)
        self._box = Fernet(base64.urlsafe_b64encode(key))

    def word(self, number: int) -> str:
        """Return the word for an outbox id; each is as long as every other."""
        return self._box.encrypt(number.to_bytes(8)).decode()

    def number(self, word: str) -> int:
        """Return the outbox id behind a word; 0 for what is none of hers."""
        try:
            return int.from_bytes(self._box.decrypt(word))
        except (InvalidToken, TypeError, ValueError):
            return 0


def place_of(request: Request) -> str:
    """Return the word for what had happened when this request came in; "" while nobody knows.

    A page says it when it opens its stream: what happens between its reading and its listening
    is told then.
    """
    state = request.state
    if state.actor is None or not state.outbox_met:
        return ""
    return Places(state.face.secret, state.actor.user_id).word(state.outbox_met)
