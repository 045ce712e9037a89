"""Saying through which distributor a customer buys: its distributor of record.

The orders that it submits from then on name that one; orders of before stay as they are.
"""

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, places
from shared.counterparties.channel import distributors
from shared.counterparties.models import Counterparty, EndCustomer
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.wording import say

_UNKNOWN = say("There is no such active distributor in your care.")
_ITSELF = say("An organisation is not its own distributor.")
_BUYS_NOTHING = say("Only whoever buys from us has a distributor.")


@action("end_customer.update")
async def set_distributor(actor: Actor, *, number: str, distributor: str, version: int) -> None:
    """Say through which distributor (its number, "" for none) an organisation buys.

    Raises NotFound for what is not in the actor's care, Refusal at `distributor` for one that is no
    active distributor within the actor's sight, for the organisation itself and for one that buys
    nothing; Stale when somebody said something else since `version` (0: nothing was said before).
    """
    kept = await one(actor, Counterparty, number=number)
    if not await places(actor, "end_customer.update").filter(id=kept.id).exists():
        raise NotFound
    chosen = await _chosen(actor, kept, distributor.strip().upper())
    tie, made = await EndCustomer.get_or_create(
        {"version": 0, "created_at": clock.now()}, counterparty_id=kept.id
    )
    before = await _number_of(tie.distributor_id)
    names = {name: getattr(kept, name) for name in ("name_zh", "name_en", "city", "city_other")}
    said = {
        "distributor_id": chosen.id if chosen else None,
        "distributor_zh": chosen.name_zh if chosen else "",
        "distributor_en": chosen.name_en if chosen else "",
    }
    if made and version:
        raise Stale(said, 0)
    await change(actor, tie, "update", version, **said, **names)
    after = chosen.number if chosen else ""
    if after != before:
        await record(
            actor, "end_customer.update", kept, counterparty_id=kept.id,
            before={"distributor": before}, after={"distributor": after},
        )  # fmt: skip


async def _chosen(actor: Actor, kept: Counterparty, number: str) -> Counterparty | None:
    if not number:
        return None
    if number == kept.number:
        raise Refusal(_ITSELF, "distributor")
    if not (kept.is_customer or kept.is_distributor):
        raise Refusal(_BUYS_NOTHING, "distributor")
    found = await distributors(actor).get_or_none(number=number)
    if found is None:
        raise Refusal(_UNKNOWN, "distributor")
    return found


async def _number_of(place: int | None) -> str:
    found = await Counterparty.get_or_none(id=place) if place else None
    return str(found.number) if found else ""
