"""Files under a scanner: nobody but the sender has one before it was looked at. clamd is a stand-in."""

import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.files import scanning, staging
from shared.files.actions import STORED, attach
from shared.files.models import Attachment
from shared.files.queries import attachments_of, open_file
from shared.files.scanning import NoAnswer, scan_waiting
from shared.files.storage import storage
from shared.journal.models import JournalEntry
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from shared.outbox.actions import deliver_due
from shared.outbox.models import OutboxMessage
from shared.reactions import reactions
from shared.settings import load
from tests.clamd import VIRUS, Clamd, running
from tests.shared.counterparties.company import Company, outsider
from tests.shared.files.sending import hung, row_id, send

SICK = b"Dear all, " + VIRUS + b"\n"


@pytest.fixture
async def clamd(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clamd]:
    async with running() as one:
        monkeypatch.setenv("WANGLAI_SCANNER", one.address)
        yield one


async def deliver() -> None:
    while await deliver_due(reactions(load())):
        pass


async def test_a_file_waits_for_the_scanner_and_only_its_sender_has_it_meanwhile(
    company: Company, clamd: Clamd
) -> None:
    zhou, place = await outsider(company.qiming), await row_id(company.qiming)
    file = await hung(zhou, company.qiming, "letter.txt", b"Dear all\n")
    (row,) = (await attachments_of(company.alice, "counterparty", [place]))[place]
    assert row.state == "pending"
    with pytest.raises(NotAllowed) as refused:
        await open_file(company.alice, file)
    assert "checked for viruses" in str(refused.value.because)
    assert (await open_file(zhou, file)).name == "letter.txt"
    await deliver()
    assert clamd.seen == [b"Dear all\n"]
    (row,) = (await attachments_of(company.alice, "counterparty", [place]))[place]
    assert row.state == ""
    assert (await open_file(company.alice, file)).name == "letter.txt"


@pytest.mark.asvs("5.4.3")
async def test_what_is_infected_is_shut_for_everybody_and_its_bytes_go(
    company: Company, clamd: Clamd
) -> None:
    zhou, place = await outsider(company.qiming), await row_id(company.qiming)
    file = await hung(zhou, company.qiming, "letter.txt", SICK)
    key = (await Attachment.get(public_id=file)).storage_key
    await deliver()
    for actor in (zhou, company.alice):
        with pytest.raises(NotFound):
            await open_file(actor, file)
        (row,) = (await attachments_of(actor, "counterparty", [place]))[place]
        assert (row.state, row.may_remove) == ("infected", False)
    assert await staging.sweep() == 1
    with pytest.raises(FileNotFoundError):
        await storage().read(key)
    entry = await JournalEntry.get(verb="attachment.infected")
    assert "Eicar-Test" in entry.after


@pytest.mark.asvs("5.4.3")
async def test_an_infected_file_is_not_claimed_by_a_form(company: Company, clamd: Clamd) -> None:
    zhou = await outsider(company.qiming)
    file = await send(zhou, "letter.txt", SICK)
    await deliver()
    with pytest.raises(Refusal, match="no longer there"):
        await attach(zhou, [file], "counterparty", await row_id(company.qiming))


async def test_a_scanner_that_does_not_answer_leaves_the_file_waiting(
    company: Company, clamd: Clamd
) -> None:
    zhou = await outsider(company.qiming)
    clamd.is_broken = True
    file = await hung(zhou, company.qiming, "letter.txt", b"Dear all\n")
    await deliver()
    assert (await OutboxMessage.get(topic=STORED)).status == "pending"
    with pytest.raises(NoAnswer):
        await scan_waiting()
    with pytest.raises(NotAllowed):
        await open_file(company.alice, file)
    clamd.is_broken = False
    assert await scan_waiting() == 1
    assert (await open_file(company.alice, file)).name == "letter.txt"


@pytest.mark.asvs("16.5.2")
async def test_a_scanner_that_is_away_leaves_the_file_waiting(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_SCANNER", "tcp://127.0.0.1:9")
    await hung(await outsider(company.qiming), company.qiming, "letter.txt", b"Dear all\n")
    with pytest.raises(NoAnswer):
        await scan_waiting()


async def test_a_command_scans_too(
    company: Company, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "scan.py"
    script.write_text(
        "import sys\n"
        f"sick = {VIRUS!r} in sys.stdin.buffer.read()\n"
        "print('stream: Eicar FOUND' if sick else '')\nsys.exit(sick)\n"
    )
    monkeypatch.setenv("WANGLAI_SCANNER", shlex.join([sys.executable, str(script)]))
    zhou = await outsider(company.qiming)
    well = await hung(zhou, company.qiming, "well.txt", b"Dear all\n")
    sick = await hung(zhou, company.qiming, "sick.txt", SICK)
    await deliver()
    assert (await open_file(company.alice, well)).name == "well.txt"
    with pytest.raises(NotFound):
        await open_file(company.alice, sick)
    monkeypatch.setenv("WANGLAI_SCANNER", "/no/such/scanner")
    await hung(zhou, company.qiming, "later.txt", b"Dear all\n")
    with pytest.raises(NoAnswer):
        await scan_waiting()


async def test_without_a_scanner_nothing_waits(company: Company) -> None:
    zhou = await outsider(company.qiming)
    file = await hung(zhou, company.qiming)
    assert (await Attachment.get(public_id=file)).scan == ""
    assert (await open_file(company.alice, file)).name == "paper.pdf"
    assert not await OutboxMessage.filter(topic=STORED).exists()
    await Attachment.filter(public_id=file).update(scan="pending")
    assert not scanning.is_scanning()
    assert await scan_waiting() == 1
    assert (await open_file(company.alice, file)).name == "paper.pdf"
