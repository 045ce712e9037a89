"""Drawings and files of a purchase order: who has them, and from when on."""

from datetime import timedelta

import pytest

from shared.files.actions import discard
from shared.files.models import Attachment
from shared.files.queries import open_file
from shared.files.staging import sweep
from shared.files.storage import storage
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from shared.outbox.models import OutboxMessage
from shared.purchasing.actions.drafts import discard_draft, start_order, start_revision
from shared.purchasing.actions.drawings import add_drawings, remove_drawing
from shared.purchasing.actions.sending import send_order
from shared.purchasing.actions.talking import say_something
from shared.purchasing.models.orders import PurchaseDraft
from shared.purchasing.pricing import TypedLine
from shared.purchasing.queries.detail import editing, order_detail
from tests.shared.files.sending import send
from tests.shared.identity.statements import counted
from tests.shared.purchasing.steps import TWO, order, rewritten, sent
from tests.shared.purchasing.world import NOW, World


async def drawn(world: World) -> tuple[str, str]:
    """Write an order with a drawing; return its number and the file's id."""
    number = await start_order(world.buyer, supplier="CP-0011", lines=TWO)
    file = await send(world.buyer, "mirror.pdf")
    assert await add_drawings(world.buyer, number, files=[file])
    return number, file


async def test_the_supplier_has_a_drawing_from_the_sending_on(world: World) -> None:
    number, file = await drawn(world)
    assert [one.name for one in (await editing(world.buyer, number))["waiting"]] == ["mirror.pdf"]
    for outsider in (world.supplier, world.mate, world.rival):
        with pytest.raises(NotFound):
            await open_file(outsider, file)
    assert (await open_file(world.finance, file)).name == "mirror.pdf"
    await send_order(world.buyer, number, version=1)
    assert (await open_file(world.supplier, file)).name == "mirror.pdf"
    assert (await open_file(world.viewer, file)).name == "mirror.pdf"
    with pytest.raises(NotFound):
        await open_file(world.rival, file)
    seen = await order_detail(world.supplier, number)
    assert [one.public_id for one in seen.drawings] == [file]
    assert seen.waiting == []


async def test_a_drawing_of_the_next_version_waits_for_it(world: World) -> None:
    number = await sent(world)
    await start_revision(world.buyer, number)
    file = await send(world.buyer, "mirror-b.pdf")
    assert await add_drawings(world.buyer, number, files=[file])
    with pytest.raises(NotFound):
        await open_file(world.supplier, file)
    assert (await order_detail(world.supplier, number)).drawings == []
    version = await rewritten(world, number, TypedLine("MIR-1", "300", "2026-12-05"))
    await send_order(world.buyer, number, version=version)
    assert [one.public_id for one in (await order_detail(world.supplier, number)).drawings] == [
        file
    ]


async def test_a_version_may_bring_nothing_but_a_drawing(world: World) -> None:
    number = await sent(world)
    await start_revision(world.buyer, number)
    await add_drawings(world.buyer, number, files=[await send(world.buyer)])
    version = (await PurchaseDraft.get(order__number=number)).version
    await send_order(world.buyer, number, version=version)
    assert (await order(number)).revision == 2


async def test_a_drawing_for_what_was_sent_goes_at_once_and_is_told(world: World) -> None:
    number = await sent(world)
    file = await send(world.buyer, "label.pdf")
    assert not await add_drawings(world.buyer, number, files=[file])
    assert (await open_file(world.supplier, file)).name == "label.pdf"
    seen = await order_detail(world.supplier, number)
    assert [(one["deed"], one["text"]) for one in seen.said.messages] == [("drawings", "label.pdf")]
    assert await OutboxMessage.filter(
        record_number=number, topic="purchase_order.said_by_purchasing"
    ).exists()
    assert await JournalEntry.filter(verb="purchase_order.add_drawings").count() == 1


async def test_a_drawing_is_taken_off_a_draft_and_its_bytes_go(world: World) -> None:
    number, file = await drawn(world)
    await remove_drawing(world.buyer, number, file)
    assert (await order_detail(world.buyer, number)).waiting == []
    with pytest.raises(NotFound):
        await open_file(world.buyer, file)
    with pytest.raises(NotFound):
        await discard(world.buyer, file)
    assert await JournalEntry.filter(verb="purchase_order.remove_drawing").count() == 1
    with clock.frozen(NOW + timedelta(hours=1)):
        assert await sweep() == 1
    assert not await Attachment.filter(public_id=file).exists()


async def test_what_was_sent_is_not_taken_off_again(world: World) -> None:
    number, file = await drawn(world)
    await send_order(world.buyer, number, version=1)
    with pytest.raises(NotFound):
        await remove_drawing(world.buyer, number, file)
    assert (await open_file(world.supplier, file)).name == "mirror.pdf"


