"""Files come with a message and are opened by whoever reads the request, and by nobody else."""

import pytest

from shared.files.models import Attachment
from shared.files.queries import attached, open_file
from shared.kernel.errors import NotFound, Refusal
from shared.tickets.actions import desk as ours
from shared.tickets.actions import requests as theirs
from shared.tickets.queries.threads import files_of, thread
from tests.shared.files.sending import send
from tests.shared.tickets.desk import Desk, opened, request


async def test_a_photo_comes_with_the_request_and_an_answer_with_a_paper(desk: Desk) -> None:
    photo = await send(desk.zhou)
    number = await theirs.open_ticket(desk.zhou, request=request(), files=[photo])
    paper = await send(desk.gao, "label.pdf")
    await ours.reply(desk.gao, number, text="Print this label.", files=[paper])
    for reader in (desk.zhou, desk.fang, desk.gao, desk.lin):
        shown = await thread(reader, number)
        found = await files_of(reader, shown)
        assert [row.name for one in shown.entries for row in found[one.table][one.id]] == [
            "paper.pdf", "label.pdf",
        ]  # fmt: skip
        assert (await open_file(reader, photo)).name == "paper.pdf"


async def test_a_rival_opens_no_file_of_a_request(desk: Desk) -> None:
    photo = await send(desk.zhou)
    await theirs.open_ticket(desk.zhou, request=request(), files=[photo])
    for stranger in (desk.bo, desk.market.chen):
        with pytest.raises(NotFound):
            await open_file(stranger, photo)


async def test_a_file_that_somebody_else_sent_cannot_be_claimed(desk: Desk) -> None:
    photo, number = await send(desk.bo), await opened(desk.zhou)
    with pytest.raises(Refusal) as refusal:
        await theirs.answer(desk.zhou, number, text="Mine", files=[photo])
    assert refusal.value.field == "files"
    assert len((await thread(desk.zhou, number)).entries) == 1


async def test_a_file_on_a_note_is_opened_at_the_desk_and_by_nobody_outside(desk: Desk) -> None:
    number = await opened(desk.zhou)
    paper = await send(desk.gao, "supplier-report.pdf")
    await ours.add_note(desk.gao, number, text="Their own fault.", files=[paper])
    for reader in (desk.gao, desk.mei, desk.lin, desk.jiang):
        shown = await thread(reader, number)
        note = shown.entries[-1]
        files = (await files_of(reader, shown))[note.table][note.id]
        assert [(one.name, one.is_internal) for one in files] == [("supplier-report.pdf", True)]
        assert (await open_file(reader, paper)).name == "supplier-report.pdf"
    for outsider in (desk.zhou, desk.fang, desk.bo, desk.market.chen):
        with pytest.raises(NotFound):
            await open_file(outsider, paper)
    shown = await thread(desk.zhou, number)
    assert (await files_of(desk.zhou, shown))["ticket_internal_note"] == {}
    with pytest.raises(NotFound):
        await attached(desk.zhou, paper, "ticket_message")


async def test_a_file_on_a_note_stays_ours_though_a_message_has_the_same_number(desk: Desk) -> None:
    number = await opened(desk.zhou)
    message = (await thread(desk.zhou, number)).entries[0]
    paper = await send(desk.gao, "supplier-report.pdf")
    await ours.add_note(desk.gao, number, text="Their own fault.", files=[paper])
    kept = await Attachment.get(public_id=paper)
    assert kept.parent_id == message.id, "both tables begin with one"
    shown = await thread(desk.zhou, number)
    assert (await files_of(desk.zhou, shown))["ticket_message"] == {message.id: []}
    ours_shown = await thread(desk.gao, number)
    assert (await files_of(desk.gao, ours_shown))["ticket_message"] == {message.id: []}


async def test_a_refused_note_leaves_its_file_waiting(desk: Desk) -> None:
    number = await opened(desk.zhou)
    paper = await send(desk.gao)
    with pytest.raises(Refusal):
        await ours.add_note(desk.gao, number, text=" ", files=[paper])
    assert (await Attachment.get(public_id=paper)).attached_at is None
