"""Who of us looks after whom, and who decides in whose place.

Care is what the policy's *own accounts* means: giving it gives access, taking it takes access.
"""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.models import User
from shared.access.policy import ACCOUNT_MANAGER, PURCHASING, SALES_MANAGER
from shared.access.scope import change
from shared.counterparties.models import Care, Counterparty, Deputy
from shared.counterparties.queries import reachable
from shared.counterparties.rules import CareRole, check_deputy_time
from shared.database.registry import table_model
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.two_languages import form_of, name_kept
from shared.kernel.wording import say

CARING_ROLES = (ACCOUNT_MANAGER, SALES_MANAGER, PURCHASING)
STAND_IN_ROLES = (ACCOUNT_MANAGER, SALES_MANAGER)


async def begin(actor: Actor, made: Counterparty) -> None:
    """Put a new record into its maker's care; the machinery cares for nobody."""
    if actor.user_id:
        await Care.create(
            counterparty_id=made.id, user_id=actor.user_id, role=CareRole.ACCOUNT_MANAGER,
            created_at=clock.now(),
        )  # fmt: skip


async def hand_over(actor: Actor, made: Counterparty, user: str) -> None:
    """Give a new record to the colleague (public id) whom its maker names."""
    actor.must("care.create")
    colleague = await _colleague(user, CARING_ROLES, "account_manager")
    await Care.filter(counterparty_id=made.id).delete()
    await _give(made, colleague, CareRole.ACCOUNT_MANAGER)


@action("care.update")
async def assign_account_manager(actor: Actor, *, number: str, user: str) -> None:
    """Hand the account to a colleague (public id); she who had it keeps no access by it."""
    kept = await reachable(actor, number, "care.update")
    colleague = await _colleague(user, CARING_ROLES, "user")
    held = await Care.filter(
        counterparty_id=kept.id, role=CareRole.ACCOUNT_MANAGER
    ).select_related("user").first()  # fmt: skip
    if held and held.user_id == colleague.id:
        return
    # A collaborator who becomes account manager has one care, not two.
    await Care.filter(counterparty_id=kept.id, user_id=colleague.id).delete()
    if held:
        await Care.filter(id=held.id).delete()
    await _give(kept, colleague, CareRole.ACCOUNT_MANAGER)
    await record(
        actor, "care.assign", kept, counterparty_id=kept.id,
        before={"account_manager": name_kept(held.user) if held else ""},
        after={"account_manager": name_kept(colleague)},
    )  # fmt: skip


@action("care.create")
async def add_collaborator(actor: Actor, *, number: str, user: str) -> None:
    """Let a colleague (public id) help with the account."""
    kept = await reachable(actor, number, "care.create")
    colleague = await _colleague(user, CARING_ROLES, "user")
    if await Care.filter(counterparty_id=kept.id, user_id=colleague.id).exists():
        name = form_of(actor.locale, colleague, "name")
        raise Refusal(say("{name} looks after it already.", name=name), "user")
    await _give(kept, colleague, CareRole.COLLABORATOR)
    await record(
        actor, "care.add_collaborator", kept, counterparty_id=kept.id,
        after={"collaborator": name_kept(colleague)},
    )  # fmt: skip


@action("care.update")
async def remove_collaborator(actor: Actor, *, number: str, user: str) -> None:
    """End a collaborator's access to the account."""
    kept = await reachable(actor, number, "care.update")
    held = await Care.filter(
        counterparty_id=kept.id, user__public_id=user, role=CareRole.COLLABORATOR
    ).select_related("user").first()  # fmt: skip
    if held is None:
        raise NotFound
    await Care.filter(id=held.id).delete()
    await record(
        actor, "care.remove_collaborator", kept, counterparty_id=kept.id,
        before={"collaborator": name_kept(held.user)},
    )  # fmt: skip


@action("deputy.create")
async def name_deputy(
    actor: Actor, *, deputy: str, starts_on: date, ends_on: date, owner: str = ""
) -> None:
    """Let a colleague decide in one's place from the first to the last day, both whole days.

    Days are those of the owner's zone. `owner` (public id) is for administrators, who name a
    deputy for somebody who is away already.
    """
    check_deputy_time(starts_on, ends_on, clock.today(actor.zone))
    away = await _owner(actor, owner)
    stand_in = await _colleague(deputy, STAND_IN_ROLES, "deputy")
    if stand_in.id == away.id:
        raise Refusal(say("Choose somebody else: nobody stands in for herself."), "deputy")
    zone = ZoneInfo(away.zone)
    starts_at, ends_at = _midnight(starts_on, zone), _midnight(ends_on + timedelta(days=1), zone)
    overlapping = Deputy.filter(
        owner_id=away.id, deputy_id=stand_in.id, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if await overlapping.exists():
        name = form_of(actor.locale, stand_in, "name")
        raise Refusal(say("{name} stands in at that time already.", name=name), "deputy")
    made = await Deputy.create(
        public_id=secrets.token_hex(8), owner_id=away.id, deputy_id=stand_in.id,
        starts_at=starts_at, ends_at=ends_at, created_at=clock.now(),
    )  # fmt: skip
    await record(
        actor, "deputy.create", made, number=made.public_id,
        after={"owner": name_kept(away), "deputy": name_kept(stand_in), "from": starts_on,
               "until": ends_on},
    )  # fmt: skip


@action("deputy.update")
async def end_deputy(actor: Actor, *, deputy: str, version: int) -> None:
    """End it now; what the deputy decided stays."""
    rows = Deputy.filter(public_id=deputy, ends_at__gt=clock.now())
    if not actor.may("staff_role.update"):
        rows = rows.filter(owner_id=actor.user_id)
    held = await rows.first()
    if held is None:
        raise NotFound
    before = held.ends_at
    now = clock.now()
    await change(actor, held, "update", version, ends_at=now)
    await record(
        actor, "deputy.end", held, number=held.public_id,
        before={"ends_at": before}, after={"ends_at": now},
    )  # fmt: skip


async def _colleague(public_id: str, roles: tuple[str, ...], field: str) -> User:
    """Return an active colleague with one of `roles`.

    Roles belong to identity, a storey above; its table is asked by name, as the scope does.
    """
    found = await User.get_or_none(public_id=public_id, is_active=True)
    if found is not None:
        hats = table_model("staff_role").filter(user_id=found.id, role__in=roles)
        if await hats.exists():
            return found
    raise Refusal(say("Choose a colleague from the list."), field)


async def _owner(actor: Actor, owner: str) -> User:
    if not owner:
        return await User.get(id=actor.user_id)
    actor.must("staff_role.update")
    return await _colleague(owner, STAND_IN_ROLES, "owner")


async def _give(kept: Counterparty, colleague: User, role: CareRole) -> None:
    await Care.create(
        counterparty_id=kept.id, user_id=colleague.id, role=role, created_at=clock.now()
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
