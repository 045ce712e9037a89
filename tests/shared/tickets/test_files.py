"""Files come with a message and are opened by whoever reads the request, and by nobody else."""

import pytest

from shared.files.queries import open_file
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
        assert [row.name for one in shown.entries for row in found[one.id]] == [
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
