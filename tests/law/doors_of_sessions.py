"""Probes of who is somebody: sessions and views that must not live any more."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from shared.access import policy
from shared.access.models import User
from shared.counterparties.models import Care, Counterparty
from shared.identity import queries, viewing
from shared.identity.models import Membership, Session, StaffRole
from shared.identity.rules import Reach
from shared.kernel import clock
from shared.kernel.errors import Refusal
from tests.law.doors import Scene, hash_of, person_of, probe, undone, view_hash, viewed
from tests.web import Browser

Change = Callable[[], Awaitable[Any]]
LONG = timedelta(days=40)


async def _lives(browser: Browser, change: Change | None = None, face: str = "") -> bool:
    """Whether the session lives after the change; both ways to read it must agree."""
    asked, at = hash_of(browser), face or browser.face.name

    async def look() -> bool:
        if change is not None:
            await change()
        one, many = (
            await queries.session_actor(asked, at),
            await queries.session_actors([asked], at),
        )
        if {*many} != ({asked} if one else set()):
            raise AssertionError("one reading says otherwise than the other")
        return one is not None

    return bool(await undone(look))


async def _looks(scene: Scene, change: Change | None = None) -> bool:
    asked = view_hash(scene.viewer)

    async def look() -> bool:
        if change is not None:
            await change()
        found = await viewing.live_views([asked])
        if {*found} - {asked}:
            raise AssertionError("somebody else's view")
        return asked in found

    return bool(await undone(look))


@probe
async def everybody_is_somebody(scene: Scene) -> bool:
    return all([await _lives(scene.buyer), await _lives(scene.colleague), await _looks(scene)])


@probe
async def a_session_of_the_other_face_is_none(scene: Scene) -> bool:
    return not await _lives(scene.colleague, face="portal") and not await _lives(
        scene.buyer, face="admin"
    )


@probe
async def whoever_is_known_at_both_faces_has_a_session_for_each(scene: Scene) -> bool:
    her, hers = await person_of(scene.buyer), await person_of(scene.colleague)
    place = await Counterparty.get(number="CP-0001")
    asked = hash_of(scene.colleague)

    async def hired() -> None:
        await StaffRole.create(user_id=her.id, role=policy.SUPPORT, created_at=clock.now())

    async def joined() -> None:
        await Membership.create(
            public_id="both", user_id=hers.id, counterparty=place, role=policy.MEMBER,
            created_at=clock.now(),
        )  # fmt: skip
        await Session.filter(token_hash=asked).update(counterparty_id=place.id)

    return not await _lives(scene.buyer, hired, "admin") and not await _lives(
        scene.colleague, joined, "portal"
    )


@probe
async def nobody_has_an_unknown_session(scene: Scene) -> bool:
    return await queries.session_actor("0" * 64, "portal") is None


@probe
async def a_session_that_ran_out_is_over(scene: Scene) -> bool:
    rows = Session.filter(token_hash=hash_of(scene.buyer))
    return not await _lives(scene.buyer, lambda: rows.update(expires_at=clock.now()))


@probe
async def a_session_long_unused_is_over(scene: Scene) -> bool:
    rows = Session.filter(token_hash=hash_of(scene.buyer))
    return not await _lives(scene.buyer, lambda: rows.update(seen_at=clock.now() - LONG))


@probe
async def a_suspended_person_is_nobody(scene: Scene) -> bool:
    her = User.filter(id=(await person_of(scene.buyer)).id)
    return not await _lives(scene.buyer, lambda: her.update(is_active=False))


@probe
async def a_suspended_member_is_nobody(scene: Scene) -> bool:
    her = Membership.filter(user_id=(await person_of(scene.buyer)).id)
    return not await _lives(scene.buyer, lambda: her.update(is_active=False))


@probe
async def a_member_of_a_suspended_organisation_is_nobody(scene: Scene) -> bool:
    place = Counterparty.filter(number="CP-0001")
    return not await _lives(scene.buyer, lambda: place.update(status="suspended"))


@probe
async def nobody_speaks_for_an_organisation_that_is_not_hers(scene: Scene) -> bool:
    other = await Counterparty.get(number="CP-0002")
    rows = Session.filter(token_hash=hash_of(scene.buyer))
    return not await _lives(scene.buyer, lambda: rows.update(counterparty_id=other.id))


async def _from_above(rows: Any) -> None:
    """Make it a membership through one that does not reach below (any more)."""
    other = await Membership.filter(reach=Reach.ORGANISATION).order_by("-id").first()
    assert other is not None
    await rows.update(through_id=other.id)


@probe
async def who_came_through_a_place_that_reaches_no_more_is_nobody(scene: Scene) -> bool:
    hers = Membership.filter(user_id=(await person_of(scene.buyer)).id)
    _, seen = await viewed(scene.viewer)
    at_it = Membership.filter(id=seen.id)
    return not await _lives(scene.buyer, lambda: _from_above(hers)) and not await _looks(
        scene, lambda: _from_above(at_it)
    )


@probe
async def a_colleague_without_a_role_is_nobody(scene: Scene) -> bool:
    hers = StaffRole.filter(user_id=(await person_of(scene.colleague)).id)
    return not await _lives(scene.colleague, hers.delete)


@probe
async def a_view_ends_at_its_time(scene: Scene) -> bool:
    view, _ = await viewed(scene.viewer)
    rows = type(view).filter(id=view.id)
    return not await _looks(scene, lambda: rows.update(until=clock.now()))


@probe
async def a_view_that_was_left_is_over(scene: Scene) -> bool:
    view, _ = await viewed(scene.viewer)
    rows = type(view).filter(id=view.id)
    return not await _looks(scene, lambda: rows.update(ended_at=clock.now()))


@probe
async def a_suspended_colleague_looks_at_nobody(scene: Scene) -> bool:
    view, _ = await viewed(scene.viewer)
    rows = User.filter(id=view.viewer_id)  # type: ignore[attr-defined]
    return not await _looks(scene, lambda: rows.update(is_active=False))


async def _came_from(scene: Scene, change: Callable[[Any], Awaitable[Any]]) -> bool:
    """Whether the view is over after a change of the session that it was begun in."""
    view, _ = await viewed(scene.viewer)
    rows = Session.filter(token_hash=view.viewer_session)
    return not await _looks(scene, lambda: change(rows))


@probe
async def a_view_ends_with_the_session_it_came_from(scene: Scene) -> bool:
    return await _came_from(scene, lambda rows: rows.delete())


@probe
async def a_view_ends_when_that_session_ran_out(scene: Scene) -> bool:
    return await _came_from(scene, lambda rows: rows.update(expires_at=clock.now()))


@probe
async def a_view_ends_when_that_session_was_long_unused(scene: Scene) -> bool:
    return await _came_from(scene, lambda rows: rows.update(seen_at=clock.now() - LONG))


@probe
async def a_view_needs_a_session_of_the_admin(scene: Scene) -> bool:
    return await _came_from(scene, lambda rows: rows.update(face="portal"))


@probe
async def a_view_of_a_suspended_member_is_over(scene: Scene) -> bool:
    _, member = await viewed(scene.viewer)
    rows = Membership.filter(id=member.id)
    return not await _looks(scene, lambda: rows.update(is_active=False))


@probe
async def a_view_of_a_suspended_person_is_over(scene: Scene) -> bool:
    _, member = await viewed(scene.viewer)
    rows = User.filter(id=member.user_id)  # type: ignore[attr-defined]
    return not await _looks(scene, lambda: rows.update(is_active=False))


@probe
async def a_view_of_a_suspended_organisation_is_over(scene: Scene) -> bool:
    view, _ = await viewed(scene.viewer)
    rows = Counterparty.filter(id=view.counterparty_id)  # type: ignore[attr-defined]
    return not await _looks(scene, lambda: rows.update(status="suspended"))


@probe
async def nobody_looks_at_a_colleague(scene: Scene) -> bool:
    _, member = await viewed(scene.viewer)

    async def hired() -> None:
        await StaffRole.create(
            user_id=member.user_id, role=policy.SUPPORT, created_at=clock.now()  # type: ignore[attr-defined]
        )  # fmt: skip

    return not await _looks(scene, hired)


@probe
async def a_colleague_without_the_right_looks_at_nobody(scene: Scene) -> bool:
    view, _ = await viewed(scene.viewer)
    rows = StaffRole.filter(user_id=view.viewer_id)  # type: ignore[attr-defined]
    return not await _looks(scene, lambda: rows.update(role=policy.AUDITOR))


@probe
async def an_account_manager_looks_only_at_her_accounts(scene: Scene) -> bool:
    view, _ = await viewed(scene.viewer)
    hers = view.viewer_id  # type: ignore[attr-defined]
    other = await Membership.exclude(counterparty_id=view.counterparty_id).order_by("id").first()  # type: ignore[attr-defined]
    assert other is not None

    async def handed_over() -> None:
        await StaffRole.filter(user_id=hers).update(role=policy.ACCOUNT_MANAGER)
        await Care.filter(user_id=hers).delete()
        await Care.create(
            user_id=hers,
            counterparty_id=other.counterparty_id,
            role="collaborator",
            created_at=clock.now(),
        )

    async def taken_over() -> None:
        await handed_over()
        await Care.filter(user_id=hers).update(counterparty_id=view.counterparty_id)  # type: ignore[attr-defined]

    return not await _looks(scene, handed_over) and await _looks(scene, taken_over)


async def _opens(view: Any, token: str = "", **values: Any) -> bool:
    """Whether the pass opens the view, begun anew with these values, and no other view with it."""
    fresh = {"begun_at": None, "pass_until": clock.now() + timedelta(minutes=1)}

    async def knock() -> bool:
        await type(view).all().update(**fresh)
        await type(view).filter(id=view.id).update(**values)
        waiting = await type(view).filter(begun_at=None).count()
        try:
            await viewing._redeem(token or view.pass_hash)
        except Refusal:
            return False
        assert await type(view).filter(begun_at=None).count() == waiting - 1
        return True

    return bool(await undone(knock))


@probe
async def a_pass_opens_once_and_in_its_minute(scene: Scene) -> bool:
    view, _ = await viewed(scene.viewer)
    now = clock.now()
    return await _opens(view) and not any([
        await _opens(view, begun_at=now), await _opens(view, pass_until=now),
        await _opens(view, ended_at=now), await _opens(view, "0" * 64),
    ])  # fmt: skip
