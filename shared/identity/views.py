"""Beginning, in the admin, to look at the portal as one of its people does.

The portal's end of it (the pass is spent, the view lives and ends) is `viewing.py`; who looked as
whom is read in `past_views.py`.
"""

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.identity import rules
from shared.identity.arrivals import fresh_token, public_id, token_hash
from shared.identity.hats import let_in
from shared.identity.models import Membership, StaffRole, ViewAs
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.two_languages import name_kept

VERB, LEAVING = "membership.view_as", "membership.leave_view"


@action(VERB)
async def begin_view(actor: Actor, *, member: str, of: str, session: str, reason: str) -> str:
    """Give the actor a pass to look at the portal as `member` of organisation `of`; returns its secret.

    It opens once, for a minute, and hangs on the actor's admin session with the hash `session`. The
    journal holds both names and the reason before anybody can see anything.
    """
    told = rules.check_reason(reason)
    held = await to_be_seen(actor, member=member, of=of)
    await _check_target(held)
    token, now = fresh_token(), clock.now()
    made = await ViewAs.create(
        public_id=public_id(), viewer_id=actor.user_id, viewer_session=session,
        membership_id=held.id, counterparty_id=held.counterparty_id, reason=told,
        pass_hash=token_hash(token), pass_until=now + rules.PASS_LIFE, created_at=now,
    )  # fmt: skip
    await record(
        actor, VERB, made, number=made.public_id, counterparty_id=held.counterparty_id,
        after={"seen_as": name_kept(held.user)}, reason=told,
    )  # fmt: skip
    return token


@action(VERB)
async def end_own_view(actor: Actor, *, view: str) -> None:
    """End a view of the actor's own from the admin; NotFound for one that is none of hers or over."""
    mine = ViewAs.filter(viewer_id=actor.user_id, ended_at=None, until__gt=clock.now())
    held = await mine.select_related("membership__user").get_or_none(public_id=view)
    if held is None or not await mine.filter(id=held.id).update(ended_at=clock.now()):
        raise NotFound
    await record(
        actor, LEAVING, held, number=held.public_id, counterparty_id=held.counterparty_id,
        after={"seen_as": name_kept(held.membership.user)},
    )  # fmt: skip


async def to_be_seen(actor: Actor, *, member: str, of: str) -> Membership:
    """Return the member of organisation `of` as whom the actor may look, with person and place."""
    rows = scope(actor, Membership, "view_as").select_related("user", "counterparty")
    found = await rows.get_or_none(public_id=member, counterparty__number=of)
    if found is None:
        raise NotFound
    return found


async def _check_target(held: Membership) -> None:
    if await StaffRole.filter(user_id=held.user_id).exists():
        raise Refusal(rules.OF_OURS)
    open_ = Membership.filter(let_in(), id=held.id, user__is_active=True)
    if not await open_.exists():
        raise Refusal(rules.SHUT)
