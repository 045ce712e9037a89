"""What an answer tells of people whom the asker does not know: nothing."""

import re

import httpx2
import pytest

from shared.access import policy
from shared.identity import actions
from shared.identity.models import ExternalIdentity, Invitation, Session
from tests.shared.identity.people import World, partner
from tests.shared.identity.statements import counted
from tests.shared.web.sign_in.conftest import amy, people, portal, running, there
from tests.shared.web.sign_in.journeys import walk
from tests.shared.web.signing_provider import SigningProvider
from tests.web import Browser

__all__ = ["amy", "people", "portal", "running", "there"]
UNKNOWN = "somebody.new@x.example"


def told(answer: httpx2.Response, address: str) -> tuple[int, str]:
    """Return an answer without what is its own each time."""
    text = answer.text.replace(address, "ADDRESS")
    return answer.status_code, re.sub(r"[0-9a-f]{16,}|[\w-]{43}", "", text)


@pytest.mark.asvs("6.3.8")
async def test_asvs_6_3_8_a_known_address_gets_the_answer_of_an_unknown_one(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    known = people.zhou_min.email
    answers = []
    for address in (known, UNKNOWN):
        there.subject = {"sub": "new", "email": address, "email_verified": True}
        async with counted() as asked:
            answer = await walk(amy, there)
        answers.append((told(answer, address), len(asked)))
    assert answers[0] == answers[1]
    assert await Session.all().count() == 0


@pytest.mark.asvs("6.3.8")
async def test_asvs_6_3_8_an_invitation_says_nothing_of_whom_it_invites(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    zhou = partner(people.zhou_min, people.qiming)
    pages = []
    for address in (people.lin_xiaoyu.email, people.xu_lei.email, UNKNOWN):
        async with counted() as asked:
            issued = await actions.invite_member(zhou, email=address, role=policy.MEMBER)
        page = await amy.get(f"/invitations/{issued.token}")
        pages.append((told(page, address), len(asked)))
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][0][0] == 200


@pytest.mark.asvs("6.3.8")
async def test_asvs_6_3_8_made_up_links_all_look_alike(people: World, amy: Browser) -> None:
    zhou = partner(people.zhou_min, people.qiming)
    issued = await actions.invite_member(zhou, email=UNKNOWN, role=policy.MEMBER)
    stored = (await Invitation.all().order_by("-id").first()).token_hash  # type: ignore[union-attr]
    guesses = ("x" * 43, issued.token[:-1], issued.token + "x", issued.token.swapcase(), stored)
    answers = {told(await amy.get(f"/invitations/{one}"), one) for one in guesses}
    assert {status for status, _ in answers} == {404}
    assert len(answers) == 1


@pytest.mark.asvs("6.3.8", "10.5.2")
async def test_asvs_6_3_8_another_identity_of_a_known_address_is_nobody(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    before = await ExternalIdentity.all().count()
    there.subject = {"sub": "other", "email": people.zhou_min.email, "email_verified": True}
    await walk(amy, there)
    assert await ExternalIdentity.all().count() == before
    assert amy.face.session_cookie not in amy.cookies
