"""Key material per face and purpose, all derived from one secret so that none serves two ends.

`WANGLAI_PORTAL_SECRET_KEY` and `WANGLAI_ADMIN_SECRET_KEY` replace the common root for one face.
`WANGLAI_FORMER_SECRET_KEYS` may hold earlier roots of either kind.
"""

import hashlib
import hmac
import secrets

from shared.settings.loading import Settings

# A start without a secret key (never in production) signs with one that dies with the process.
_FLEETING = secrets.token_urlsafe(32)


def face_key(settings: Settings, face: str, purpose: str) -> bytes:
    """Return 32 bytes for one purpose of one face ("portal" or "admin")."""
    own = settings.portal_secret_key if face == "portal" else settings.admin_secret_key
    return _derived(own or settings.secret_key or _FLEETING, face, purpose)


def face_keys(settings: Settings, face: str, purpose: str) -> list[bytes]:
    """Return the keys that something signed may bear: the present one first, then the former ones.

    For what outlives a change of the key, such as a link in a mail. Only the present one signs.
    """
    former = [_derived(root, face, purpose) for root in former_roots(settings)]
    return [face_key(settings, face, purpose), *former]


def former_roots(settings: Settings) -> list[str]:
    """Return the secret keys of WANGLAI_FORMER_SECRET_KEYS, blanks or commas between them."""
    return settings.former_secret_keys.replace(",", " ").split()


def _derived(root: str, face: str, purpose: str) -> bytes:
    return hmac.digest(root.encode(), f"wanglai/{face}/{purpose}".encode(), hashlib.sha256)
