"""What is written down: in which form, of what, and that nobody takes it back unnoticed."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from tortoise.connection import get_connection

from shared.access import policy
from shared.cli.doctor import doctor
from shared.database.uow import dialect, uow
from shared.identity import actions
from shared.identity.models import Invitation
from shared.journal.actions import record
from shared.journal.models import JournalEntry
from shared.journal.queries import broken_links
from shared.web import logs
from tests.cast import Cast, browser_of
from tests.shared.identity.people import World, partner
from tests.shared.web.sign_in.conftest import amy, people, portal, running, there
from tests.shared.web.sign_in.journeys import leave, walk
from tests.shared.web.signing_provider import SigningProvider
from tests.web import Browser

__all__ = ["amy", "people", "portal", "running", "there"]
EVIL = 'a\r\nb\n{"level": "info"}\u2028c\u2029d\x85e\x1b[31m\u202e"\\'


@pytest.fixture
def written() -> Iterator[list[str]]:
    """Return the lines that the server writes meanwhile."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logs.JsonLines().format(record))

    kept, root = Kept(logging.INFO), logging.getLogger("wanglai")
    before = root.level
    root.setLevel(logs.CONFIG["loggers"]["wanglai"]["level"])
    root.addHandler(kept)
    yield lines
    root.removeHandler(kept)
    root.setLevel(before)


def _line(message: str, *arguments: object, **facts: object) -> str:
    made = logging.LogRecord("wanglai.web", logging.INFO, "", 0, message, arguments, None)
    made.facts = facts
    return logs.JsonLines().format(made)


@pytest.mark.asvs("16.4.1", "16.2.4")
def test_asvs_16_4_1_nothing_that_was_typed_makes_a_line() -> None:
    text = _line("said: %s", EVIL, path=EVIL)
    assert text.splitlines() == [text]
    assert text.isprintable()
    assert json.loads(text)["path"] == EVIL
    assert json.loads(text)["message"] == "said: " + EVIL


@pytest.mark.asvs("16.2.2")
async def test_asvs_16_2_2_times_are_utc(cast: Cast) -> None:
    at = datetime.fromisoformat(json.loads(_line("x"))["at"])
    assert at.utcoffset() == timedelta(0)
    for entry in await JournalEntry.all().limit(20):
        assert entry.at.utcoffset() == timedelta(0)


@pytest.mark.asvs("16.2.3")
def test_asvs_16_2_3_logs_go_to_standard_error_alone() -> None:
    assert logs.CONFIG["handlers"] == {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"}
    }
    assert logs.CONFIG["root"]["handlers"] == ["stderr"]
    assert not any("handlers" in one for one in logs.CONFIG["loggers"].values())


@pytest.mark.asvs("16.3.2", "16.2.1")
async def test_asvs_16_3_2_each_refusal_is_one_line_that_says_who_and_what(
    cast: Cast, written: list[str]
) -> None:
    tang = await browser_of("tang.yu")
    answer = await tang.post("/orders", {"paste": "RS-520 30"})
    assert answer.status_code == 403
    (line,) = map(json.loads, written)
    assert line["level"] == "warning"
    assert line["request_id"] == answer.headers["x-request-id"]
    assert (line["face"], line["method"], line["path"]) == ("portal", "POST", "/orders")
    assert (line["from"], line["status"]) == ("127.0.0.1", 403)
    assert line["user_id"] == cast.users["tang.yu"].id
    assert line["at"]


@pytest.mark.asvs("16.3.3")
async def test_asvs_16_3_3_what_another_site_sends_is_written_down(
    cast: Cast, written: list[str]
) -> None:
    zhou = await browser_of("zhou.min")
    token = "s3cret" * 8
    for path in ("/orders", f"/invitations/{token}"):
        await zhou.send("POST", path, headers={"origin": "https://evil.example"})
    first, second = map(json.loads, written)
    assert (first["path"], first["status"]) == ("/orders", 403)
    assert second["path"] == "/invitations/…"
    assert token not in "".join(written)


