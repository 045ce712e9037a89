"""A provider says that somebody has signed out there: her sessions here end as well.

OpenID Connect Back-Channel Logout 1.0. `shared.web.back_channel` has checked who says so.
"""

from datetime import datetime

from shared.database.uow import uow
from shared.identity.models import ExternalIdentity, Session


async def end_at_provider(
    *, face: str, issuer: str, subject: str, provider_session: str, at: datetime
) -> int:
    """End the sessions that began before `at` with this provider; returns how many.

    One browser where `provider_session` (the claim `sid`) is given, else every one of the person.
    A later session lives on: a notice sent twice ends nothing new.
    """
    return await uow(lambda: _end(face, issuer, subject, provider_session, at))


async def _end(face: str, issuer: str, subject: str, provider_session: str, at: datetime) -> int:
    rows = Session.filter(face=face, issuer=issuer, created_at__lte=at)
    if provider_session:
        rows = rows.filter(provider_session=provider_session)
    if subject:
        known = await ExternalIdentity.get_or_none(issuer=issuer, subject=subject)
        if known is None:
            return 0
        rows = rows.filter(user_id=known.user_id)
    return await rows.delete()
