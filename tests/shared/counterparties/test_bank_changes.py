"""Bank accounts and tax numbers: two of us, a cooling period, notice, and numbers that hold."""

import json
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from shared.access import policy
from shared.access.actor import Actor, system
from shared.counterparties import change_decisions, change_queries, change_requests
from shared.counterparties import contacts as keeping
from shared.counterparties.actions import update_counterparty
from shared.counterparties.change_requests import Asked
from shared.counterparties.models import BankAccount, ProfileChange
from shared.counterparties.proposals import About, Wish
from shared.counterparties.rules import Person
from shared.identity.models import StaffRole
from shared.journal.queries import deeds_about
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotAllowed, Refusal
from shared.outbox.models import OutboxMessage
from tests.shared.counterparties.company import QIMING, Company
from tests.shared.counterparties.wishes import (
    ACCOUNT,
    approved,
    asked,
    decided,
    kept_of,
)


async def test_a_bank_account_needs_two_of_us_and_time(company: Company, zhou: Actor) -> None:
    number = await asked(zhou, ACCOUNT, About.BANK_ACCOUNT)
    assert await decided(company.alice, number, number=True) == "reviewed"
    assert not await BankAccount.exists()
    with pytest.raises(NotAllowed):
        await approved(company.alice, number)
    await approved(company.fiona, number)
    assert await change_decisions.take_effect_due(system()) == 0
    with clock.frozen(clock.now() + timedelta(hours=73)):
        assert await change_decisions.take_effect_due(system()) == 1
    (account,) = await change_queries.bank_accounts(zhou, zhou.counterparty_id or 0)
    assert (account.number, account.code) == ("1102020609000001234", "102305000123")


async def test_one_colleague_with_two_roles_is_still_one_person(
    company: Company, zhou: Actor
) -> None:
    number = await asked(zhou, ACCOUNT, About.BANK_ACCOUNT)
    await StaffRole.create(
        user_id=company.alice.user_id, role=policy.FINANCE, created_at=clock.now()
    )
    both = Actor(
        company.alice.user_id, "Alice", "", "admin",
        frozenset({policy.ACCOUNT_MANAGER, policy.FINANCE}),
    )  # fmt: skip
    await decided(both, number, number=True)
    with pytest.raises(Refusal, match="Somebody else"):
        await approved(both, number)
    assert not await change_queries.changes_waiting(both).exists()


async def test_the_database_itself_refuses_one_person_twice(company: Company, zhou: Actor) -> None:
    number = await asked(zhou, ACCOUNT, About.BANK_ACCOUNT)
    await decided(company.alice, number, number=True)
    change = ProfileChange.filter(number=number)
    with pytest.raises((IntegrityError, OperationalError), match="four_eyes"):
        await change.update(approved_by_id=company.alice.user_id)
    with pytest.raises((IntegrityError, OperationalError), match="four_eyes"):
        await change.update(state="in_effect")


async def test_either_side_stops_it_while_it_cools(company: Company, zhou: Actor) -> None:
    for stop in ("ours", "theirs"):
        number = await asked(zhou, ACCOUNT, About.BANK_ACCOUNT)
        await decided(company.alice, number, number=True)
        await approved(company.fiona, number)
        version = (await ProfileChange.get(number=number)).version
        if stop == "ours":
            with pytest.raises(Refusal):
                await change_decisions.stop_change(
                    company.alice, number=number, version=version, reason=" "
                )
            await change_decisions.stop_change(
                company.alice, number=number, version=version, reason="They called: it is forged"
            )
        else:
            await change_requests.withdraw_change(zhou, number=number, version=version)
    with clock.frozen(clock.now() + timedelta(hours=100)):
        assert await change_decisions.take_effect_due(system()) == 0
    assert not await BankAccount.exists()


async def test_the_people_on_file_are_told_even_where_their_address_was_just_replaced(
    company: Company, zhou: Actor
) -> None:
    made = await keeping.add_contact(
        company.alice, number=company.qiming, person=Person("Wang", email="wang@qiming.example")
    )
    wish = Asked(About.CONTACT, Wish.UPDATE, {"email": "thief@evil.example"}, made)
    number = await change_requests.ask_for_change(zhou, asked=wish, version=1)
    await decided(company.alice, number, email=True)
    await asked(zhou, ACCOUNT, About.BANK_ACCOUNT)
    letters = await OutboxMessage.filter(topic="profile_change.noticed").values_list(
        "payload", flat=True
    )
    told = {json.loads(str(one))["email"] for one in letters}
    assert told == {"wang@qiming.example", "thief@evil.example"}


async def test_a_change_that_was_overtaken_while_it_cooled_is_stopped(
    company: Company, zhou: Actor
) -> None:
    number = await asked(zhou, {"tax_number": "91330200MA1234567X"})
    assert await decided(company.alice, number, tax_number=True) == "reviewed"
    await approved(company.fiona, number)
    profile = QIMING.__class__(**{**QIMING.__dict__, "tax_number": "OTHER"})
    await update_counterparty(company.sam, number=company.qiming, version=1, profile=profile)
    with clock.frozen(clock.now() + timedelta(hours=73)):
        await change_decisions.take_effect_due(system())
    assert (await kept_of(zhou)).tax_number == "OTHER"
    assert (await ProfileChange.get(number=number)).state == "stopped"


@pytest.mark.asvs("16.2.5")
async def test_the_number_of_an_account_stands_in_no_journal(company: Company, zhou: Actor) -> None:
    await asked(zhou, ACCOUNT, About.BANK_ACCOUNT)
    deed, *_ = await deeds_about(company.alice, "counterparty", company.qiming)
    assert ("number", "", "•••• 1234") in deed.changes


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "DE89 3704 0044 0532 0130 01"}, "number"),
        ({"country": "DE", "code": "DEUTDEFF"}, "number"),
        ({"number": "12AB"}, "number"),
        ({"code": "123"}, "code"),
        ({"country": "US", "number": "021000021", "code": "NOPE"}, "code"),
        ({"holder": ""}, "holder"),
    ],
)
async def test_an_account_that_cannot_exist_is_refused_at_its_field(
    zhou: Actor, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await asked(zhou, {**ACCOUNT, **wrong}, About.BANK_ACCOUNT)
    assert field in [one.field for one in caught.value.refusals]


async def test_an_iban_is_kept_without_its_spaces(zhou: Actor) -> None:
    account = {
        **ACCOUNT, "country": "DE", "currency": "EUR", "number": "de89 3704 0044 0532 0130 00",
        "code": "deutdeff",
    }  # fmt: skip
    number = await asked(zhou, account, About.BANK_ACCOUNT)
    detail = await change_queries.change_detail(zhou, number)
    kept = {item["field"]: item["new"] for item in detail.items}
    assert (kept["number"], kept["code"]) == ("DE89370400440532013000", "DEUTDEFF")
