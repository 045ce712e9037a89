"""Steps follow each other; what was cut off half-way gives back what it held."""

import asyncio
from collections.abc import Mapping
from enum import StrEnum

import pytest
from tortoise.expressions import F
from tortoise.models import Model

from shared.campaigns.models import Announcement
from shared.campaigns.rules import TRANSITIONS as ANNOUNCEMENTS
from shared.counterparties.models import Counterparty, ProfileChange
from shared.counterparties.proposals import TRANSITIONS as CHANGES
from shared.database.uow import uow
from shared.documents.models import Certificate
from shared.documents.rules import TRANSITIONS as CERTIFICATES
from shared.kernel.errors import Refusal
from shared.kernel.state import after
from shared.opportunities.models import DealRegistration
from shared.opportunities.rules.deals import TRANSITIONS as DEALS
from shared.orders.models import SalesOrder
from shared.orders.rules import TRANSITIONS as ORDERS
from shared.purchasing.models.deliveries import Delivery, Discrepancy
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder
from shared.purchasing.models.rfqs import Rfq
from shared.purchasing.rules.deliveries import DISCREPANCY_TRANSITIONS as DISCREPANCIES
from shared.purchasing.rules.deliveries import TRANSITIONS as DELIVERIES
from shared.purchasing.rules.lines import TRANSITIONS as LINES
from shared.purchasing.rules.orders import TRANSITIONS as PURCHASES
from shared.purchasing.rules.rfqs import TRANSITIONS as RFQS
from shared.tickets.models import Ticket
from shared.tickets.rules.life import TRANSITIONS as TICKETS
from tests import hostile, records
from tests.asvs.asking import PEOPLE, whose
from tests.asvs.test_every_verb import ROLES
from tests.cast import FACES, browser_of

Table = Mapping[tuple[StrEnum, str], StrEnum]
LIVES: dict[type[Model], tuple[str, Table]] = {
    SalesOrder: ("state", ORDERS), DealRegistration: ("state", DEALS), Ticket: ("state", TICKETS),
    ProfileChange: ("state", CHANGES), Certificate: ("state", CERTIFICATES),
    Announcement: ("state", ANNOUNCEMENTS), PurchaseOrder: ("stage", PURCHASES),
    PurchaseLine: ("state", LINES), Delivery: ("state", DELIVERIES),
    Discrepancy: ("state", DISCREPANCIES), Rfq: ("stage", RFQS),
}  # type: ignore[dict-item]  # fmt: skip


def ends(table: Table) -> list[StrEnum]:
    """Return the states that nothing leads out of."""
    kind = type(next(iter(table))[0])
    return [one for one in kind if not any(state == one for state, _ in table)]


@pytest.mark.asvs("2.3.1")
@pytest.mark.parametrize("model", LIVES, ids=lambda model: model.__name__)
def test_asvs_2_3_1_what_the_table_does_not_name_is_refused(model: type[Model]) -> None:
    _, table = LIVES[model]
    kind, verbs = type(next(iter(table))[0]), {verb for _, verb in table}
    refused = 0
    for state in kind:
        for verb in verbs:
            if (state, verb) not in table:
                refused += 1
                with pytest.raises(Refusal):
                    after(table, state, verb)
    assert refused >= len(verbs) * len(ends(table)) > 0


@pytest.mark.asvs("2.3.1")
@pytest.mark.parametrize(("turn", "face"), list(enumerate(sorted(FACES))))
async def test_asvs_2_3_1_no_verb_leads_out_of_an_end(demo: str, turn: int, face: str) -> None:
    of, sender = await whose(), await browser_of(PEOPLE[face])
    paths = [
        (route, path)
        for route in hostile.verbs_of(FACES[face].routes, ROLES[face], hostile.SPARED)
        if "{" in route.path
        for path in (await records.paths(route, of))[:1]
    ]
    ended = {}
    for model, (column, table) in LIVES.items():
        state = ends(table)[-1 - turn % len(ends(table))]
        await model.all().update(**{column: state})
        ended[model] = (state, set(await model.all().values_list("id", flat=True)))
    for route, path in paths:
        await sender.post(path, await hostile.good(route))
    for model, (state, ids) in ended.items():
        column = LIVES[model][0]
        kept = await model.filter(**{column: state}).values_list("id", flat=True)
        assert ids <= set(kept), f"{model.__name__}: something led out of {state}"
    assert len(paths) > 40


@pytest.mark.asvs("15.4.3")
async def test_asvs_15_4_3_work_that_was_cut_off_gives_its_lock_back(demo: str) -> None:
    done = 0

    async def work() -> None:
        nonlocal done
        await Counterparty.filter(number="CP-0001").update(version=F("version") + 1)
        await asyncio.sleep(0)
        done += 1

    before = (await Counterparty.get(number="CP-0001")).version
    for ticks in range(150):
        tasks = [asyncio.create_task(uow(work)) for _ in range(2)]
        for _ in range(ticks % 25):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(20):
        await asyncio.gather(*(uow(work) for _ in range(20)))
        assert (await Counterparty.get(number="CP-0001")).version == before + done
    assert done > 20
