"""Account numbers lie sealed and are masked: the deed of showing one, and sealing all of them anew."""

from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one
from shared.counterparties.models import BankAccount, ProfileChange, ProfileChangeItem
from shared.counterparties.proposals import SECRET, About, masked
from shared.database.sealed import UNREADABLE
from shared.database.uow import uow
from shared.journal.actions import record
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say

_AT_ONCE = 500


@action("bank_account.show")
async def show_account(actor: Actor, public_id: str, *, of: str) -> str:
    """Return the whole number of an account in effect of organisation `of`; the journal says so."""
    found = await one(
        actor, BankAccount, "show", public_id=public_id, is_archived=False, counterparty__number=of
    )
    await record(
        actor, "bank_account.show", found, number=found.public_id,
        counterparty_id=found.counterparty_id, after={"number": masked(found.number)},
    )  # fmt: skip
    return _readable(found.number)


@action("bank_account.show")
async def show_asked(actor: Actor, number: str) -> None:
    """Note that the numbers in a change of a bank account are shown to the actor."""
    found = await one(actor, ProfileChange, number=number)
    if found.about != About.BANK_ACCOUNT:
        raise NotFound
    items = await ProfileChangeItem.filter(change_id=found.id, field__in=SECRET)
    for item in items:
        _readable(item.new)
    await record(
        actor, "bank_account.show", found, number=number, counterparty_id=found.counterparty_id,
        after={"change": number, **{item.field: masked(item.new) for item in items}},
    )  # fmt: skip


async def seal_anew() -> tuple[int, int]:
    """Seal every text with the newest key; return how many, and how many no known key opens."""
    done = lost = 0
    tables: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (BankAccount, ("number",)), (ProfileChangeItem, ("old", "new")),
    )  # fmt: skip
    for model, columns in tables:
        last = 0
        while rows := await model.filter(id__gt=last).order_by("id").limit(_AT_ONCE):
            for row in rows:
                is_sealed = await _seal_row(row, columns)
                done, lost = done + is_sealed, lost + (not is_sealed)
            last = rows[-1].pk
    return done, lost


async def _seal_row(row: Any, columns: tuple[str, ...]) -> bool:
    """Write the same texts again, sealed with the newest key; False where they cannot be read."""

    async def write() -> bool:
        now = await type(row).select_for_update().get(id=row.pk)
        texts = {name: getattr(now, name) for name in columns}
        if UNREADABLE in texts.values():
            return False
        await type(row).filter(id=row.pk).update(**texts)
        return True

    return await uow(write)


def _readable(number: str) -> str:
    if number == UNREADABLE:
        raise Refusal(say("This number cannot be read: its secret key is missing here."))
    return number
