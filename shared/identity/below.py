"""Organisations below another, and the people of the upper one who reach them.

Somebody whose membership reaches below has a membership in each organisation below as well. It says
`through` which one it comes, opens a door only while that one does, and holds its role
(`hats.py` reads it so): what is taken from her above is gone below in the same moment. The rows
themselves are laid and taken away here; a new door may open some seconds later.
"""

from collections.abc import Sequence
from typing import Any

from shared.access.action import action
from shared.access.actor import PORTAL, Actor, system
from shared.access.scope import change, one
from shared.counterparties import belonging, family
from shared.counterparties.rules import SHUT_OUT
from shared.database.uow import uow
from shared.identity import rules
from shared.identity.arrivals import public_id
from shared.identity.models import Membership, Session
from shared.identity.rules import Reach
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.outbox.actions import announce


@action("counterparty.set_parent")
async def set_parent(actor: Actor, *, number: str, parent: str, version: int) -> None:
    """Say which organisation this one belongs to ("" for none); both must be in the actor's care.

    People of the organisations above who reach below come in at once, or lose the door at once.
    """
    moved = await belonging.place_under(actor, number=number, parent=parent, version=version)
    for place in moved:
        await _align(place)


@action("membership.set_reach")
async def set_reach(actor: Actor, *, member: str, version: int, below: bool, of: str = "") -> None:
    """Let a member (`of` the organisation named) reach the organisations below, or no longer."""
    named = {"counterparty__number": of} if of else {}
    held = await one(actor, Membership, "set_reach", public_id=member, **named)
    rules.refuse_through(held.through_id)
    wanted = Reach.BELOW if below else Reach.ORGANISATION
    if held.reach == wanted:
        return
    if below:
        await refuse_wider(actor, held.counterparty_id)
    before = held.reach
    await change(actor, held, "set_reach", version, reach=wanted)
    await announce(rules.BELOW_CHANGED, held.public_id, counterparty_id=held.counterparty_id)
    await record(
        actor, "membership.set_reach", held, number=held.public_id,
        counterparty_id=held.counterparty_id, before={"reach": before}, after={"reach": wanted},
    )  # fmt: skip


async def follow(_: str, payload: dict[str, Any]) -> None:
    """Lay and take away memberships below an organisation whose people reach differently now."""
    place = int(payload["counterparty_id"])
    await uow(lambda: _follow(place))


async def status_follows(number: str, _: dict[str, Any]) -> None:
    """Do the same when an organisation was shut out, or let in again."""
    place = await family.place_called(number)
    await uow(lambda: _follow(place))


async def _follow(place: int) -> None:
    for level in await family.levels_below(place):
        for one_below in level:
            await _align(one_below)


@duty("Nobody lets a colleague reach below who does not reach there herself.")
async def refuse_wider(actor: Actor, counterparty_id: int) -> None:
    """Refuse to give more than one has; our own people give it by their right alone."""
    if actor.is_staff:
        return
    hers = Membership.filter(
        user_id=actor.user_id, counterparty_id=counterparty_id, reach=Reach.BELOW, is_active=True
    )
    if not await hers.exists():
        raise Refusal(say("You do not reach the organisations below yourself."), "below")


async def _align(place: int) -> None:
    """Make the memberships through organisations above what their people reach."""
    sources = await _reaching((await family.chain(place))[1:])
    number = await family.number_of(place)
    held = {one.user_id: one for one in await Membership.filter(counterparty_id=place)}
    for user, source in sources.items():
        await _bring(place, number, held.get(user), source)
    for user, old in held.items():
        if old.through_id is not None and old.is_active and user not in sources:
            await Membership.filter(id=old.id).update(is_active=False, version=old.version + 1)
            await Session.filter(user_id=user, face=PORTAL, counterparty_id=place).delete()
            await _note(place, old, "leave_below", {"is_active": False})


async def _reaching(above: Sequence[int]) -> dict[int, Membership]:
    """Return the memberships that reach below, by person; the nearest organisation counts."""
    rows = (
        Membership.filter(
            counterparty_id__in=above, reach=Reach.BELOW, is_active=True, through_id=None
        )
        .exclude(counterparty__status__in=SHUT_OUT)
        .select_related("user", "custom")
    )
    found: dict[int, Membership] = {}
    for row in sorted(await rows, key=lambda row: -above.index(row.counterparty_id)):
        found[row.user_id] = row
    return found


async def _bring(place: int, number: str, held: Membership | None, source: Membership) -> None:
    """Lay a membership through `source`; one that she has of her own stays what it is."""
    role = source.custom.base if source.custom else source.role
    if held is None:
        held = await Membership.create(
            public_id=public_id(), user_id=source.user_id, counterparty_id=place, role=role,
            through_id=source.id, created_at=clock.now(),
        )  # fmt: skip
    elif held.through_id is None or (held.through_id, held.role, held.is_active) == (
        source.id,
        role,
        True,
    ):
        return
    else:
        await Membership.filter(id=held.id).update(
            through_id=source.id, role=role, is_active=True, version=held.version + 1
        )
    await announce(
        "membership.joined", number, counterparty_id=place, by=source.user_id,
        name=source.user.name, name_other=source.user.name_other,
    )  # fmt: skip
    await _note(place, held, "come_from_above", {"through": source.public_id, "role": role})


async def _note(place: int, row: Membership, verb: str, after: dict[str, Any]) -> None:
    await record(
        system(), f"membership.{verb}", row, number=row.public_id, counterparty_id=place,
        after=after,
    )  # fmt: skip