@pytest.mark.asvs("16.3.1", "16.2.5", "14.2.1")
async def test_asvs_16_3_1_signing_in_and_out_is_written_down_without_secrets(
    people: World, amy: Browser, there: SigningProvider, written: list[str]
) -> None:
    await walk(amy, there)
    secret = amy.cookies[amy.face.session_cookie]
    await amy.post("/sign-out")
    there.tamper.alg = "none"
    await walk(amy, there)
    there.tamper.alg = "RS256"
    there.subject = {"sub": "nobody", "email": "nobody@x.example"}
    await walk(amy, there)
    told = [json.loads(line) for line in written]
    assert [line["message"].split(":")[0] for line in told] == [
        "signed in", "signed out", "sign-in with company refused", "nobody of ours",
    ]  # fmt: skip
    assert all(line["request_id"] and line["face"] == "portal" for line in told)
    assert "zhou.min of http" in told[0]["message"]
    assert secret not in "".join(written)
    assert "eyJ" not in "".join(written)


@pytest.mark.asvs("16.3.1")
async def test_asvs_16_3_1_a_provider_that_says_no_is_written_down(
    people: World, amy: Browser, there: SigningProvider, written: list[str]
) -> None:
    there.tamper.query = {"error": "access_denied", "error_description": EVIL}
    await walk(amy, there)
    (line,) = written
    assert line.splitlines() == [line]
    assert "declined" in line


@pytest.mark.asvs("14.2.1")
async def test_asvs_14_2_1_the_token_of_a_link_is_kept_nowhere(
    people: World, amy: Browser, there: SigningProvider, written: list[str]
) -> None:
    zhou = partner(people.zhou_min, people.qiming)
    issued = await actions.invite_member(zhou, email="f@qiming.example", role=policy.MEMBER)
    await amy.get(f"/invitations/{issued.token}")
    leaving = await amy.post(f"/invitations/{issued.token}", {"provider": "company"})
    assert leaving.status_code == 303
    assert issued.token not in leaving.headers["location"]
    assert issued.token not in await leave(amy)
    assert issued.token not in "".join(written)
    stored = await Invitation.all().values()
    entries = await JournalEntry.all().values()
    assert issued.token not in str(stored) + str(entries)


@pytest.mark.asvs("16.4.2")
async def test_asvs_16_4_2_nobody_changes_or_removes_an_entry(cast: Cast) -> None:
    for statement in ("UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry"):
        with pytest.raises(Exception, match="journal"):
            await get_connection("default").execute_script(statement)
    assert await broken_links() == []


DEEDS_BY_HAND = {
    "UPDATE journal_entry SET reason = 'x' WHERE id = {second}": "{second}",
    "DELETE FROM journal_entry WHERE id = {second}": "{third}",
    "DELETE FROM journal_entry WHERE id = {last}": "the newest",
    "DELETE FROM journal_entry": "the newest",
    "UPDATE journal_entry SET actor_name = 'Somebody else' WHERE id = {last}": "{last}",
}


@pytest.mark.asvs("16.4.2")
@pytest.mark.parametrize("deed", DEEDS_BY_HAND)
async def test_asvs_16_4_2_what_was_changed_beside_the_guard_is_noticed(
    database: str, people: World, deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhou = partner(people.zhou_min, people.qiming)
    for _ in range(4):
        await uow(lambda: record(zhou, "test", people.qiming))
    ids = [str(one.id) for one in await JournalEntry.all().order_by("id")]
    named = {"second": ids[1], "third": ids[2], "last": ids[-1]}
    await _without_guard(deed.format(**named))
    broken = [("the newest" if one == 0 else str(one)) for one in await broken_links()]
    assert DEEDS_BY_HAND[deed].format(**named) in broken


@pytest.mark.asvs("16.4.2")
def test_asvs_16_4_2_the_doctor_says_whether_the_journal_is_whole(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_ENVIRONMENT", "development")
    monkeypatch.setenv("WANGLAI_DATABASE_URL", database_url)
    told = CliRunner().invoke(doctor)
    assert "The journal is a whole chain." in told.output


async def _without_guard(statement: str) -> None:
    """Do what somebody does who owns the database."""
    connection = get_connection("default")
    if dialect() == "postgres":
        await connection.execute_script("DROP TRIGGER journal_entry_kept ON journal_entry")
    else:
        for name in ("journal_entry_kept", "journal_entry_not_removed"):
            await connection.execute_script(f"DROP TRIGGER {name}")
    await connection.execute_script(statement)
