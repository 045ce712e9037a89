"""Keeping records, contacts and addresses: who may, what is refused, what is journalled."""

from dataclasses import replace

import pytest

from shared.access.actor import Actor
from shared.counterparties import actions, channel, contacts, queries
from shared.counterparties.rules import Person, Place, Profile
from shared.journal.queries import deeds_about
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from tests.shared.counterparties.company import QIMING, Company, outsider

SUPPLIER = Profile(name_zh="明镜制品", kinds=("supplier",))


async def version_of(actor: Actor, number: str) -> int:
    return (await queries.counterparty(actor, number)).version


async def test_a_new_record_comes_into_its_makers_care(company: Company) -> None:
    made = await queries.counterparty(company.alice, company.qiming)
    (carer,) = await queries.care_of(company.alice, made.id)
    assert (carer.name, carer.role) == ("Alice", "account_manager")
    assert made.kinds == {"distributor"}


async def test_the_journal_tells_what_was_before_and_after(company: Company) -> None:
    profile = replace(QIMING, city="杭州")
    await actions.update_counterparty(
        company.alice, number=company.qiming, version=1, profile=profile
    )
    deed, _ = await deeds_about(company.alice, "counterparty", company.qiming)
    assert (deed.who, deed.verb) == ("Alice", "counterparty.update")
    assert deed.changes == [("city", "宁波", "杭州")]


async def test_a_stale_edit_is_refused_with_the_stored_values(company: Company) -> None:
    here, there = replace(QIMING, city="杭州"), replace(QIMING, city="苏州")
    await actions.update_counterparty(company.sam, number=company.qiming, version=1, profile=here)
    with pytest.raises(Stale) as caught:
        await actions.update_counterparty(
            company.alice, number=company.qiming, version=1, profile=there
        )
    assert caught.value.theirs["city"] == "杭州"
    assert (await queries.counterparty(company.alice, company.qiming)).city == "杭州"


async def test_a_foreign_account_manager_cannot_edit_the_record(company: Company) -> None:
    with pytest.raises(NotFound):
        await actions.update_counterparty(
            company.bob, number=company.qiming, version=1, profile=QIMING
        )


@pytest.mark.parametrize("role", ["viewer", "member", "organisation_admin"])
async def test_nobody_outside_edits_a_record_of_ours(company: Company, role: str) -> None:
    partner = await outsider(company.qiming, f"distributor.{role}")
    with pytest.raises(NotAllowed):
        await actions.update_counterparty(partner, number=company.qiming, version=1, profile=QIMING)
    with pytest.raises(NotAllowed):
        await contacts.add_contact(partner, number=company.qiming, person=Person("Li"))


async def test_the_same_name_is_asked_about_before_a_second_record(company: Company) -> None:
    again = Profile(name_zh="启明商贸", kinds=("customer",))
    with pytest.raises(Refusal, match=company.qiming):
        await actions.create_counterparty(company.alice, profile=again)
    with pytest.raises(Refusal, match="colleague"):
        await actions.create_counterparty(company.bob, profile=again)
    assert await actions.create_counterparty(company.alice, profile=again, despite_same_name=True)


async def test_a_form_sent_twice_makes_one_record(company: Company) -> None:
    profile = Profile(name_en="Once", kinds=("partner",))
    first = await actions.create_counterparty(company.alice, profile=profile, key="k")  # type: ignore[call-arg]
    again = await actions.create_counterparty(company.alice, profile=profile, key="k")  # type: ignore[call-arg]
    assert first == again


async def test_purchasing_keeps_suppliers_only(company: Company) -> None:
    assert await actions.create_counterparty(company.petra, profile=SUPPLIER)
    with pytest.raises(Refusal, match="suppliers"):
        await actions.create_counterparty(
            company.petra, profile=replace(SUPPLIER, name_zh="客户", kinds=("customer",))
        )


async def test_bad_fields_save_nothing(company: Company) -> None:
    with pytest.raises(Invalid):
        await actions.update_counterparty(
            company.alice, number=company.qiming, version=1, profile=replace(QIMING, kinds=())
        )
    assert await version_of(company.alice, company.qiming) == 1


