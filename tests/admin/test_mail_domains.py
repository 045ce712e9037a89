"""The page of mail domains: asked for by one administrator, decided by another, looked at, given up."""

from collections.abc import Iterator

import pytest
from tortoise.exceptions import BaseORMException

from shared.access.models import User
from shared.identity import domain_look_up
from shared.identity.domain_rules import DomainState, record_name, record_value
from shared.identity.door_models import DomainClaim, DomainRequest
from shared.identity.models import Membership, Session
from shared.journal.models import JournalEntry
from shared.kernel import clock
from tests.cast import ANCHOR, browser_of
from tests.role_records import actor_of
from tests.shared.identity.name_server import NameServer

PLACE = "/counterparties/CP-0001"
HERE = f"{PLACE}/sign-in"
ASK = f"{PLACE}/mail-domains"
WISH = {
    "domain": "Qiming-Trade.example",
    "role": "member",
    "provider": "",
    "reason": "New colleagues",
}
DOMAIN = "qiming-trade.example"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """The name server that the machine asks."""
    with NameServer() as running:
        monkeypatch.setattr(domain_look_up, "asking", running.look_up)
        yield running


async def asked(**changed: str) -> DomainRequest:
    xu = await browser_of("xu.lei")
    sent = await xu.post(ASK, {**WISH, **changed})
    assert (sent.status_code, sent.headers["location"]) == (303, HERE), sent.text
    return await DomainRequest.get(domain=DOMAIN, state="pending")


async def approved() -> DomainClaim:
    request = await asked()
    dong = await browser_of("dong.xue")
    done = await dong.post(f"/domain-requests/{request.public_id}/approval", {"version": "1"})
    assert done.status_code == 303, done.text
    return await DomainClaim.get(domain=DOMAIN)


async def test_one_administrator_asks_and_another_decides(demo: str) -> None:
    request = await asked()
    assert not await DomainClaim.filter(domain=DOMAIN).exists()
    xu, dong = await browser_of("xu.lei"), await browser_of("dong.xue")
    own = await xu.get(f"/domain-requests/{request.public_id}")
    assert "another administrator decides" in own.text
    refused = await xu.post(f"/domain-requests/{request.public_id}/approval", {"version": "1"})
    assert refused.status_code == 422
    assert f"/domain-requests/{request.public_id}" in (await dong.get("/")).text
    assert f"/domain-requests/{request.public_id}" not in (await xu.get("/")).text
    shown = await dong.get(f"/domain-requests/{request.public_id}")
    assert "New colleagues" in shown.text
    done = await dong.post(f"/domain-requests/{request.public_id}/approval", {"version": "1"})
    assert (done.status_code, done.headers["location"]) == (303, HERE)
    made = await DomainClaim.get(domain=DOMAIN)
    assert (made.state, made.role) == (DomainState.CLAIMED, "member")
    page = await xu.get(HERE)
    for text in (record_name(DOMAIN), record_value(made.token), "Waiting for proof", "data-copy"):
        assert text in page.text, text
    verbs = await JournalEntry.filter(verb__startswith="domain_").order_by("id")
    assert [one.verb for one in verbs] == [
        "domain_request.create", "domain_claim.claim", "domain_request.approve",
    ]  # fmt: skip
    again = await dong.post(f"/domain-requests/{request.public_id}/approval", {"version": "2"})
    assert again.status_code == 422


async def test_the_database_itself_asks_for_two_people(demo: str) -> None:
    request = await asked()
    for decider in (request.requested_by_id, None):  # type: ignore[attr-defined]
        with pytest.raises(BaseORMException, match="four_eyes"):
            await DomainRequest.filter(id=request.id).update(
                state="approved", decided_by_id=decider, decided_at=clock.now()
            )
    with pytest.raises(BaseORMException, match="four_eyes"):
        await DomainRequest.create(
            public_id="f" * 16, counterparty_id=request.counterparty_id, domain="other.example",  # type: ignore[attr-defined]
            role="viewer", state="approved", created_at=ANCHOR,
            requested_by_id=request.requested_by_id, decided_by_id=request.requested_by_id,  # type: ignore[attr-defined]
        )  # fmt: skip


async def test_looking_now_says_what_was_found(demo: str, names: NameServer) -> None:
    made = await approved()
    xu = await browser_of("xu.lei")
    look = f"{ASK}/{DOMAIN}/check"
    assert (await xu.post(look, {})).status_code == 303
    assert "The record is not there yet" in (await xu.get(HERE)).text
    names.records[record_name(DOMAIN)] = [record_value(made.token)]
    await xu.post(look, {})
    assert "the domain is proven" in (await xu.get(HERE)).text
    assert (await DomainClaim.get(id=made.id)).state is DomainState.ACTIVE
    names.is_silent = True
    monkey = pytest.MonkeyPatch()
    monkey.setattr(domain_look_up, "PATIENCE", 0.3)
    silent = await xu.post(look, {})
    monkey.undo()
    assert silent.status_code == 422
    assert "do not answer" in silent.text
    assert (await DomainClaim.get(id=made.id)).state is DomainState.ACTIVE


