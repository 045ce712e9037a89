"""Changes that an organisation asks for: Now and Requested, field by field, stale, withdrawn."""

import json
from datetime import timedelta

import pytest

from shared.access import policy
from shared.access.actor import Actor
from shared.access.scope import HER_OWN
from shared.counterparties import change_decisions, change_queries, change_requests, queries
from shared.counterparties import contacts as keeping
from shared.counterparties.actions import update_counterparty
from shared.counterparties.change_decisions import Verdict
from shared.counterparties.change_requests import Asked
from shared.counterparties.models import ProfileChange
from shared.counterparties.proposals import About, Wish, answer_by
from shared.counterparties.rules import Place
from shared.identity.models import Membership
from shared.journal.queries import deeds_about
from shared.kernel import clock
from shared.kernel.business_hours import Calendar
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.outbox.models import OutboxMessage
from shared.tickets.models import BusinessCalendar
from tests.shared.counterparties.company import QIMING, Company, outsider, person
from tests.shared.counterparties.wishes import NEW_PHONE, asked, decided, kept_of, topics


async def test_nothing_changes_until_somebody_of_us_says_yes(company: Company, zhou: Actor) -> None:
    number = await asked(zhou, NEW_PHONE)
    assert (await kept_of(zhou)).phone == ""
    assert await decided(company.alice, number, phone=True) == "in_effect"
    assert (await kept_of(zhou)).phone == NEW_PHONE["phone"]
    deed, *_ = await deeds_about(company.alice, "counterparty", company.qiming)
    assert deed.verb == "profile_change.apply"
    assert ("phone", "", NEW_PHONE["phone"]) in deed.changes
    assert "profile_change.applied" in await topics()


async def test_some_fields_are_approved_and_others_refused_with_a_reason(
    company: Company, zhou: Actor
) -> None:
    number = await asked(zhou, {**NEW_PHONE, "city": "苏州"})
    with pytest.raises(Refusal) as silent:
        await decided(company.alice, number, phone=True, city="")
    assert silent.value.field == "item-0-reason"
    await decided(company.alice, number, phone=True, city="Your licence says Ningbo")
    kept = await kept_of(zhou)
    assert (kept.phone, kept.city) == (NEW_PHONE["phone"], "宁波")
    (row,) = (await change_queries.changes(zhou, "ended", queries.PageRequest())).rows
    assert (row["state"], row["reason"]) == ("in_effect", "Your licence says Ningbo")
    deed, *_ = await deeds_about(company.alice, "counterparty", company.qiming)
    assert ("refused", None, {"city": "Your licence says Ningbo"}) in deed.changes
    told = json.loads((await OutboxMessage.get(topic="profile_change.applied")).payload)
    assert (told["accepted"], told["refused"]) == (
        ["phone"], {"city": "Your licence says Ningbo"},
    )  # fmt: skip


async def test_a_field_without_a_verdict_is_asked_for(company: Company, zhou: Actor) -> None:
    number = await asked(zhou, {**NEW_PHONE, "city": "苏州"})
    with pytest.raises(Refusal) as open_field:
        await decided(company.alice, number, phone=True)
    assert open_field.value.field == "item-0-verdict"
    assert (await kept_of(zhou)).phone == ""


async def test_whoever_decides_on_an_old_page_sees_both_values(
    company: Company, zhou: Actor
) -> None:
    number = await asked(zhou, NEW_PHONE)
    before = await change_queries.change_detail(company.alice, number)
    profile = QIMING.__class__(**{**QIMING.__dict__, "phone": "+86 1"})
    await update_counterparty(company.sam, number=company.qiming, version=1, profile=profile)
    with pytest.raises(Stale):
        await change_decisions.review_change(
            company.alice, number=number, version=1, seen=before.seen,
            verdicts=(Verdict("phone", is_approved=True),),
        )  # fmt: skip
    after = await change_queries.change_detail(company.alice, number)
    assert (after.items[0]["old"], after.now["phone"], after.items[0]["new"]) == (
        "", "+86 1", NEW_PHONE["phone"],
    )  # fmt: skip
    assert await decided(company.alice, number, phone=True) == "in_effect"


async def test_a_second_change_of_the_same_thing_points_to_the_first(zhou: Actor) -> None:
    number = await asked(zhou, NEW_PHONE)
    with pytest.raises(Refusal, match=number):
        await asked(zhou, {"city": "苏州"})


async def test_nothing_new_is_no_change(zhou: Actor) -> None:
    with pytest.raises(Refusal, match="already"):
        await asked(zhou, {"city": "宁波"})


