"""Differences between notice and receipt: how they are opened and what is said about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.database.numbering import next_numbers
from shared.files.actions import attach
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say
from shared.purchasing.models.deliveries import Delivery, Discrepancy, DiscrepancyMessage
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.rules.deliveries import DiscrepancyKind
from shared.purchasing.rules.receiving import LONGEST_STORY
from shared.purchasing.writing import side_of


@dataclass(frozen=True)
class Difference:
    """One that was found: of what kind, how much (×10⁴), of which line, beside which receipt line."""

    kind: DiscrepancyKind
    quantity: int
    line: PurchaseLine
    receipt_line_id: int
    story: str = ""


async def open_differences(
    actor: Actor, delivery: Delivery, found: Sequence[Difference]
) -> list[str]:
    """Write what was found and return the numbers (`DC-2026-0001`); two statements."""
    if not found:
        return []
    now = clock.now()
    numbers = await next_numbers("DC", len(found), clock.today(actor.zone).year)
    await Discrepancy.bulk_create(
        Discrepancy(
            number=number, supplier_id=delivery.supplier_id, delivery_id=delivery.id,
            line_id=one.line.id, receipt_line_id=one.receipt_line_id, kind=one.kind,
            quantity=one.quantity, story=one.story.strip()[:LONGEST_STORY],
            opened_by_id=actor.user_id or None, opened_at=now, updated_at=now,
        )
        for number, one in zip(numbers, found, strict=True)
    )  # fmt: skip
    return numbers


async def held_difference(actor: Actor, number: str, verb: str) -> Discrepancy:
    """Return one in the actor's scope, locked until the commit; NotFound for strangers."""
    found = await one(actor, Discrepancy, verb, number=number)
    held = await scope(actor, Discrepancy, verb).filter(id=found.id).select_for_update().first()
    if held is None:
        raise NotFound
    return held


async def add_message(
    actor: Actor, difference: Discrepancy, text: str, files: Sequence[str] = ()
) -> None:
    """Add a sentence with its photos to the thread that both sides read."""
    if len(text) > LONGEST_STORY:
        raise Refusal(say("At most {most} characters.", most=LONGEST_STORY), "text")
    message = await DiscrepancyMessage.create(
        discrepancy_id=difference.id, author_id=actor.user_id or None, author_name=actor.name,
        side=side_of(actor), text=text.strip(), said_at=clock.now(),
    )  # fmt: skip
    await attach(actor, files, "discrepancy_message", message.id)
