"""Custom roles for the tests: made, changed and given as administrators do it."""

from shared.access import policy
from shared.access.actor import Actor
from shared.access.models import User
from shared.identity import actions, custom_roles, papers, role_queries
from shared.identity.custom_roles import Draft
from shared.identity.models import CustomRole, Membership
from shared.identity.queries import session_actor
from tests.shared.identity.people import World, colleague, partner, staff, user


async def second_administrator(name: str = "gu.an") -> Actor:
    """Return another administrator of ours."""
    person = await user(name, name, f"{name}@haorui.example")
    await staff(person, policy.ADMINISTRATOR)
    return colleague(person, policy.ADMINISTRATOR)


def administrator(people: World) -> Actor:
    return colleague(people.xu_lei, policy.ADMINISTRATOR)


def owner(people: World) -> Actor:
    """The administrator of the organisation."""
    return partner(people.zhou_min, people.qiming)


async def made(actor: Actor, base: str, name: str = "Own role") -> CustomRole:
    key = await custom_roles.create_role(actor, base=base, name_zh="", name_en=name)
    return await CustomRole.get(key=key)


async def changed(
    actor: Actor, kept: CustomRole, to: dict[str, str | None], version: int | None = None
) -> str:
    """Change some permissions of a role: permission → rows, None for none."""
    held = await role_queries.custom_role(actor, kept.key)
    law = {one: rows for one, rows in {**held.law, **to}.items() if rows is not None}
    return await custom_roles.change_role(
        actor, role=kept.key, version=version or held.kept.version,
        draft=Draft(held.kept.name_zh, held.kept.name_en, held.kept.note, law),
    )  # fmt: skip


async def wearing(person: User, actor: Actor, kept: CustomRole) -> Actor:
    """Give a colleague the role and return her as she acts with all her roles."""
    await actions.give_staff_role(actor, user=person.public_id, role=kept.key)
    return await as_she_is(person)


async def as_she_is(person: User) -> Actor:
    return Actor(person.id, person.name, person.email, "admin", await papers.staff_roles(person.id))


async def member_as_she_is(token_hash: str) -> Actor:
    found = await session_actor(token_hash, "portal")
    assert found is not None
    return found.actor


async def membership(person: User) -> Membership:
    return await Membership.get(user_id=person.id)
