"""Key material per face and purpose, all derived from one secret so that none serves two ends.

`WANGLAI_PORTAL_SECRET_KEY` and `WANGLAI_ADMIN_SECRET_KEY` replace the common root for one face.
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
    root = own or settings.secret_key or _FLEETING
    return hmac.digest(root.encode(), f"wanglai/{face}/{purpose}".encode(), hashlib.sha256)
