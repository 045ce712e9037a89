"""Guards of single deeds: each has a row, each row ends as its rule says, each word is noticed."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module

import pytest

from shared.kernel.duties import DUTIES
from tests.house.tree import Tree
from tests.law import deeds_of_awards, deeds_of_people, deeds_of_trade  # noqa: F401  they enter rows
from tests.law.deeds import ROWS, Row, guard_named
from tests.law.mutation import guards
from tests.law.mutation.mutant import Mutant
from tests.law.mutation.sampling import Tell, survivors
from tests.law.test_actions import modules

SAME = {
    "check_within: without not kinds": "whoever has no role is refused by the action already",
}
"""Changes of a guard that change nothing, and why."""
NO_GUARDS = {
    "shared/counterparties/stand_ins.py:stands_in_for": "says whom the journal names beside her",
    "shared/catalogue/management.py:why_not_publish": "tells beforehand; authors.py refuses",
    "shared/counterparties/change_queries.py:_for_me": "which changes wait for her",
    "shared/files/actions.py:remove_file": "gives her a right for an hour, takes none",
    "shared/files/queries.py:openable": "gives her a right to what she staged",
    "shared/files/queries.py:_may_remove": "tells whether to show the button",
    "shared/identity/role_queries.py:requests_to_decide": "which requests wait for her",
    "shared/identity/domain_queries.py:domains_to_decide": "which requests wait for her",
    "shared/identity/domain_requests.py:take_back_domain": "her own is what she takes back",
    "shared/identity/role_requests.py:withdraw_request": "her own is what she takes back",
    "shared/orders/credit_proposals.py:withdraw_credit_limit": "her own is what she takes back",
    "shared/opportunities/actions/decisions.py:review_deal": "twice is once; nobody is kept out",
    "shared/opportunities/queries/deals.py:why_not_approve": "hands on to the guard of the rules",
    "shared/opportunities/queries/deals.py:why_not_extend": "hands on to the guard of the rules",
    "shared/purchasing/queries/detail.py:_can": "tells whether to show the button",
    "shared/tickets/queries/threads.py:_told": "whose words they are",
    "shared/tickets/queries/threads.py:_noted": "whose words they are",
}
"""Where the asking person is compared and nobody is kept from a deed, and why not."""


def registered() -> list[str]:
    """Return the full name of every guard of the house."""
    assert [*modules()]  # a guard is known once its module is imported
    return sorted(DUTIES)


def comparing(tree: Tree) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Find the functions that compare somebody with the person who asks."""
    for path, module in tree.parsed("shared/**/*.py"):
        for one in module.body:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and any(
                _compares(node) for node in ast.walk(one)
            ):
                yield f"{path}:{one.name}", one


def _compares(node: ast.AST) -> bool:
    said = "actor.user_id"
    if isinstance(node, ast.Compare):
        return said in {ast.unparse(one) for one in (node.left, *node.comparators)}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        return said in ast.unparse(node)
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return called and node.func.attr == "exclude" and any(  # type: ignore[attr-defined]
        said in ast.unparse(one) for one in [*node.args, *node.keywords]  # type: ignore[attr-defined]
    )  # fmt: skip


def test_whoever_is_compared_with_a_record_is_a_marked_guard() -> None:
    found = dict(comparing(Tree()))
    bare = {
        name for name, one in found.items()
        if not any(ast.unparse(mark).startswith("duty(") for mark in one.decorator_list)
    }  # fmt: skip
    assert bare == set(NO_GUARDS), "mark it with @duty(rule), or say in NO_GUARDS why it is none"
    assert len(found) > len(bare) + 5


@pytest.mark.parametrize("said", [
    "held.author_id == actor.user_id", "actor.user_id in (held.a_id, held.b_id)",
    "rows.exclude(author_id=actor.user_id)", "rows.filter(~Q(author_id=actor.user_id))",
])  # fmt: skip
def test_a_comparison_without_a_mark_would_be_found(said: str) -> None:
    assert any(_compares(node) for node in ast.walk(ast.parse(said)))


def test_every_guard_has_rows_that_let_through_or_refuse() -> None:
    rowed = {one.guard for one in ROWS}
    assert rowed == set(registered()), "tests/law/deeds_of_*.py has no row for a guard"
    assert len({(one.guard, one.name) for one in ROWS}) == len(ROWS)


@pytest.mark.asvs("2.3.5")
async def test_each_deed_ends_as_its_rule_says(demo: str) -> None:
    wrong = [
        f"{one.guard}, {one.name}: {await one.outcome()} instead of {one.said}"
        for one in ROWS if not await one.is_as_said()
    ]  # fmt: skip
    assert not wrong, "\n".join(wrong)


async def test_each_word_of_a_guard_left_out_is_noticed(demo: str, record_property: Tell) -> None:
    guard_of = {one: full for full in registered() for one in mutants_of(full)}
    found = [one for one in guard_of if not one.name.endswith((*SAME,))]

    async def notices(mutant: Mutant) -> bool:
        return await _notices(guard_of[mutant], mutant)

    left = await survivors(found, len(found), notices, record_property)
    assert not left, left
    assert len(found) > 40


def test_every_guard_can_be_broken() -> None:
    assert not [full for full in registered() if not mutants_of(full)]


def mutants_of(full: str) -> list[Mutant]:
    """Return the mutants of one guard."""
    module, _, name = full.rpartition(".")
    assert inspect.isfunction(guard_named(full))
    return [*guards.mutants(import_module(module), frozenset({name}))]


async def _notices(full: str, mutant: Mutant) -> bool:
    rows: list[Row] = [one for one in ROWS if one.guard == full]
    with mutant.broken():
        for one in rows:
            if not await one.is_as_said():
                return True
    return False