async def test_suspending_needs_a_reason_and_blocking_a_sales_manager(company: Company) -> None:
    where = {"number": company.qiming}
    await actions.set_status(company.alice, **where, version=1, verb="activate")
    with pytest.raises(Refusal, match="why"):
        await actions.set_status(company.alice, **where, version=2, verb="suspend")
    with pytest.raises(NotAllowed):
        await actions.set_status(company.alice, **where, version=2, verb="block", reason="debts")
    await actions.set_status(company.sam, **where, version=2, verb="block", reason="debts")
    with pytest.raises(Refusal, match="moved on"):
        await actions.set_status(company.sam, **where, version=3, verb="activate")


async def test_private_notes_are_saved_apart_and_stale_ones_refused(company: Company) -> None:
    kept = await queries.counterparty(company.alice, company.qiming)
    words = {"rating": "A", "competitor": "Feike", "strategy": "Visit in spring"}
    await actions.write_private(company.alice, number=company.qiming, version=0, **words)
    notes = await channel.private_of(company.sam, kept.id)
    assert notes is not None
    assert notes.strategy == "Visit in spring"
    with pytest.raises(Stale):
        await actions.write_private(company.sam, number=company.qiming, version=0, **words)


async def test_private_notes_stay_with_those_who_care(company: Company) -> None:
    kept = await queries.counterparty(company.alice, company.qiming)
    await actions.write_private(
        company.alice, number=company.qiming, version=0, rating="A", competitor="", strategy=""
    )
    assert await channel.private_of(company.bob, kept.id) is None
    with pytest.raises(NotAllowed):
        await channel.private_of(await outsider(company.qiming), kept.id)


async def test_the_journal_tells_private_notes_only_to_those_who_may_read_them(
    company: Company,
) -> None:
    await actions.write_private(
        company.alice, number=company.qiming, version=0, rating="A", competitor="Feike",
        strategy="",
    )  # fmt: skip
    about = ("counterparty", company.qiming)
    hidden = "counterparty_private.update"
    for private in (about, ("counterparty_private", company.qiming)):
        assert hidden not in [one.verb for one in await deeds_about(company.admin, *private)]
    assert await deeds_about(company.admin, *about)
    told = await deeds_about(company.fiona, "counterparty_private", company.qiming)
    assert [one.verb for one in told] == [hidden]


async def test_contacts_are_kept_and_put_away(company: Company) -> None:
    number = company.qiming
    kept = await queries.counterparty(company.alice, number)
    made = await contacts.add_contact(company.alice, number=number, person=Person("张伟"))
    await contacts.update_contact(
        company.alice, number=number, contact=made, version=1, person=Person("张伟", title="采购")
    )
    with pytest.raises(Stale):
        await contacts.update_contact(
            company.sam, number=number, contact=made, version=1, person=Person("张威")
        )
    await contacts.archive_contact(company.alice, number=number, contact=made, version=2)
    assert await queries.contacts_of(company.alice, kept.id) == []
    assert len(await queries.contacts_of(company.alice, kept.id, archived=True)) == 1


async def test_a_foreign_account_manager_cannot_touch_contacts(company: Company) -> None:
    made = await contacts.add_contact(company.alice, number=company.qiming, person=Person("张伟"))
    with pytest.raises(NotFound):
        await contacts.add_contact(company.bob, number=company.qiming, person=Person("李"))
    with pytest.raises(NotFound):
        await contacts.update_contact(
            company.bob, number=company.qiming, contact=made, version=1, person=Person("李")
        )


async def test_a_kind_of_address_has_one_default(company: Company) -> None:
    kept = await queries.counterparty(company.alice, company.qiming)
    for label in ("East", "West"):
        await contacts.add_address(
            company.alice, number=company.qiming, place=Place(label, "1 Road", is_default=True)
        )
    found = await queries.addresses_of(company.alice, kept.id)
    assert [(place.label, place.is_default) for place in found] == [("West", True), ("East", False)]


async def test_the_record_of_its_own_organisation_is_open_to_a_viewer(company: Company) -> None:
    viewer = await outsider(company.qiming, "distributor.viewer")
    rival = await outsider(company.haiyue, "distributor.viewer")
    await contacts.add_address(company.alice, number=company.qiming, place=Place("East", "1 Road"))
    kept = await queries.own_organisation(viewer)
    assert len(await queries.addresses_of(viewer, kept.id)) == 1
    assert await queries.addresses_of(rival, kept.id) == []
