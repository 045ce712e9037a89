"""Text that lies sealed in the database: whoever takes a copy of it reads nothing without the key.

The key comes from WANGLAI_SECRET_KEY; texts sealed with one of WANGLAI_FORMER_SECRET_KEYS are read
until `wanglai reseal` has sealed them anew. Sealing is Fernet (AES-128-CBC with HMAC-SHA256).
An empty text stays empty, so that a filter can ask for it; nothing else can be searched for.
"""

import base64
import hashlib
import hmac
import logging
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from tortoise import fields

from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.settings import Settings, load
from shared.settings.keys import former_roots

MARK = "sealed:1:"
# What is read where no known key opens it; never written back.
UNREADABLE = "\N{REPLACEMENT CHARACTER}"

_log = logging.getLogger(__name__)
_opened: MultiFernet | None = None


class SealedField(fields.TextField):
    """A column whose text is sealed when it is written and opened when it is read."""

    def to_db_value(self, value: Any, instance: Any) -> Any:
        """Return the sealed text."""
        return seal(super().to_db_value(value, instance))

    def to_python_value(self, value: Any) -> Any:
        """Return the text itself; also called with what a record is made from."""
        return unseal(super().to_python_value(value))


def open_seals(settings: Settings) -> None:
    """Take the keys that the settings name, the newest first; none refuses to seal."""
    global _opened
    roots = [one for one in (settings.secret_key, *former_roots(settings)) if one]
    _opened = MultiFernet([Fernet(_key(one)) for one in roots]) if roots else None


def seal(text: str | None) -> str | None:
    """Return the sealed form; Refusal where this installation has no key."""
    if not text:
        return text
    keys = _keys()
    if keys is None:
        raise Refusal(
            say("This cannot be kept yet: the installation has no secret key to seal it with.")
        )
    if UNREADABLE in text or text.startswith(MARK):
        raise Refusal(say("This text cannot be kept."))
    return MARK + keys.encrypt(text.encode()).decode()


def unseal(text: str | None) -> str | None:
    """Return the text of a sealed form, `UNREADABLE` without its key; anything else as it is."""
    if not text or not text.startswith(MARK):
        return text
    keys = _keys()
    try:
        if keys is not None:
            return keys.decrypt(text.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        pass
    _log.error("a sealed text cannot be read: its secret key is not among those that are set")
    return UNREADABLE


def has_key() -> bool:
    """Whether anything can be sealed."""
    return _keys() is not None


def _keys() -> MultiFernet | None:
    if _opened is None:
        open_seals(load())
    return _opened


def _key(root: str) -> bytes:
    """Return the Fernet key of a secret key; like those of the faces, it serves this end alone."""
    derived = hmac.digest(root.encode(), b"wanglai/database/sealing", hashlib.sha256)
    return base64.urlsafe_b64encode(derived)
