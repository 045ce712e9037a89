"""Four eyes for administrators' rights: who asks does not decide, and what is decided is looked at anew."""

import asyncio

import pytest
from tortoise.exceptions import BaseORMException

from shared.access import policy, tailoring
from shared.access.actor import Actor
from shared.identity import actions, custom_roles, role_requests
from shared.identity import staff as hats
from shared.identity.models import CustomRole, RoleRequest, StaffRole
from shared.identity.role_asking import ASKED, DONE
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from tests.shared.identity import role_desk as desk
from tests.shared.identity.people import World, colleague, world

KEEPS_STAFF = {"staff_role.read": "all", "staff_role.create": "all"}


@pytest.fixture
async def people(database: str) -> World:
    return await world()


@pytest.fixture
async def second(people: World) -> Actor:
    return await desk.second_administrator()


async def asked(people: World) -> tuple[CustomRole, RoleRequest]:
    """A role of which a change waits that gives the rights of administrators."""
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.SUPPORT)
    assert await desk.changed(admin, kept, dict(KEEPS_STAFF)) == ASKED
    return kept, await RoleRequest.get(custom_id=kept.id)


async def test_rights_of_administrators_wait_for_a_second_one(people: World, second: Actor) -> None:
    kept, request = await asked(people)
    assert "staff_role.create" not in (await CustomRole.get(id=kept.id)).law
    admin = desk.administrator(people)
    with pytest.raises(Refusal):
        await role_requests.approve_request(admin, request=request.public_id, version=1)
    await role_requests.approve_request(second, request=request.public_id, version=1)
    assert "staff_role.create" in (await CustomRole.get(id=kept.id)).law
    with pytest.raises(Refusal):
        await role_requests.approve_request(second, request=request.public_id, version=2)


async def test_taking_the_rights_of_administrators_away_waits_too(
    people: World, second: Actor
) -> None:
    kept, request = await asked(people)
    await role_requests.approve_request(second, request=request.public_id, version=1)
    admin = desk.administrator(people)
    assert await desk.changed(admin, kept, {"staff_role.create": None}) == ASKED
    # Other rights of the same role wait with it, for the role is approved as it is.
    with pytest.raises(Refusal):
        await desk.changed(admin, kept, {"contact.read": None})


async def test_the_database_itself_refuses_ones_own_approval(people: World) -> None:
    _, request = await asked(people)
    with pytest.raises(BaseORMException):
        await RoleRequest.filter(id=request.id).update(
            state="approved", decided_by_id=people.xu_lei.id
        )


async def test_giving_and_taking_the_administrators_hat_takes_two(
    people: World, second: Actor
) -> None:
    admin = desk.administrator(people)
    lin = people.lin_xiaoyu
    told = await actions.give_staff_role(admin, user=lin.public_id, role=policy.ADMINISTRATOR)
    assert told == ASKED
    assert not await StaffRole.filter(user=lin, role=policy.ADMINISTRATOR).exists()
    request = await RoleRequest.get(colleague=lin)
    await role_requests.approve_request(second, request=request.public_id, version=1)
    assert await StaffRole.filter(user=lin, role=policy.ADMINISTRATOR).exists()
    told = await hats.take_staff_role(second, user=lin.public_id, role=policy.ADMINISTRATOR)
    assert told == ASKED
    gone = await RoleRequest.get(colleague=lin, takes=True)
    await role_requests.approve_request(admin, request=gone.public_id, version=1)
    assert not await StaffRole.filter(user=lin, role=policy.ADMINISTRATOR).exists()


async def test_a_custom_role_with_such_rights_is_given_by_two(people: World, second: Actor) -> None:
    kept, request = await asked(people)
    await role_requests.approve_request(second, request=request.public_id, version=1)
    admin, lin = desk.administrator(people), people.lin_xiaoyu
    assert await actions.give_staff_role(admin, user=lin.public_id, role=kept.key) == ASKED
    with pytest.raises(Refusal):
        await actions.invite_colleague(admin, email="x@haorui.example", role=kept.key)
    with pytest.raises(Refusal):
        await actions.invite_colleague(admin, email="x@haorui.example", role=policy.ADMINISTRATOR)


