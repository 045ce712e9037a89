"""The link of an invitation leads through a provider."""

from urllib.parse import parse_qsl, urlsplit

from shared.access import policy
from shared.identity import actions
from tests.shared.identity.people import World, partner
from tests.shared.web.sign_in.journeys import back_from
from tests.shared.web.signing_provider import SigningProvider
from tests.web import Browser


async def test_the_link_of_an_invitation_leads_through_the_provider(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    issued = await actions.invite_member(
        partner(people.zhou_min, people.qiming), email="fang.jie@qiming.example", role=policy.MEMBER
    )
    shown = await amy.get(f"/invitations/{issued.token}")
    zhou, qiming = (f'<span lang="zh-CN">{name}</span>' for name in ("周敏", "启明机电"))
    assert f"{zhou} invites fang.jie@qiming.example to join {qiming}." in shown.text
    leaving = await amy.post(f"/invitations/{issued.token}", {"provider": "company"})
    asked = dict(parse_qsl(urlsplit(leaving.headers["location"]).query))
    assert asked["login_hint"] == "fang.jie@qiming.example"
    there.subject = {"sub": "fj", "email": "fang.jie@qiming.example", "email_verified": True}
    back = await amy.get(back_from(there, leaving.headers["location"]))
    assert back.headers["location"] == "/"
    assert (await amy.get("/")).status_code == 200
    assert (await amy.get(f"/invitations/{issued.token}")).status_code == 410


async def test_an_unverified_address_does_not_accept_an_invitation(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    issued = await actions.invite_member(
        partner(people.zhou_min, people.qiming), email="fang.jie@qiming.example", role=policy.MEMBER
    )
    leaving = await amy.post(f"/invitations/{issued.token}", {"provider": "company"})
    there.subject = {"sub": "fj", "email": "fang.jie@qiming.example", "email_verified": "true"}
    back = await amy.get(back_from(there, leaving.headers["location"]))
    assert (back.status_code, back.headers["location"]) == (303, "/invitation-code")
    assert (await amy.get("/")).headers["location"] == "/sign-in"
    assert (await amy.get(f"/invitations/{issued.token}")).status_code == 200


async def test_a_guessed_invitation_is_not_there(people: World, amy: Browser) -> None:
    guessed = await amy.get("/invitations/guess")
    assert guessed.status_code == 404
    assert "use the link in the latest mail" in guessed.text
    assert (await amy.post("/invitations/guess", {"provider": "company"})).status_code == 404
