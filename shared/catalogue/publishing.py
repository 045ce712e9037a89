"""Price lists in front of buyers: published by a second person, withdrawn, revised behind the scenes.

While four eyes are asked for, a published list is not edited in place: a revision is a draft
beside it whose prices take the place of the list's own, all at once, when somebody publishes it.
"""

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.catalogue.authors import forget_authors, refuse_author
from shared.catalogue.models import PriceEntry, PriceList, PriceListAssignment
from shared.catalogue.price_texts import differences, entries_of, row_of, texts
from shared.journal.actions import Change, record, record_many
from shared.kernel import clock
from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import say

REVISION = "-REV"


@action("price_list.publish")
async def publish_price_list(actor: Actor, *, code: str, version: int) -> str:
    """Let buyers see and buy at these prices from the first day of the list on.

    Refused to everybody who wrote in it since it was last published. A revision takes the place of
    its list. Returns the code under which the prices stand.
    """
    kept = await one(actor, PriceList, "publish", code=code)
    if kept.is_published:
        raise Refusal(say("It is published already."))
    if not await PriceEntry.filter(price_list_id=kept.id).exists():
        raise Refusal(say("The list has no prices yet."))
    if kept.replaces_id:
        return await _replace(actor, kept, version)
    await _publish(actor, kept, version, is_published=True)
    await refuse_author(actor, kept)
    await forget_authors(kept.id)
    return code


@action("price_list.publish")
async def withdraw_price_list(actor: Actor, *, code: str, version: int) -> None:
    """Make the list a draft again: no new order is priced from it."""
    kept = await one(actor, PriceList, "publish", code=code)
    await _publish(actor, kept, version, is_published=False)


@action("price_list.create")
async def revise_price_list(actor: Actor, *, code: str) -> str:
    """Begin a revision of a published list, or return the code of the one that is begun."""
    kept = await one(actor, PriceList, "update", code=code)
    if not kept.is_published:
        raise Refusal(say("It is a draft: change it as it stands."))
    begun = await PriceList.get_or_none(replaces_id=kept.id)
    if begun is not None:
        return str(begun.code)
    now = clock.now()
    made = await PriceList.create(
        code=f"{kept.code[: 40 - len(REVISION)]}{REVISION}", name_zh=kept.name_zh,
        name_en=kept.name_en, currency=kept.currency, valid_from=kept.valid_from,
        valid_until=kept.valid_until, is_published=False, replaces_id=kept.id,
        replaces_version=kept.version, created_at=now, updated_at=now,
    )  # fmt: skip
    rows = [(entry.product_id, row_of(entry)) for entry in await entries_of(kept)]
    await PriceEntry.bulk_create(
        PriceEntry(
            price_list_id=made.id, product_id=product_id, from_quantity=row.from_quantity,
            price=row.price, per=row.per, valid_from=row.valid_from, valid_until=row.valid_until,
        )
        for product_id, row in rows
    )  # fmt: skip
    await record(actor, "price_list.revise", made, number=made.code, after={"replaces": kept.code})
    return str(made.code)


@action("price_list.update")
async def discard_revision(actor: Actor, *, code: str, version: int) -> str:
    """Throw a revision away; the published list stays. Returns the code of that list."""
    kept = await one(actor, PriceList, "update", code=code)
    if not kept.replaces_id:
        raise Refusal(say("It is no revision."))
    live = await PriceList.get(id=kept.replaces_id)
    await change(actor, kept, "update", version, updated_at=clock.now())
    await record(actor, "price_list.discard", kept, number=live.code, before={"code": kept.code})
    await _remove(kept)
    return str(live.code)


async def _publish(actor: Actor, kept: PriceList, version: int, *, is_published: bool) -> None:
    await change(actor, kept, "publish", version, is_published=is_published, updated_at=clock.now())
    await record(
        actor, "price_list.publish" if is_published else "price_list.withdraw", kept,
        number=kept.code, before={"is_published": not is_published},
        after={"is_published": is_published},
    )  # fmt: skip


async def _replace(actor: Actor, revision: PriceList, version: int) -> str:
    """Give the live list the prices, names and validity of its revision, in this transaction."""
    if version != revision.version:
        raise Stale({}, revision.version)
    live = await PriceList.get(id=revision.replaces_id)
    if live.version != revision.replaces_version:
        raise Refusal(
            say("{code} has changed since this revision was begun: discard it and begin anew.",
                code=live.code)
        )  # fmt: skip
    before, after = await entries_of(live), await entries_of(revision)
    card = {
        name: getattr(revision, name)
        for name in ("name_zh", "name_en", "valid_from", "valid_until", "changed_by_id")
    }
    # Both rows are written under their versions: who edits either meanwhile is told.
    await change(actor, revision, "publish", version, updated_at=clock.now())
    await refuse_author(actor, revision)
    await change(actor, live, "publish", live.version, **card, updated_at=clock.now())
    await PriceEntry.filter(price_list_id=live.id).delete()
    await PriceEntry.filter(price_list_id=revision.id).update(price_list_id=live.id)
    await _remove(revision)
    await _journal_swap(actor, live, before, after)
    return str(live.code)


async def _journal_swap(
    actor: Actor, live: PriceList, before: list[PriceEntry], after: list[PriceEntry]
) -> None:
    old, new = differences(
        texts(map(row_of, before), live.currency), texts(map(row_of, after), live.currency)
    )
    told = Change("price_list", live.code, None, old, new)
    await record_many(actor, "price_list.publish", [told])


async def _remove(revision: PriceList) -> None:
    await forget_authors(revision.id)
    await PriceListAssignment.filter(price_list_id=revision.id).delete()
    await PriceEntry.filter(price_list_id=revision.id).delete()
    await PriceList.filter(id=revision.id).delete()
