"""Before a role changes: whose access, by how many records, counted by the scope itself."""

from dataclasses import replace

from shared.access import policy
from shared.access.actor import Actor, system
from shared.access.models import User
from shared.access.policy_page import custom_as_markdown
from shared.access.scope import scope
from shared.counterparties.models import Counterparty
from shared.database.registry import table_model
from shared.demo.cast import QIMING, persona
from shared.identity import actions, custom_roles, role_queries
from shared.identity.hats import with_law
from shared.identity.models import CustomRole, Membership
from shared.identity.principals import staff_as_actors
from shared.orders.models import SalesOrder
from shared.reports.role_effects import Effects, effects_of, holders
from shared.reports.role_effects import counted as effects_on
from tests.role_records import actor_of
from tests.shared.identity import role_desk as desk
from tests.shared.identity.statements import counted


async def of_assistants(change: dict[str, str | None]) -> Effects:
    """What becomes of the demo's sales assistants when their role changes so."""
    xu = await actor_of("xu.lei")
    held = await role_queries.custom_role(xu, (await CustomRole.get(counterparty_id=None)).key)
    law = {one: rows for one, rows in {**held.law, **change}.items() if rows is not None}
    return await effects_of(xu, held.kept.key, with_law(held.hat, law))


async def test_it_names_the_person_and_counts_what_she_loses(demo: str) -> None:
    found = await of_assistants({"sales_order.read": policy.OWN})
    (shen,) = found.people
    assert shen.person.name == "沈怡"
    (effect,) = shen.effects
    assert (effect.table, effect.verbs) == ("sales_order", ("read",))
    assert effect.gained == 0
    assert effect.lost == await scope(shen.person, SalesOrder).count() > 100


async def test_a_loss_that_another_role_makes_good_is_none(demo: str) -> None:
    xu = await actor_of("xu.lei")
    shen = await User.get(email=persona("shen.yi").email)
    await actions.give_staff_role(xu, user=shen.public_id, role=policy.FINANCE)
    found = await of_assistants({"sales_order.read": policy.OWN})
    assert [(one.gained, one.lost) for one in found.people[0].effects] == [(0, 0)]


async def test_what_is_gained_is_what_she_sees_afterwards(demo: str) -> None:
    change: dict[str, str | None] = {
        "supplier_item.read": policy.ALL, "ticket.read": policy.ALL, "care.read": policy.ALL,
        "opportunity.read": None, "opportunity.note": None, "opportunity.export": None,
        "opportunity.create": None, "opportunity.update": None, "opportunity.move": None,
        "opportunity.plan": None, "opportunity.share": None,
    }  # fmt: skip
    foretold = (await of_assistants(change)).people[0]
    before = {
        table: set(await _ids(foretold.person, table))
        for table in ("supplier_item", "ticket", "care")
    }
    xu = await actor_of("xu.lei")
    kept = await CustomRole.get(counterparty_id=None)
    assert await desk.changed(xu, kept, change) == "done"
    after = await desk.as_she_is(await User.get(email=persona("shen.yi").email))
    for effect in foretold.effects:
        if effect.table in before and "read" in effect.verbs:
            now = set(await _ids(after, effect.table))
            assert effect.gained == min(len(now - before[effect.table]), 1001)
            assert effect.lost == len(before[effect.table] - now)
    assert not after.may("opportunity.read")


async def _ids(person: Actor, table: str) -> list[int]:
    if not person.may(f"{table}.read"):
        return []
    rows = scope(person, table_model(table))
    return list(await rows.values_list("id", flat=True))  # type: ignore[arg-type]


async def test_examples_are_only_records_that_the_administrator_sees_herself(demo: str) -> None:
    found = await of_assistants(
        {"sales_order.read": policy.OWN, "counterparty.read": policy.OWN, "counterparty.update": None,
         "counterparty.create": None, "counterparty.export": None}
    )  # fmt: skip
    by_table = {one.table: one for one in found.people[0].effects if "read" in one.verbs}
    assert by_table["sales_order"].examples_lost == ()  # administrators see no orders
    shown = by_table["counterparty"].examples_lost
    assert len(shown) == 3
    assert await Counterparty.filter(number__in=shown).count() == 3


async def test_it_costs_two_statements_for_one_person(demo: str) -> None:
    xu = await actor_of("xu.lei")
    kept = await CustomRole.get(counterparty_id=None)
    async with counted() as statements:
        found = await effects_of(xu, kept.key, policy.AUDITOR)
    assert len(statements) == 2
    assert len(found.people[0].effects) > 20


async def test_the_command_line_prints_what_they_grant(demo: str) -> None:
    printed = custom_as_markdown(await role_queries.every_role(system()))
    assert "## Sales assistant / 销售助理" in printed
    assert "ours, made from account_manager, held by 1." in printed
    assert "| sales_order | all | read |" in printed
    assert "### distributor · custom-" in printed
    assert "of CP-0001, made from member, held by 1." in printed


async def test_nobody_has_a_new_role(demo: str) -> None:
    xu = await actor_of("xu.lei")
    key = await custom_roles.create_role(xu, base=policy.SUPPORT, name_zh="", name_en="New")
    assert (await effects_of(xu, key, policy.AUDITOR)).is_nobody


async def test_an_organisation_counts_its_own_people_and_records(demo: str) -> None:
    zhou = await actor_of("zhou.min")
    kept = await CustomRole.get(counterparty__number=QIMING)
    (ye,) = await holders(zhou, kept.key)
    found = await effects_of(zhou, kept.key, policy.VIEWER)
    assert [one.person.user_id for one in found.people] == [ye.user_id]
    lost = {one.table: one.lost for one in found.people[0].effects}
    assert lost["sales_order"] == await SalesOrder.filter(buyer__number=QIMING).count() > 10
    # Whoever has that key at another house is nobody of ours.
    other = await actor_of("bo.wei")
    assert (await effects_of(other, kept.key, policy.VIEWER)).is_nobody
    assert await Membership.filter(custom_id=kept.id).count() == 1


async def test_people_who_are_alike_are_counted_once(demo: str) -> None:
    """A hundred colleagues with the same roles cost what one does, and are counted all."""
    xu = await actor_of("xu.lei")
    gao = await User.get(email=persona("gao.yuan").email)
    person = next(one for one in await staff_as_actors() if one.user_id == gao.id)
    then = replace(person, roles=person.roles | {policy.AUDITOR})
    alike = [(replace(person, user_id=n), replace(then, user_id=n)) for n in range(1000, 1100)]
    async with counted() as statements:
        found = await effects_on(xu, alike)
    assert len(statements) == 1
    assert len(found.people) == 100
    assert not found.is_cut
    assert len({tuple(one.effects) for one in found.people}) == 1
    assert any(one.gained > 1001 for one in found.people[0].effects)


async def test_people_with_accounts_of_their_own_are_counted_each(demo: str) -> None:
    xu = await actor_of("xu.lei")
    people = [one for one in await staff_as_actors() if one.roles == {policy.ACCOUNT_MANAGER}]
    assert len(people) > 1
    found = await effects_on(xu, [(one, replace(one, roles=frozenset())) for one in people])
    lost = [
        next(one.lost for one in touched.effects
             if one.table == "counterparty" and "read" in one.verbs)
        for touched in found.people
    ]  # fmt: skip
    assert lost == [await scope(one, Counterparty).count() for one in people]
    assert len(set(lost)) > 1
