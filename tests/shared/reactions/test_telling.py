"""A letter about a person names her as its reader reads her."""

import pytest

from shared.counterparties.field_names import decided
from shared.counterparties.models import Counterparty
from shared.identity.recipients import Recipient
from shared.language.speaking import translated
from shared.reactions.kinds import sentence
from shared.reactions.letter_texts import THEIRS


@pytest.mark.parametrize(("locale", "name"), [("zh", "周敏"), ("en", "Zhou Min")])
def test_a_letter_names_a_member_in_the_language_of_its_reader(locale: str, name: str) -> None:
    company = Counterparty(name_zh="启明", name_en="Qiming")
    reader = Recipient(1, "x", "x@x.example", locale, "Asia/Shanghai", "portal")
    told = {"name": "周敏", "name_other": "Zhou Min", "reason": "gone"}
    letter = THEIRS["membership.administrator_named"].letter("CP-0001", told, company, reader)
    assert name in translated(letter.sentences[0], locale)


@pytest.mark.parametrize(
    ("locale", "agreed", "refused"),
    [
        ("zh", "已同意：电话、国家或地区。", "未同意：网址。原因：It does not open"),
        ("en", "Agreed to: Phone, Country or region.",
         "Not agreed to: Website. Reason: It does not open"),
    ],
)  # fmt: skip
def test_a_decided_change_names_its_fields_and_the_reason_of_each_no(
    locale: str, agreed: str, refused: str
) -> None:
    company = Counterparty(name_zh="启明", name_en="Qiming")
    reader = Recipient(1, "x", "x@x.example", locale, "Asia/Shanghai", "portal")
    told = {"accepted": ["phone", "country"], "refused": {"website": "It does not open"}}
    letter = THEIRS["profile_change.applied"].letter("PC-1", told, company, reader)
    said = [translated(sentence, locale) for sentence in letter.sentences]
    assert said[1:] == [agreed, refused]


def test_what_was_refused_for_one_reason_is_said_once() -> None:
    said = decided([], {"holder": "Not yours", "bank": "Not yours", "code": "Wrong"})
    assert [translated(one, "en") for one in said] == [
        "Not agreed to: Account holder, Bank and branch. Reason: Not yours",
        "Not agreed to: CNAPS code or BIC. Reason: Wrong",
    ]


def test_a_notification_has_the_fields_in_its_line() -> None:
    kept = '[["phone"], ["website"]]'
    said = sentence("profile_change.applied", "portal", "PC-1", "Qiming", kept)
    assert translated(said, "en") == (
        "Your change PC-1 is in effect · agreed to: Phone · not agreed to: Website"
    )
