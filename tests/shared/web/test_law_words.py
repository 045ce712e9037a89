"""The law in words: nothing of it is without a word, and a refusal says what is missing."""

from shared.access import policy
from shared.access.actor import Actor
from shared.web import law_words
from tests.cast import browser_of


def test_every_line_of_the_law_has_words() -> None:
    for table, by_role in policy.MATRIX.items():
        assert table in law_words.TABLES
        for role, grant in by_role.items():
            assert str(law_words.role_in_words(role))
            assert grant.rows in law_words.ROWS
            assert len(law_words.verbs_in_words(grant.verbs)) == len(grant.verbs)


def test_words_are_kept_for_the_law_alone() -> None:
    grants = [one for by_role in policy.MATRIX.values() for one in by_role.values()]
    assert set(law_words.TABLES) == set(policy.MATRIX)
    assert set(law_words.VERBS) == {verb for one in grants for verb in one.verbs}
    assert set(law_words.ROWS) == {one.rows for one in grants}


def test_outsiders_hear_of_roles_of_their_own_kind_only() -> None:
    viewer = Actor(1, "Tang Yu", "t@example.com", "portal", frozenset({"distributor.viewer"}),
                   counterparty_id=1, kinds=frozenset({"distributor"}))  # fmt: skip
    said = [str(one) for one in law_words.missing_in_words(viewer, "sales_order.submit")]
    assert said[0] == "Missing: submit (Sales orders)."
    assert len(said) == 3
    assert all(one.startswith("Distributor · ") for one in said[1:])


async def test_a_refusal_names_the_missing_right_and_who_has_it(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    answer = await lin.get("/credit-limits/CP-0001")
    assert answer.status_code == 403
    assert "Missing: change (Credit limits)." in answer.text
    assert "Finance: every one of them" in answer.text
