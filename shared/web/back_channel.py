"""Back-channel logout: the provider itself tells us, server to server, that somebody signed out.

Other sites may post here: the notice is signed with the provider's key.
"""

import logging
from datetime import UTC, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.identity.provider_logout import end_at_provider
from shared.web.claims import LEEWAY
from shared.web.desk import desk_of
from shared.web.face import Face
from shared.web.pages import Answer
from shared.web.proofs import ProviderDown, Refused

log = logging.getLogger("wanglai.sign_in")

NO_STORE = {"cache-control": "no-store"}


async def hear(request: Request) -> Answer:
    """End the sessions that the notice names; a notice that proves nothing is refused (400)."""
    desk = desk_of(request)
    face: Face = request.state.face
    provider = desk.relying_party.providers.get(request.path_params["provider"])
    if provider is None:
        raise HTTPException(404)
    form = await request.form(max_fields=10, max_files=0)
    try:
        token = str(form.get("logout_token", ""))
        notice = await desk.relying_party.logout_notice(provider, token)
    except ProviderDown as fault:
        log.error("provider %s is down: %s", provider.name, fault)
        return JSONResponse({"error": "temporarily_unavailable"}, 503, headers=NO_STORE)
    except Refused as fault:
        log.warning("logout notice of %s refused: %s", provider.name, fault.reason)
        return JSONResponse({"error": "invalid_request"}, 400, headers=NO_STORE)
    before = datetime.fromtimestamp(notice.issued_at, UTC) + timedelta(seconds=LEEWAY)
    ended = await end_at_provider(
        face=face.name, issuer=notice.issuer, subject=notice.subject,
        provider_session=notice.provider_session, at=before,
    )  # fmt: skip
    log.info("provider %s ended %d sessions", provider.name, ended)
    return Response(status_code=200, headers=NO_STORE)
