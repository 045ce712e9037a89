"""An expired certificate of a supplier stops new orders to it, and nothing else."""

from datetime import timedelta

import pytest

from shared.counterparties.models import Counterparty
from shared.documents.models import Certificate, CertificateRequirement, for_kinds
from shared.documents.rules import CertificateState
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.outbox.models import OutboxMessage
from shared.purchasing.actions.drafts import start_order
from shared.purchasing.actions.sending import approve_order, return_order, send_order
from shared.purchasing.models.orders import PurchaseDraft
from shared.purchasing.pricing import TypedLine, typed_lines
from shared.purchasing.rules.orders import OrderStage
from tests.shared.purchasing.steps import TWO, order, rewritten, sent
from tests.shared.purchasing.world import NOW, World

LARGE = (TypedLine("MIR-1", "90000", "2026-12-05"),)


async def ended(world: World, *, days: int = 15, gates: bool = True) -> Certificate:
    """Let a certificate of Mingjing have ended so many days ago; the grace is fourteen."""
    required = await CertificateRequirement.create(
        public_id=f"r-{days}-{gates}", name_en="ISO 9001", is_gating=gates, created_at=NOW,
        **for_kinds(("supplier",)),
    )  # fmt: skip
    return await Certificate.create(
        public_id=f"c-{days}-{gates}", counterparty_id=world.supplier_id, requirement=required,
        state=CertificateState.VALID, expires_on=clock.today() - timedelta(days=days),
        submitted_by_id=world.supplier.user_id, submitted_at=NOW,
    )  # fmt: skip


async def test_a_new_order_is_not_sent_and_its_draft_is_kept(world: World) -> None:
    await ended(world)
    number = await start_order(world.buyer, supplier="CP-0011", lines=TWO)
    with pytest.raises(Refusal, match=r"ISO 9001.*2026-11-08") as refused:
        await send_order(world.buyer, number, version=1)
    assert refused.value.field == "certificates"
    stored = await order(number)
    assert (stored.stage, stored.revision) == (OrderStage.DRAFT, 0)
    draft = await PurchaseDraft.get(order_id=stored.id)
    assert [one.sku for one in typed_lines(draft.typed_lines)] == ["MIR-1", "MJ-MIR-2"]
    assert not await OutboxMessage.filter(record_number=number).exists()


async def test_days_of_grace_and_certificates_that_do_not_gate_let_it_pass(world: World) -> None:
    await ended(world, days=14)
    await ended(world, days=200, gates=False)
    assert (await order(await sent(world))).stage == OrderStage.SENT


async def test_other_suppliers_are_not_stopped(world: World) -> None:
    kept = await ended(world)
    await Certificate.filter(id=kept.id).update(counterparty_id=world.rival_id)
    await Counterparty.filter(id=world.rival_id).update(is_supplier=True)
    assert (await order(await sent(world))).stage == OrderStage.SENT


async def test_what_was_sent_before_goes_on(world: World) -> None:
    number = await sent(world)
    await ended(world)
    version = await rewritten(world, number, TypedLine("MIR-1", "300", "2026-12-05"))
    await send_order(world.buyer, number, version=version)
    assert (await order(number)).revision == 2


async def test_it_also_stops_the_approval_that_would_send_it(world: World) -> None:
    number = await start_order(world.buyer, supplier="CP-0011", lines=LARGE)
    await send_order(world.buyer, number, version=1)
    await ended(world)
    with pytest.raises(Refusal, match="ISO 9001"):
        await approve_order(world.finance, number, version=2)
    assert (await order(number)).stage == OrderStage.AWAITING_APPROVAL
    await return_order(world.finance, number, version=2, reason="Wait for their certificate")
    assert (await order(number)).stage == OrderStage.DRAFT
