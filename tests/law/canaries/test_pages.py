"""Whatever anybody opens, follows, searches or takes along, no word of a stranger's row is in it.

And her own words are: a crawl that finds nothing at all proves nothing.
"""

import logging
import re
from collections import Counter, defaultdict
from typing import Any

import pytest

from tests.backends import is_walled
from tests.law.canaries.people import todays
from tests.law.canaries.planted import Walk, World
from tests.law.canaries.planting import rewrite
from tests.law.canaries.sight import Sight
from tests.law.mutation.sampling import WHOLE
from tests.law.principals import HOMES, Principal
from tests.web import PLACE

pytestmark = pytest.mark.by_turns

TURNS = 4 if WHOLE else 1
OUTSIDERS, COLLEAGUES = 4, 1

UNSTEADY = ("/sign-in",)
"""What differs from one time to the next."""
_OWN_TO_EACH = re.compile(rf"[0-9a-f]{{32}}|{PLACE}|/static/[^\"]+")
UNSHOWN = {
    "administrator_request": "she who asks sees that it is asked, not the words",
    "custom_role": "only administrators choose roles",
    "invitation": "only administrators invite",
    "price_list": "lists are named where there are several",
    "purchase_revision": "what a revision was for is shown where there was a second one",
    "purchase_promise": "the last promise of a line is a day, its words are shown while they count",
    "rfq_invitation": "why she declined is said where she did",
    "session": "a view shows no session, whoever has one sees its device",
    "view_as": "only where somebody looked",
}
"""Tables of which somebody outside may read rows though no page of hers says their words."""


def _wrong(walks: list[Walk]) -> str:
    """Return what was wrong, each column of each person once."""
    by_column: dict[str, list[str]] = defaultdict(list)
    for walk in walks:
        for one in walk.wrong:
            by_column[f"{walk.who.name} {one.rpartition(' of row ')[0].rpartition(' ')[2]}"].append(
                one
            )
    return "\n".join(f"{len(found)} × {found[0]}" for found in by_column.values())


def _unmet(world: World, walk: Walk) -> set[str]:
    """Return the tables of which she may read rows, and no page said a word of any."""
    planted = {one.table for one in world.ledger.words}
    return {
        table for table in planted
        if walk.sight and walk.sight.rows(table) and not walk.met[table]
    }  # fmt: skip


def _outside(people: list[Principal]) -> list[Principal]:
    return [one for one in people if one.actor is not None and not one.actor.is_staff]


@pytest.mark.asvs("8.2.3", "8.4.1", "15.3.1")
@pytest.mark.parametrize("turn", range(TURNS))
async def test_nobody_outside_meets_a_word_of_a_strangers_row(
    demo: str, turn: int, caplog: pytest.LogCaptureFixture
) -> None:
    made = await World.planted()
    caplog.set_level(logging.DEBUG, "wanglai")
    nobody = [one for one in made.people if one.actor is None]
    people = [*todays(_outside(made.people), OUTSIDERS), *todays(nobody, 1)][turn::TURNS]
    walks = [await made.walk(one) for one in people]
    assert not (wrong := _wrong(walks)), wrong
    for walk in walks:
        if walk.sight is not None:
            # The organisations of the homes have every kind of record, the newest of it sent.
            is_home = walk.sight.who.counterparty_number in HOMES.values()
            assert not (is_home and _unmet(made, walk) - UNSHOWN.keys()), walk.who.name
            assert sum(walk.met.values()) > 300, (walk.who.name, walk.met)
    met: Counter[Any] = sum((one.kinds for one in walks), Counter())
    assert {"text/html", "text/csv", "application/pdf"} <= met.keys(), met
    assert not made.ledger.found_in(caplog.text), "the log says what stands in the records"


@pytest.mark.asvs("8.2.3")
@pytest.mark.parametrize("turn", range(TURNS))
async def test_no_colleague_meets_a_word_that_her_role_does_not_read(demo: str, turn: int) -> None:
    made = await World.planted()
    ours = [one for one in made.people if one.actor is not None and one.actor.is_staff]
    walks = [await made.walk(one) for one in todays(ours, COLLEAGUES)[turn::TURNS]]
    assert not (wrong := _wrong(walks)), wrong
    for walk in walks:
        assert sum(walk.met.values()) > 300, (walk.who.name, walk.met)


async def test_what_others_write_changes_nothing_on_a_page_of_hers(demo: str) -> None:
    """Not a count, not an order of rows, not a length: nothing of what she may not read is felt."""
    made = await World.planted()
    (who,) = todays(_outside(made.people), 1)[:1]
    assert who.actor is not None
    sight = Sight(made.oracle, who.actor)
    paths = [path for path in dict.fromkeys(made.first(who)) if path not in UNSTEADY]
    before = {path: await _read(who, path) for path in paths}
    assert await rewrite(made.ledger, lambda cell: not sight.may_read(cell)) > 10_000
    for path, text in before.items():
        assert await _read(who, path) == text, f"{who.name}: {path}"
    assert sum(len(text) for text in before.values()) > 100_000


async def _read(who: Principal, path: str) -> str:
    answer = await who.browser.get(path)
    is_text = answer.headers.get("content-type", "").startswith("text/")
    return _OWN_TO_EACH.sub("", answer.text) if is_text else str(answer.status_code)


async def test_the_crawl_notices_a_list_that_forgot_its_scope(
    demo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests above can fail: an order list without its scope shows strangers' words.

    Behind the second wall it shows none: what the first wall forgot stays with the database.
    """
    made = await World.planted()
    who = next(one for one in _outside(made.people) if one.name == "customer.member")
    monkeypatch.setattr("shared.orders.queries.scope", lambda _actor, model, *_: model.all())
    wrong = (await made.walk(who)).wrong
    assert any("sales_order" in one for one in wrong) is not is_walled(), wrong[:3]
