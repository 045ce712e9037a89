"""Probes of the engine that reads one record and writes one: id, scope, version, and only once."""

from collections.abc import Awaitable, Callable
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor, system
from shared.access.scope import HER_OWN, change, one
from shared.counterparties.models import Counterparty
from shared.database.models import IdempotencyKey
from shared.identity import queries
from shared.identity.models import Membership
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.opportunities.models import DealRegistration
from shared.orders.models import SalesOrder
from tests.law.doors import Scene, hash_of, probe, undone
from tests.web import Browser

HERS, THEIRS = "CP-0001", "CP-0002"
Deed = Callable[[], Awaitable[Any]]


async def _actor(browser: Browser) -> Actor:
    session = await queries.session_actor(hash_of(browser), browser.face.name)
    assert session is not None
    return session.actor


async def _of(number: str) -> Any:
    """Return an order of that organisation."""
    return await SalesOrder.filter(buyer__number=number).order_by("id").first()


async def _refusal(deed: Deed) -> BaseException | None:
    """Return how the deed is refused; it is undone in any case."""
    try:
        await undone(deed)
    except (NotAllowed, NotFound, Stale, Refusal) as refused:
        return refused
    return None


async def _refused_as(expected: type[BaseException], deed: Deed) -> bool:
    return type(await _refusal(deed)) is expected


async def _noted(actor: Actor, record: Any, version: int | None = None) -> list[str]:
    """Write a note on the record; return the notes that all orders then have, and its version."""
    await change(actor, record, "update", version, note="seen to")
    kept = await SalesOrder.get(id=record.id)
    assert (record.note, record.version) == (kept.note, kept.version)
    return [one.number for one in await SalesOrder.filter(note="seen to")]


@probe
async def one_record_is_written_and_no_other(scene: Scene) -> bool:
    her, order = await _actor(scene.buyer), await _of(HERS)
    return bool(await undone(lambda: _noted(her, order)) == [order.number])


@probe
async def the_version_that_she_saw_counts(scene: Scene) -> bool:
    her, order = await _actor(scene.buyer), await _of(HERS)
    seen = order.version

    async def noted_at(version: int) -> list[str]:
        return await _noted(her, await _of(HERS), version)

    return (
        await undone(lambda: noted_at(seen)) == [order.number]
        and await _refused_as(Stale, lambda: noted_at(seen + 1))
        and await _refused_as(Stale, lambda: noted_at(seen - 1))
    )


@probe
async def what_is_not_hers_is_not_written(scene: Scene) -> bool:
    her, order = await _actor(scene.buyer), await _of(THEIRS)
    return await _refused_as(NotFound, lambda: _noted(her, order))


@probe
async def one_record_is_read_within_the_scope(scene: Scene) -> bool:
    her, mine, theirs = await _actor(scene.buyer), await _of(HERS), await _of(THEIRS)
    found = await one(her, SalesOrder, number=mine.number)
    return found.id == mine.id and all([
        await _refused_as(NotFound, lambda: one(her, SalesOrder, number=theirs.number)),
        await _refused_as(NotFound, lambda: one(her, SalesOrder, number="SO-2026-" + "9" * 99)),
        await _refused_as(NotFound, lambda: one(her, SalesOrder, "update", number="SO-0000-0000")),
    ])  # fmt: skip


@probe
async def whoever_may_not_read_finds_nothing(scene: Scene) -> bool:
    supplier, mine = await _actor(scene.supplier), await _of(HERS)
    return await _refused_as(
        NotFound, lambda: one(supplier, SalesOrder, number=mine.number)
    ) and await _refused_as(
        NotAllowed, lambda: one(supplier, SalesOrder, "update", number=mine.number)
    )


async def _joined(browser: Browser, number: str, deed: Deed) -> BaseException | None:
    """Make her a member of that organisation as well, and return how the deed is refused then."""
    her, place = await _actor(browser), await Counterparty.get(number=number)

    async def as_member() -> Any:
        await Membership.create(
            public_id="both", user_id=her.user_id, counterparty=place, role="member",
            created_at=clock.now(),
        )  # fmt: skip
        return await deed()

    return await _refusal(as_member)


@probe
async def nobody_decides_for_an_organisation_of_her_own(scene: Scene) -> bool:
    her = await _actor(scene.colleague)
    deal = await DealRegistration.filter(distributor__number=HERS).order_by("id").first()
    assert deal is not None

    async def read() -> Any:
        return await one(her, DealRegistration, "review", number=deal.number)

    async def written() -> Any:
        await change(her, deal, "review", version=deal.version)

    for deed in (read, written):
        told = await _joined(scene.colleague, HERS, deed)
        if not isinstance(told, NotAllowed) or told.because is not HER_OWN:
            return False
        if await _refusal(deed) is not None:
            return False
    missing = await _joined(
        scene.colleague, HERS, lambda: one(her, DealRegistration, "review", number="DR-0000-0000")
    )
    return isinstance(missing, NotFound)


async def _done(permission: str, place: str) -> list[Any]:
    """Do it under a key, another, and the first; return the answers, how often, and what is kept."""
    actor, times = system(), []

    @action(permission)
    async def deed(_: Actor, what: str) -> int:
        times.append(what)
        return len(times)

    answers = [await deed(actor, "it", key=key) for key in (place, f"not {place}", place)]
    kept = await IdempotencyKey.get(key=f"0:0:{place}")
    return [*answers, len(times), kept.permission]


@probe
async def what_was_sent_twice_is_done_once(scene: Scene) -> bool:
    told = await undone(lambda: _done("sales_order.update", "one"))
    return bool(told == [1, 2, 1, 2, "sales_order.update"])


@probe
async def a_key_that_was_used_for_something_else_is_refused(scene: Scene) -> bool:
    async def other() -> None:
        await _done("sales_order.update", "two")
        await IdempotencyKey.filter(key="0:0:two").update(body_hash="0" * 64)
        await _done("sales_order.update", "two")

    async def of_another_kind() -> None:
        await _done("sales_order.update", "two")
        await IdempotencyKey.filter(key="0:0:two").update(permission="sales_order.cancel")
        await _done("sales_order.update", "two")

    return await _refused_as(Refusal, other) and await _refused_as(Refusal, of_another_kind)
