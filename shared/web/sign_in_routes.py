"""The URLs of the way in and out; `application.WebApp` adds them to those of a face."""

from shared.web import address_proof, back_channel, invitation_pages, other_places, sign_in, step_up
from shared.web.routing import WebRoute, get, post

_WHY = "The way in: there is no session yet"
_OUT = "The way out: it must work without a session too"
_AGAIN = "Everybody may prove once more who she is"
_SIGNED = "Signed with the key of the provider, which speaks server to server"
_LINK = "An invitation is opened by people who have no account yet"
_CODE = "Who accepts an invitation has no session yet; a cookie of her own stands for her"

_BOTH: list[WebRoute] = [
    get("/sign-in", sign_in.show, name="sign_in", public=_WHY),
    get("/sign-in/again", step_up.ask_again, name="sign_in_again", signed_in=_AGAIN),
    get("/sign-in/again/code", step_up.show, name="sign_in_code", signed_in=_AGAIN),
    post("/sign-in/again/code", step_up.confirm, name="sign_in_code_confirm", signed_in=_AGAIN),
    get("/sign-in/callback", sign_in.callback, name="sign_in_callback", public=_WHY),
    get("/sign-in/callback/{provider}", sign_in.callback, name="sign_in_own_callback", public=_WHY),
    post("/sign-in/{provider}", sign_in.start, name="sign_in_start", public=_WHY),
    get("/sign-out", sign_in.ask_sign_out, name="sign_out_ask", public=_OUT),
    post("/sign-out", sign_in.sign_out, name="sign_out", public=_OUT),
    get("/signed-out", sign_in.signed_out, name="signed_out", public=_OUT),
    post(
        "/back-channel-logout/{provider}",
        back_channel.hear,
        name="back_channel_logout",
        public=_SIGNED,
        cross_origin=_SIGNED,
    ),
    get("/invitations/{token}", invitation_pages.show, name="invitation_show", public=_LINK),
    post("/invitations/{token}", invitation_pages.accept, name="invitation_accept", public=_LINK),
    get("/invitation-code", address_proof.show, name="invitation_code", public=_CODE),
    post("/invitation-code", address_proof.confirm, name="invitation_code_confirm", public=_CODE),
    post(
        "/invitation-code/again",
        address_proof.send_again,
        name="invitation_code_again",
        public=_CODE,
    ),
]


_PORTAL: list[WebRoute] = [
    post(
        "/active-organisation",
        other_places.switch,
        name="active_organisation_update",
        signed_in="Each member may switch between her own organisations",
    ),
]


def routes(face: str) -> list[WebRoute]:
    """Return the routes of the way in and out of "portal" or "admin"."""
    return [*_BOTH, *_PORTAL] if face == "portal" else list(_BOTH)
