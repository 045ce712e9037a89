"""One query forgets whose rows it reads: the fuzzer, the house and the second wall each see it alone."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from tortoise.models import Model
from tortoise.queryset import QuerySet

from shared.counterparties.models import Counterparty
from shared.orders import detail
from shared.orders.models import SalesOrder
from tests import backends
from tests.cast import FACES
from tests.house.test_house import all_checks
from tests.house.tree import ROOT, Tree
from tests.law.fuzzer import RIVALS, Fuzzer
from tests.law.principals import HOMES, member

PLACE = "shared/orders/detail.py"
SCOPED, FORGOTTEN = "scope(actor, SalesOrder)", "SalesOrder.all()"
ADDRESS = "/orders/{number}"


@contextmanager
def planted() -> Iterator[None]:
    """The page of an order finds it among everybody's."""

    def everything(_: object, model: type[Model], verb: str = "read") -> QuerySet[Any]:
        return model.all()

    with mock.patch.object(detail, "scope", everything):
        yield


async def wrong_at_the_page(fuzzer: Fuzzer) -> list[str]:
    """Return what the fuzzer finds at the address of an order in the portal."""
    app = FACES["portal"]
    people = [one for one in fuzzer.people if one.browser.face.name == "portal"]
    (route,) = (one for one in app.routes if (one.path, one.method) == (ADDRESS, "GET"))
    fuzzer.wrong = []
    for one in await fuzzer.tries(route, people):
        await fuzzer.attempt(one)
    return fuzzer.wrong


async def test_the_fuzzer_sees_it(unwalled: str) -> None:
    fuzzer = await Fuzzer.start()
    assert not await wrong_at_the_page(fuzzer)
    with planted():
        found = await wrong_at_the_page(fuzzer)
    assert any("200, not [404]" in one and HOMES["distributor"] not in one for one in found), found


def test_the_house_sees_it() -> None:
    check, tree = all_checks()["queries_ask_for_the_scope"], Tree()
    text = (ROOT / PLACE).read_text(encoding="utf-8")
    assert SCOPED in text
    before = set(check(tree))
    tree.modules[PLACE] = ast.parse(text.replace(SCOPED, FORGOTTEN))
    found = set(check(tree)) - before
    assert len(found) == 1
    assert PLACE in found.pop()


@pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="row-level security is PostgreSQL's"
)
async def test_the_second_wall_sees_it(walled: str) -> None:
    place = await Counterparty.get(number=HOMES["distributor"])
    rival = await Counterparty.get(number=RIVALS["distributor"])
    asker = await member("distributor", "organisation_admin", place, " behind the wall")
    own, foreign = [
        await SalesOrder.filter(buyer=one, submitted_at__isnull=False).order_by("id").first()
        for one in (place, rival)
    ]
    assert own is not None
    assert foreign is not None
    with planted():
        assert (await asker.browser.get(f"/orders/{own.number}")).status_code == 200
        assert (await asker.browser.get(f"/orders/{foreign.number}")).status_code == 404