async def test_one_person_gives_a_domain_up_at_once(demo: str, names: NameServer) -> None:
    made = await approved()
    xu = await browser_of("xu.lei")
    gone = await xu.post(f"{ASK}/{DOMAIN}/withdrawal", {"version": str(made.version)})
    assert gone.status_code == 303
    assert (await DomainClaim.get(id=made.id)).state is DomainState.WITHDRAWN
    assert await JournalEntry.filter(verb="domain_claim.withdraw", record_number=DOMAIN).exists()
    twice = await xu.post(f"{ASK}/{DOMAIN}/withdrawal", {"version": str(made.version)})
    assert twice.status_code == 404


@pytest.mark.parametrize("verb", ["check", "withdrawal"])
@pytest.mark.parametrize("domain", ["TK-2026-0051", "CP-0001", "gmail.com", "nobody.example"])
async def test_what_can_be_no_domain_names_no_claim(demo: str, domain: str, verb: str) -> None:
    xu = await browser_of("xu.lei")
    sent = await xu.post(f"{ASK}/{domain}/{verb}", {"version": "1"})
    assert sent.status_code == 404


async def test_a_change_is_refused_once_the_domain_has_moved(demo: str) -> None:
    made = await approved()
    request = await asked(role="viewer")
    xu, dong = await browser_of("xu.lei"), await browser_of("dong.xue")
    await xu.post(f"{ASK}/{DOMAIN}/withdrawal", {"version": str(made.version)})
    sent = await dong.post(f"/domain-requests/{request.public_id}/approval", {"version": "1"})
    assert sent.status_code == 422
    assert "has changed since" in sent.text
    told = await dong.post(
        f"/domain-requests/{request.public_id}/rejection", {"version": "1", "reason": "Given up"}
    )
    assert told.status_code == 303
    assert (await DomainRequest.get(id=request.id)).answer == "Given up"


async def test_what_cannot_be_bound_is_refused_at_its_field(demo: str) -> None:
    other = await actor_of("lu.bin")
    await DomainClaim.create(
        counterparty_id=other.counterparty_id, domain="taken.example", token="t" * 32,
        role="viewer", state=DomainState.ACTIVE, created_at=ANCHOR,
    )  # fmt: skip
    xu = await browser_of("xu.lei")
    for domain, says in (
        ("nonsense", "Enter a mail domain"), ("mail.qq.com", "Anybody can have an address at"),
        ("taken.example", "Another organisation has proven this domain."),
    ):  # fmt: skip
        sent = await xu.post(ASK, {**WISH, "domain": domain})
        assert sent.status_code == 422, domain
        assert says in sent.text
        assert 'id="f-domain"' in sent.text
        assert "New colleagues" in sent.text, "what was typed is kept"
        assert other.counterparty_name not in sent.text
    for field, value in (("role", "organisation_admin"), ("provider", "nowhere")):
        assert (await xu.post(ASK, {**WISH, field: value})).status_code == 422
    await asked()
    assert "waits for a second administrator already" in (await xu.post(ASK, WISH)).text
    spelled = await xu.post(ASK, {**WISH, "domain": "启明.example"})
    assert spelled.status_code == 303
    assert await DomainRequest.filter(domain="xn--mpr38x.example").exists() or (
        await DomainRequest.filter(domain__startswith="xn--").exists()
    )


async def test_asking_and_deciding_need_a_recent_sign_in(demo: str) -> None:
    request = await asked()
    for subject, path, typed in (
        ("xu.lei", ASK, {**WISH, "domain": "late.example"}),
        ("dong.xue", f"/domain-requests/{request.public_id}/approval", {"version": "1"}),
        ("dong.xue", f"/domain-requests/{request.public_id}/rejection", {"version": "1", "reason": "x"}),
    ):  # fmt: skip
        browser = await browser_of(subject)
        who = await actor_of(subject)
        await Session.filter(user_id=who.user_id).update(authenticated_at=ANCHOR.replace(year=2020))
        sent = await browser.post(path, typed)
        assert sent.status_code == 401, path
    assert not await DomainRequest.filter(domain="late.example").exists()
    assert (await DomainRequest.get(id=request.id)).state == "pending"


async def test_nobody_decides_for_an_organisation_of_her_own(demo: str) -> None:
    request = await asked()
    dong = await User.get(email="dong.xue@haorui.example")
    await Membership.create(
        public_id="a" * 24, user=dong, counterparty_id=request.counterparty_id, role="viewer",  # type: ignore[attr-defined]
        created_at=ANCHOR,
    )  # fmt: skip
    browser = await browser_of("dong.xue")
    sent = await browser.post(f"/domain-requests/{request.public_id}/approval", {"version": "1"})
    assert sent.status_code == 403
    assert not await DomainClaim.filter(domain=DOMAIN).exists()


async def test_only_administrators_and_auditors_see_it(demo: str) -> None:
    request = await asked()
    for subject, status in (("jiang.ning", 200), ("lin.xiaoyu", 403), ("he.min", 403)):
        browser = await browser_of(subject)
        for path in (HERE, f"/domain-requests/{request.public_id}"):
            assert (await browser.get(path)).status_code == status, (subject, path)
    auditor = await browser_of("jiang.ning")
    assert (await auditor.post(ASK, WISH)).status_code == 403
