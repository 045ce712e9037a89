"""Who lists, finds and opens which counterparties."""

import pytest

from shared.access.actor import Actor
from shared.counterparties import actions, care, contacts, queries
from shared.counterparties.queries import Wanted
from shared.counterparties.rules import Person, Profile
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest
from tests.shared.counterparties.company import Company, outsider

EVERYTHING = PageRequest()


async def numbers(actor: Actor, page: PageRequest = EVERYTHING, **wanted: str) -> list[str]:
    found = await queries.counterparties(actor, Wanted(**wanted), page)
    return [row["number"] for row in found.rows]


async def test_an_account_manager_lists_her_own_accounts_only(company: Company) -> None:
    assert await numbers(company.alice) == [company.qiming]


async def test_a_sales_manager_lists_what_her_team_looks_after(company: Company) -> None:
    assert await numbers(company.sam) == [company.qiming]


async def test_the_list_names_the_account_manager(company: Company) -> None:
    found = await queries.counterparties(company.fiona, Wanted(sort="name"), EVERYTHING)
    assert {row["number"]: row["account_manager"] for row in found.rows} == {
        company.qiming: "Alice",
        company.haiyue: "Bob",
    }


async def test_one_organisation_stands_in_the_tab_of_each_of_its_kinds(company: Company) -> None:
    assert await numbers(company.fiona, tab="customer") == [company.haiyue]
    assert set(await numbers(company.fiona, tab="distributor")) == {company.qiming, company.haiyue}


async def test_tabs_count_what_they_show(company: Company) -> None:
    counts = await queries.tab_counts(company.alice)
    assert (counts["all"], counts["mine"], counts["customer"]) == (1, 1, 0)


@pytest.mark.parametrize("typed", ["启明", "qiming", "CP-0001", "宁波", "Zhang"])
async def test_a_counterparty_is_found_by_names_number_city_and_people(
    company: Company, typed: str
) -> None:
    await contacts.add_contact(company.alice, number=company.qiming, person=Person("Zhang Wei"))
    assert await numbers(company.fiona, search=typed) == [company.qiming]


async def test_search_shows_nothing_that_the_list_would_not(company: Company) -> None:
    assert await numbers(company.bob, search="启明") == []


async def test_the_list_filters_by_account_manager_status_and_country(company: Company) -> None:
    assert await numbers(company.fiona, manager="bob") == [company.haiyue]
    assert await numbers(company.fiona, status="active") == []
    assert await numbers(company.fiona, country="US") == []


@pytest.mark.parametrize("sort", queries.SORTS)
async def test_pages_follow_each_other_without_gap_or_repeat(company: Company, sort: str) -> None:
    for n in range(5):
        profile = Profile(name_en=f"Dealer {n}", kinds=("distributor",))
        await actions.create_counterparty(company.bob, profile=profile)
    whole = await numbers(company.bob, sort=sort)
    seen, after = [], None
    while True:
        part = await queries.counterparties(
            company.bob, Wanted(sort=sort), PageRequest(after=after, limit=2)
        )
        seen += [row["number"] for row in part.rows]
        after = part.older
        if after is None:
            break
    assert seen == whole
    assert len(whole) == 6


async def test_a_foreign_account_manager_cannot_find_the_record(company: Company) -> None:
    with pytest.raises(NotFound):
        await queries.counterparty(company.bob, company.qiming)


async def test_a_rival_distributor_finds_itself_and_nobody_else(company: Company) -> None:
    rival = await outsider(company.haiyue)
    assert (await queries.own_organisation(rival)).number == company.haiyue
    with pytest.raises(NotFound):
        await queries.counterparty(rival, company.qiming)


async def test_a_partner_sees_who_looks_after_it(company: Company) -> None:
    carer = await queries.our_account_manager(await outsider(company.haiyue))
    assert carer is not None
    assert carer.name == "Bob"


async def test_the_same_name_in_foreign_care_is_told_without_details(company: Company) -> None:
    assert await queries.similar(company.bob, "启明商贸") == ([], True)
    shown, hidden = await queries.similar(company.alice, "启明商贸")
    assert [row["number"] for row in shown] == [company.qiming]
    assert not hidden


async def test_the_whole_record_comes_with_its_carers(company: Company) -> None:
    await care.add_collaborator(company.sam, number=company.qiming, user="bob")
    record = await queries.whole(company.bob, company.qiming)
    assert [carer.name for carer in record["carers"]] == ["Alice", "Bob"]
    assert record["kinds"] == ["distributor"]
    with pytest.raises(NotFound):
        await queries.whole(company.alice, company.haiyue)
