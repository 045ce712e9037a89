"""What purchasing may keep: suppliers and all that hangs on them, and nothing else."""

from dataclasses import replace

import pytest

from shared.counterparties import actions, contacts
from shared.counterparties.rules import Person, Place, Profile
from shared.kernel.errors import NotFound
from tests.shared.counterparties.company import Company

SUPPLIER = Profile(name_zh="恒通电机", kinds=("supplier",))
LI = Person("李工", phone="0574-1")


async def test_purchasing_edits_a_suppliers_people_and_places(company: Company) -> None:
    number = await actions.create_counterparty(company.petra, profile=SUPPLIER)
    contact = await contacts.add_contact(company.petra, number=number, person=LI)
    place = await contacts.add_address(company.petra, number=number, place=Place("Works", "1 Road"))
    await contacts.update_contact(
        company.petra, number=number, contact=contact, version=1, person=replace(LI, title="QA")
    )
    await contacts.archive_address(company.petra, number=number, address=place, version=1)
    await actions.write_private(
        company.petra, number=number, version=0, rating="A", competitor="", strategy=""
    )


async def test_purchasing_finds_nothing_of_a_customer(company: Company) -> None:
    contact = await contacts.add_contact(company.alice, number=company.qiming, person=LI)
    with pytest.raises(NotFound):
        await contacts.update_contact(
            company.petra, number=company.qiming, contact=contact, version=1, person=LI
        )
