"""A partner's own provider: bound to its domains, its people become members by signing in."""

import pytest

from shared.access.models import User
from shared.identity.models import Membership
from shared.journal.models import JournalEntry
from tests.shared.identity.people import World
from tests.shared.web.sign_in.journeys import face_of, walk
from tests.shared.web.signing_provider import SigningProvider
from tests.web import Browser

NEW = {"sub": "new", "name": "Wu Di", "email": "wu.di@qiming.example", "email_verified": True}


@pytest.fixture
def wu(there: SigningProvider) -> Browser:
    own = {"domains": ["qiming.example"], "organisation": "CP-0001"}
    return Browser(face_of("portal", there, **own))


async def test_somebody_of_the_domain_becomes_a_viewer(
    people: World, wu: Browser, there: SigningProvider
) -> None:
    there.subject = NEW
    assert (await walk(wu, there)).headers["location"] == "/"
    assert "启明" in (await wu.get("/")).text
    held = await Membership.get(user__email="wu.di@qiming.example").select_related("user")
    assert (held.counterparty_id, held.role) == (people.qiming.id, "viewer")
    entry = await JournalEntry.get(verb="membership.join")
    assert (entry.actor_id, entry.counterparty_id) == (held.user_id, people.qiming.id)
    await walk(Browser(wu.app), there)
    assert await Membership.filter(user_id=held.user_id).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "wu.di@haiyue.example"},
        {"email": "wu.di@qiming.example.evil.example"},
        {"email": "wu.di@sub.qiming.example"},
        {"email": "qiming.example"},
        {"email": "@qiming.example"},
        {"email": "lin.xiaoyu@haorui.example"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
    ],
)
async def test_nobody_else_becomes_a_member(
    people: World, wu: Browser, there: SigningProvider, wrong: dict[str, object]
) -> None:
    there.subject = {**NEW, **wrong}
    before = await User.all().count()
    assert "No access yet" in (await walk(wu, there)).text
    assert await User.all().count() == before


async def test_a_suspended_member_is_not_let_in_by_her_provider(
    people: World, wu: Browser, there: SigningProvider
) -> None:
    there.subject = NEW
    await walk(wu, there)
    await Membership.filter(user__email=NEW["email"]).update(is_active=False)
    assert "No access yet" in (await walk(Browser(wu.app), there)).text


async def test_nobody_joins_a_suspended_organisation(
    people: World, wu: Browser, there: SigningProvider
) -> None:
    people.qiming.status = "suspended"
    await people.qiming.save()
    there.subject = NEW
    assert "No access yet" in (await walk(wu, there)).text


async def test_a_deactivated_person_stays_out(
    people: World, wu: Browser, there: SigningProvider
) -> None:
    there.subject = NEW
    await walk(wu, there)
    await User.filter(email=NEW["email"]).update(is_active=False)
    assert "No access yet" in (await walk(Browser(wu.app), there)).text


async def test_the_provider_of_everybody_makes_nobody_a_member(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    there.subject = NEW
    assert "No access yet" in (await walk(amy, there)).text
