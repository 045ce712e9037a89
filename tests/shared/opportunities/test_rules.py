"""Decisions of the funnel, without a database."""

from datetime import date

import pytest

from shared.kernel.errors import Refusal
from shared.opportunities.rules import DealState, Outcome, Stage, deals, funnel


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京启明商贸有限公司", "（北京）启明 商贸 有限责任公司"),
        ("Northlake Retail Co., Ltd.", "NORTHLAKE RETAIL"),
        ("Müller GmbH & Co. KG", "Ｍüller"),
        ("Acme S.A.", "acme SA"),
        ("A.B.C. Trading", "ABC Trading Company Limited"),
        ("海跃集团", "海跃集团有限公司"),
    ],
)
def test_two_spellings_of_one_company_meet(one: str, other: str) -> None:
    assert deals.customer_key(one) == deals.customer_key(other) != ""


def test_two_companies_do_not_meet() -> None:
    assert deals.customer_key("银泰百货西湖店") != deals.customer_key("银泰百货武林店")


def test_a_name_of_legal_words_only_is_still_a_name() -> None:
    assert deals.customer_key("Co") == "co"
    assert deals.customer_key("有限公司") != ""
    assert deals.customer_key(" ,. ") == ""


def test_a_partner_moves_only_between_the_opened_stages() -> None:
    funnel.check_move(Stage.QUALIFIED, Stage.PROPOSAL, Outcome.OPEN, is_staff=False)
    for present, target in (
        (Stage.QUALIFIED, Stage.COMMITTED),
        (Stage.COMMITTED, Stage.PROPOSAL),
        (Stage.CONTACT_MADE, Stage.QUALIFIED),
    ):
        with pytest.raises(Refusal):
            funnel.check_move(present, target, Outcome.OPEN, is_staff=False)
        funnel.check_move(present, target, Outcome.OPEN, is_staff=True)


@pytest.mark.asvs("2.3.1")
def test_nobody_moves_what_is_closed() -> None:
    with pytest.raises(Refusal):
        funnel.check_move(Stage.QUALIFIED, Stage.PAID, Outcome.LOST, is_staff=True)


def test_a_chance_somebody_wrote_survives_a_move() -> None:
    assert funnel.probability_after(Stage.QUALIFIED, Stage.PROPOSAL, 30) == 60
    assert funnel.probability_after(Stage.QUALIFIED, Stage.PROPOSAL, 33) == 33


def test_each_undecided_state_can_be_ended_by_us_and_by_them() -> None:
    for state in deals.UNDECIDED:
        assert deals.TRANSITIONS[state, "reject"] == DealState.REJECTED
        assert deals.TRANSITIONS[state, "withdraw"] == DealState.WITHDRAWN


def test_an_extension_goes_forward_and_has_an_end() -> None:
    today = date(2026, 11, 23)
    with pytest.raises(Refusal):
        deals.check_extension(date(2026, 12, 1), date(2026, 12, 1), today)
    with pytest.raises(Refusal):
        deals.check_extension(date(2028, 1, 1), date(2026, 12, 1), today)
    deals.check_extension(date(2026, 12, 31), date(2026, 12, 1), today)


def test_the_masked_answer_names_nobody() -> None:
    answer = deals.Conflict(deals.Answer.PROTECTED, date(2026, 12, 31))
    assert str(answer.sentence()) == "This customer is protected until 2026-12-31."