async def test_nobody_approves_her_own_promotion(people: World, second: Actor) -> None:
    kept, request = await asked(people)
    await role_requests.approve_request(second, request=request.public_id, version=1)
    # Lin keeps requests by an own role; she may not decide the one that serves herself.
    admin, lin = desk.administrator(people), people.lin_xiaoyu
    decider = await desk.made(admin, policy.SUPPORT, "Decides")
    await CustomRole.filter(id=decider.id).update(
        law=tailoring.written({"role_request.read": "all", "role_request.decide": "all"})
    )
    await StaffRole.create(
        user=lin, role=decider.key, custom_id=decider.id, created_at=kept.created_at
    )
    await actions.give_staff_role(admin, user=lin.public_id, role=kept.key)
    own = await RoleRequest.get(colleague=lin)
    with pytest.raises(Refusal):
        await role_requests.approve_request(
            await desk.as_she_is(lin), request=own.public_id, version=1
        )


async def test_what_was_asked_for_an_older_role_is_not_approved(
    people: World, second: Actor
) -> None:
    kept, request = await asked(people)
    await CustomRole.filter(id=kept.id).update(version=7)
    with pytest.raises(Refusal):
        await role_requests.approve_request(second, request=request.public_id, version=1)
    assert (await RoleRequest.get(id=request.id)).state == "pending"


async def test_what_the_code_forbids_is_not_approved_either(people: World, second: Actor) -> None:
    kept, request = await asked(people)
    await RoleRequest.filter(id=request.id).update(law='{"staff_role.destroy":"all"}')
    with pytest.raises(Refusal):
        await role_requests.approve_request(second, request=request.public_id, version=1)
    assert "destroy" not in (await CustomRole.get(id=kept.id)).law


async def test_two_who_decide_at_once_decide_once(people: World, second: Actor) -> None:
    _, request = await asked(people)
    third = await desk.second_administrator("he.yi")
    done = await asyncio.gather(
        role_requests.approve_request(second, request=request.public_id, version=1),
        role_requests.reject_request(
            third, request=request.public_id, version=1, reason="Not needed"
        ),
        return_exceptions=True,
    )
    assert sum(one is None for one in done) == 1
    assert any(isinstance(one, Refusal | Stale) for one in done)


async def test_a_request_is_rejected_with_a_reason_or_taken_back(
    people: World, second: Actor
) -> None:
    admin = desk.administrator(people)
    kept, request = await asked(people)
    with pytest.raises(Refusal):
        await role_requests.reject_request(second, request=request.public_id, version=1, reason=" ")
    await role_requests.reject_request(
        second, request=request.public_id, version=1, reason="Too much"
    )
    assert await desk.changed(admin, kept, dict(KEEPS_STAFF)) == ASKED
    again = await RoleRequest.get(custom_id=kept.id, state="pending")
    with pytest.raises(NotFound):
        await role_requests.withdraw_request(second, request=again.public_id, version=1)
    await role_requests.withdraw_request(admin, request=again.public_id, version=1)
    assert await desk.changed(admin, kept, {"contact.read": None}) == DONE


async def test_only_administrators_decide(people: World) -> None:
    _, request = await asked(people)
    for role in policy.STAFF_ROLES:
        if role != policy.ADMINISTRATOR:
            with pytest.raises(NotAllowed):
                await role_requests.approve_request(
                    colleague(people.lin_xiaoyu, role), request=request.public_id, version=1
                )


async def test_removing_a_held_role_with_such_rights_takes_two(
    people: World, second: Actor
) -> None:
    kept, request = await asked(people)
    await role_requests.approve_request(second, request=request.public_id, version=1)
    admin, lin = desk.administrator(people), people.lin_xiaoyu
    await actions.give_staff_role(admin, user=lin.public_id, role=kept.key)
    give = await RoleRequest.get(colleague=lin)
    await role_requests.approve_request(second, request=give.public_id, version=1)
    assert await custom_roles.remove_role(admin, role=kept.key, version=2) == ASKED
    gone = await RoleRequest.get(custom_id=kept.id, law=None, colleague=None, state="pending")
    await role_requests.approve_request(second, request=gone.public_id, version=1)
    assert not await StaffRole.filter(user=lin, role=kept.key).exists()
