"""Names of others in any field, parameter or header are as good as names of nothing."""

import time

from tests import footprint
from tests.law.foreign_inputs import APART, TAKES, Trials
from tests.law.fuzzer import Fuzzer
from tests.law.grid import share, turn
from tests.law.names import ARCHIVED, FOREIGN, MALFORMED, OTHER_KIND, OWN, PARENT, RANDOM

FORMS, PAGES = share(24), share(30)
LEAST = 500 if PAGES == 1 else 16
# Drafts of orders are kept as they were typed, whatever their lines name: sending one decides.
MOST_UNPROVEN = 0.04
# In the others a name of hers is told from one of nothing, but both are taken or both refused: what
# is sent after it was saved (a rehearsed deed misses its first step), and free text about a product.
LEAST_TAKEN = 0.75


async def test_a_foreign_name_in_a_field_is_a_name_of_nothing(demo: str) -> None:
    trials = await Trials.start(await Fuzzer.start())
    began = time.process_time()
    await trials.forms(FORMS, turn())
    tell("fields", trials, began)
    told = trials.naming
    taken = [name for name in told if TAKES in told[name]]
    unproven = sorted(name for name in told if not told[name] & {TAKES, APART})
    print(f"{len(told)} fields name a record, {len(taken)} take hers, no control in {unproven}")
    assert not trials.wrong, f"{len(trials.wrong)} wrong\n" + "\n".join(trials.wrong[:40])
    if FORMS == 1:
        for kind in (FOREIGN, ARCHIVED, OTHER_KIND, PARENT, RANDOM, MALFORMED, OWN):
            assert trials.met[kind] > 50, kind
        assert len(unproven) < MOST_UNPROVEN * len(told)
        assert len(taken) > LEAST_TAKEN * len(told)
    assert len(trials.people) > 5


async def test_a_foreign_name_in_a_parameter_or_header_changes_nothing(demo: str) -> None:
    trials = await Trials.start(await Fuzzer.start())
    before, began = await _kept(), time.process_time()
    await trials.parameters(PAGES, turn(), LEAST)
    tell("parameters", trials, began)
    assert not trials.wrong, f"{len(trials.wrong)} wrong\n" + "\n".join(trials.wrong[:40])
    assert trials.met["headers"] > 100 // PAGES
    assert trials.met[FOREIGN] >= LEAST
    assert await _kept() == before


async def _kept() -> dict[str, str]:
    """Return what stands in each table but the journal: it says who took a sheet or paper along."""
    found = await footprint.contents()
    return {table: told for table, told in found.items() if not table.startswith("journal_")}


def tell(what: str, trials: Trials, began: float) -> None:
    """Print the counts: `pytest -s` shows them."""
    tries, seconds = sum(trials.met.values()), time.process_time() - began
    print(
        f"\n{what}: {tries} tries by {len(trials.people)} people, {dict(trials.met)}, {seconds:.0f} s"
    )