async def test_a_drawing_of_another_order_is_not_found(world: World) -> None:
    number, file = await drawn(world)
    other = await start_order(world.buyer, supplier="CP-0012", lines=())
    with pytest.raises(NotFound):
        await remove_drawing(world.buyer, other, file)
    assert len((await order_detail(world.buyer, number)).waiting) == 1


async def test_what_is_discarded_loses_its_drawings_and_nothing_else(world: World) -> None:
    number, first = await drawn(world)
    await send_order(world.buyer, number, version=1)
    await start_revision(world.buyer, number)
    second = await send(world.buyer)
    await add_drawings(world.buyer, number, files=[second])
    version = (await PurchaseDraft.get(order__number=number)).version
    await discard_draft(world.buyer, number, version=version)
    assert (await open_file(world.supplier, first)).name == "mirror.pdf"
    with pytest.raises(NotFound):
        await open_file(world.buyer, second)


async def test_the_worker_removes_the_files_of_a_draft_that_was_thrown_away(world: World) -> None:
    number, file = await drawn(world)
    other, kept = await drawn(world)
    rows = {row.public_id: row for row in await Attachment.all()}
    version = (await PurchaseDraft.get(order__number=number)).version
    await discard_draft(world.buyer, number, version=version)
    assert await sweep() == 1
    with pytest.raises(FileNotFoundError):
        await storage().read(rows[file].storage_key)
    assert not await Attachment.filter(public_id=file).exists()
    assert await storage().read(rows[kept].storage_key)
    assert [one.public_id for one in (await order_detail(world.buyer, other)).waiting] == [kept]


async def test_nothing_is_added_while_finance_decides(world: World) -> None:
    number, file = await drawn(world)
    await PurchaseDraft.filter(order__number=number).update(approval_asked_at=NOW)
    with pytest.raises(Refusal, match="Finance decides"):
        await add_drawings(world.buyer, number, files=[await send(world.buyer)])
    with pytest.raises(Refusal, match="Finance decides"):
        await remove_drawing(world.buyer, number, file)
    assert "draw" not in (await order_detail(world.buyer, number)).can


async def test_an_order_takes_twenty_drawings_at_most(world: World) -> None:
    number, _ = await drawn(world)
    draft = await PurchaseDraft.get(order__number=number)
    kept = await Attachment.get(parent_table="purchase_draft", parent_id=draft.id)
    await Attachment.bulk_create(
        Attachment(
            public_id=f"{n:024d}", parent_table="purchase_draft", parent_id=draft.id,
            name="x.pdf", media_type="application/pdf", size=1, sha256="", storage_key=f"x/{n}",
            uploaded_by_id=kept.uploaded_by_id, is_stored=True, created_at=NOW, attached_at=NOW,
        )
        for n in range(19)
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        await add_drawings(world.buyer, number, files=[await send(world.buyer)])
    assert refused.value.field == "files"


async def test_only_purchasing_adds_drawings(world: World) -> None:
    number, _ = await drawn(world)
    for other in (world.finance, world.manager, world.supplier):
        with pytest.raises((NotAllowed, NotFound)):
            await add_drawings(other, number, files=["f" * 24])
    with pytest.raises(Refusal):
        await add_drawings(world.buyer, number, files=[])


async def test_both_sides_send_files_with_what_they_say(world: World) -> None:
    number = await sent(world)
    theirs, ours = await send(world.supplier, "sample.pdf"), await send(world.buyer, "note.pdf")
    await say_something(world.supplier, number, text="", files=[theirs])
    await say_something(world.buyer, number, text="See here", files=[ours])
    for reader in (world.buyer, world.finance, world.supplier, world.mate):
        seen = await order_detail(reader, number)
        assert [[one.name for one in said["files"]] for said in seen.said.messages] == [
            ["sample.pdf"], ["note.pdf"],
        ]  # fmt: skip
        for file in (theirs, ours):
            assert await open_file(reader, file)
    for file in (theirs, ours):
        with pytest.raises(NotFound):
            await open_file(world.rival, file)
        with pytest.raises(NotFound):
            await open_file(world.manager, file)
    with pytest.raises(Refusal):
        await say_something(world.buyer, number, text=" ")


async def test_a_file_is_claimed_by_its_sender_alone(world: World) -> None:
    number = await sent(world)
    staged = await send(world.supplier)
    for thief in (world.buyer, world.mate):
        with pytest.raises(Refusal):
            await say_something(thief, number, text="Mine", files=[staged])


async def test_files_cost_no_statement_more(world: World) -> None:
    number, _ = await drawn(world)
    await send_order(world.buyer, number, version=1)
    await say_something(world.supplier, number, text="", files=[await send(world.supplier)])
    async with counted() as statements:
        await order_detail(world.supplier, number)
    assert len(statements) == 2
