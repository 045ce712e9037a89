"""Which organisation another belongs to: a branch to its head office, at most MOST_LEVELS deep.

Whom that lets in where is kept in identity, a storey above.
"""

from collections.abc import Sequence

from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.counterparties.family import MOST_LEVELS, chain, levels_below
from shared.counterparties.models import Counterparty
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say

_UNKNOWN = say("There is no such organisation in your care.")
_CIRCLE = say("That organisation belongs to this one itself.")
_DEEP = say("Organisations stand in five levels at most.")


async def place_under(actor: Actor, *, number: str, parent: str, version: int) -> list[int]:
    """Place an organisation under another ("" for none), both within the actor's scope.

    Returns the ids of those whose line to the top has changed by it. Raises NotFound for what is not
    hers to place, Refusal at `parent` for an unknown one, a circle or too many levels, Stale.
    """
    kept = await one(actor, Counterparty, "set_parent", number=number)
    below = await levels_below(kept.id)
    upper = await _upper(actor, parent.strip().upper())
    if kept.parent_id == upper:
        return []
    if upper is not None:
        check_levels(await chain(upper), kept.id, len(below))
    before = {"parent_id": kept.parent_id}
    await change(actor, kept, "set_parent", version, parent_id=upper, updated_at=clock.now())
    await record(
        actor, "counterparty.set_parent", kept, counterparty_id=kept.id, before=before,
        after={"parent_id": upper},
    )  # fmt: skip
    return [kept.id, *(one for level in below for one in level)]


def check_levels(above: Sequence[int], place: int, below: int) -> None:
    """Refuse a parent of `place`: `above` are its own id and those above it, the nearest first.

    `below` is how many levels hang on `place`.
    """
    if place in above:
        raise Refusal(_CIRCLE, "parent")
    if len(above) + 1 + below > MOST_LEVELS:
        raise Refusal(_DEEP, "parent")


async def _upper(actor: Actor, number: str) -> int | None:
    if not number:
        return None
    found = await scope(actor, Counterparty, "set_parent").get_or_none(number=number)
    if found is None:
        raise Refusal(_UNKNOWN, "parent")
    return int(found.id)
