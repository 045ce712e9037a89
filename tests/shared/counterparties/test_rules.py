"""What the rules about counterparties decide."""

from datetime import date

import pytest

from shared.counterparties import rules
from shared.counterparties.rules import Person, Place, Profile
from shared.kernel.errors import Invalid, Refusal


def fields_refused(profile: Profile) -> set[str | None]:
    with pytest.raises(Invalid) as caught:
        rules.check_profile(profile)
    return {refusal.field for refusal in caught.value.refusals}


def test_a_name_in_one_language_is_enough() -> None:
    rules.check_profile(Profile(name_en="Qiming", kinds=("distributor",)))


def test_every_reason_is_told_at_once() -> None:
    profile = Profile(country="China", payment_days=999, website="qiming.example")
    assert fields_refused(profile) == {"name_zh", "kinds", "country", "payment_days", "website"}


def test_one_organisation_may_hold_all_kinds() -> None:
    columns = Profile(name_en="Qiming", kinds=rules.KINDS).columns()
    assert all(columns[f"is_{kind}"] for kind in rules.KINDS)


def test_an_unknown_kind_is_refused() -> None:
    assert fields_refused(Profile(name_en="Q", kinds=("friend",))) == {"kinds"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("启明商贸有限公司", "启明商贸"),
        ("Qiming Trading Co., Ltd.", "QIMING  Trading Limited"),
        ("Bergmann GmbH & Co. KG", "Bergmann"),
        ("好锐电器股份有限公司", "好锐电器"),
    ],
)
def test_legal_form_width_and_case_do_not_make_another_name(one: str, other: str) -> None:
    assert rules.name_key(one) == rules.name_key(other)


def test_different_names_stay_different() -> None:
    assert rules.name_key("启明商贸") != rules.name_key("启明贸易")


def test_a_contact_needs_a_name_and_a_possible_address() -> None:
    with pytest.raises(Refusal, match="name"):
        rules.check_person(Person(name=" "))
    with pytest.raises(Refusal, match="e-mail"):
        rules.check_person(Person(name="Li", email="li@home"))
    for two in ("li>,<eve@home.example", "li;eve@home.example", "li@home.example,eve"):
        with pytest.raises(Refusal, match="e-mail"):
            rules.check_person(Person(name="Li", email=two))


def test_an_address_needs_a_street() -> None:
    with pytest.raises(Refusal, match="street"):
        rules.check_place(Place(label="Main", line=""))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 12, 2), date(2026, 12, 1)),
        (date(2026, 11, 1), date(2026, 11, 21)),
        (date(2026, 12, 1), date(2028, 12, 1)),
    ],
)
def test_an_absence_that_cannot_be_is_refused(first: date, last: date) -> None:
    with pytest.raises(Refusal):
        rules.check_deputy_time(first, last, today=date(2026, 11, 22))
