"""Who wrote in a price list since it was last published: none of them publishes it.

Written and asked under the lock of the list's row: whoever writes or publishes has changed that
row under its version before, in the same transaction.
"""

from shared.access.actor import Actor
from shared.catalogue.management import OWN_WORK
from shared.catalogue.models import PriceList, PriceListAuthor
from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.settings import load


async def note_author(actor: Actor, list_id: int) -> None:
    """Remember that the actor wrote in this list; the machinery is nobody's colleague."""
    if actor.user_id:
        await PriceListAuthor.get_or_create(price_list_id=list_id, user_id=actor.user_id)


@duty("Nobody publishes prices that she wrote, where four eyes are asked for.")
async def refuse_author(actor: Actor, kept: PriceList) -> None:
    """Refuse whoever wrote in the list, where four eyes are asked for."""
    rows = PriceListAuthor.filter(price_list_id=kept.id, user_id=actor.user_id)
    if load().price_four_eyes and await rows.exists():
        raise Refusal(OWN_WORK)


async def forget_authors(list_id: int) -> None:
    """Begin anew: what was written until now has been published, or is thrown away."""
    await PriceListAuthor.filter(price_list_id=list_id).delete()