async def test_it_can_be_edited_until_we_look_and_withdrawn_until_it_is_in_effect(
    company: Company, zhou: Actor
) -> None:
    number = await asked(zhou, {**NEW_PHONE, "city": "苏州"})
    await change_requests.amend_change(
        zhou, number=number, version=1, texts={"website": "https://q.example"}
    )
    detail = await change_queries.change_detail(company.alice, number)
    assert [(item["field"], item["new"]) for item in detail.items] == [
        ("website", "https://q.example")
    ]
    with pytest.raises(Stale):
        await change_decisions.review_change(
            company.alice, number=number, version=1, seen=detail.seen,
            verdicts=(Verdict("phone", is_approved=True),),
        )  # fmt: skip
    await change_requests.withdraw_change(zhou, number=number, version=2)
    with pytest.raises(Refusal, match="moved on"):
        await decided(company.alice, number, website=True)


async def test_only_the_administrator_asks_and_only_her_manager_decides(
    company: Company, zhou: Actor
) -> None:
    for role in ("member", "viewer"):
        colleague = await outsider(company.qiming, f"distributor.{role}")
        with pytest.raises(NotAllowed):
            await asked(colleague, NEW_PHONE)
    number = await asked(zhou, NEW_PHONE)
    rival = await outsider(company.haiyue, "distributor.organisation_admin")
    with pytest.raises(NotFound):
        await change_requests.withdraw_change(rival, number=number, version=1)
    with pytest.raises(NotFound):
        await decided(company.bob, number, phone=True)
    for colleague in (company.fiona, company.admin):
        with pytest.raises(NotAllowed):
            await change_decisions.review_change(
                colleague, number=number, version=1, seen=1, verdicts=()
            )


async def test_a_new_place_is_decided_as_a_whole(company: Company, zhou: Actor) -> None:
    place = {"label": "北仓", "line": "星湖街 9 号", "kind": "ship", "country": "CN"}
    number = await asked(zhou, place, About.ADDRESS)
    await decided(company.alice, number, label=True)
    (made,) = await queries.addresses_of(company.alice, (await kept_of(zhou)).id)
    assert (made.label, made.line) == ("北仓", "星湖街 9 号")


async def test_a_place_put_away_meanwhile_is_not_changed(company: Company, zhou: Actor) -> None:
    label = await keeping.add_address(
        company.alice, number=company.qiming, place=Place(label="Old", line="1")
    )
    wish = Asked(About.ADDRESS, Wish.UPDATE, {"label": "New"}, label)
    number = await change_requests.ask_for_change(zhou, asked=wish, version=1)
    await keeping.archive_address(company.alice, number=company.qiming, address=label, version=1)
    with pytest.raises(Refusal, match="put away"):
        await decided(company.alice, number, label=True)


async def test_purchasing_looks_first_at_suppliers_only(company: Company, zhou: Actor) -> None:
    number = await asked(zhou, NEW_PHONE)
    with pytest.raises(NotFound):
        await decided(company.petra, number, phone=True)
    assert (await person("Otto", policy.AUDITOR)).may("profile_change.read")


def test_we_answer_on_the_next_working_day() -> None:
    friday = clock.datetime(2026, 11, 20, 9, tzinfo=clock.UTC)
    assert answer_by(friday, Calendar()).isoformat() == "2026-11-23T09:00:00+00:00"
    assert answer_by(friday - timedelta(days=1), Calendar()) == friday


async def test_a_holiday_is_no_day_to_answer_on_and_a_make_up_day_is_one(
    company: Company, zhou: Actor
) -> None:
    await BusinessCalendar.create(
        public_id="c1", name="China", zone="Asia/Shanghai", countries="CN", is_default=True,
        holidays="2026-10-01 .. 2026-10-07 国庆节", workdays="2026-09-27\n2026-10-10",
        updated_at=clock.now(),
    )  # fmt: skip
    for asked_at, due in (
        (clock.datetime(2026, 9, 30, 3, tzinfo=clock.UTC), "2026-10-08T03:00:00+00:00"),
        (clock.datetime(2026, 10, 9, 3, tzinfo=clock.UTC), "2026-10-10T03:00:00+00:00"),
    ):
        with clock.frozen(asked_at):
            number = await asked(zhou, {"phone": f"+86 512 5550 {asked_at:%m%d}"})
        change = await ProfileChange.get(number=number)
        assert change.answer_by.isoformat() == due
        await change_requests.withdraw_change(zhou, number=number, version=change.version)


async def test_nobody_decides_for_an_organisation_that_she_is_a_member_of(
    company: Company, zhou: Actor
) -> None:
    number = await asked(zhou, NEW_PHONE)
    place = await kept_of(zhou)
    # Suspended or not: she may have amended what a colleague over there had asked for.
    await Membership.create(
        public_id="a" * 24, user_id=company.alice.user_id, counterparty_id=place.id,
        role=policy.VIEWER, is_active=False, created_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(NotAllowed) as refused:
        await decided(company.alice, number, phone=True)
    assert refused.value.because == HER_OWN
    assert (await kept_of(zhou)).phone == ""
    assert await decided(company.sam, number, phone=True) == "in_effect"
