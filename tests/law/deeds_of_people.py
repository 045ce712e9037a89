"""Rows for the guards of records of organisations, of members and of the rights of our staff."""

from dataclasses import replace

from shared.access import policy
from shared.access.actor import Actor
from shared.access.models import User
from shared.counterparties.change_decisions import Verdict, approve_change, review_change
from shared.counterparties.change_queries import change_detail
from shared.counterparties.models import Counterparty, ProfileChange
from shared.identity import actions, below, domain_requests, members, role_requests, staff
from shared.identity.door_models import DomainRequest
from shared.identity.models import Membership, RoleRequest
from shared.identity.rules import Reach
from shared.kernel import clock
from tests.cast import ANCHOR
from tests.law.deeds import DONE, row
from tests.role_records import actor_of

ASKER = "counterparties.change_decisions._not_asked_by"
FIRST_LOOK = "counterparties.change_decisions._not_seen_by"
CONCERNED = "identity.role_requests._refuse_concerned"
OF_OTHERS = "identity.role_requests._of_others"
DOMAIN_ASKER = "identity.domain_requests._refuse_asker"
DOMAIN_OF_OTHERS = "identity.domain_requests._of_others"
SELF = "identity.members.refuse_self"
REACH = "identity.below.refuse_wider"
LAST = "identity.members.keep_an_administrator"
WITHIN = "identity.rules.check_within"
DUTIES = "identity.rules.check_staff_roles"


async def _review(asker: str) -> None:
    lin = await actor_of("lin.xiaoyu")
    by = await actor_of(asker)
    await ProfileChange.filter(number="PC-2026-0001").update(requested_by_id=by.user_id)
    seen = await change_detail(lin, "PC-2026-0001")
    given = tuple(Verdict(one["field"], True) for one in seen.items)
    await review_change(
        lin, number="PC-2026-0001", version=seen.row["version"], seen=seen.seen, verdicts=given
    )


@row(ASKER, DONE)
async def a_change_that_the_organisation_asks_for() -> None:
    await _review("zhou.min")


@row(ASKER, "Somebody else decides this")
async def a_change_that_she_asked_for_herself() -> None:
    await _review("lin.xiaoyu")


async def _look_twice(first: str) -> None:
    he, by = await actor_of("he.min"), await actor_of(first)
    await ProfileChange.filter(number="PC-2026-0002").update(reviewed_by_id=by.user_id)
    seen = await change_detail(he, "PC-2026-0002")
    await approve_change(he, number="PC-2026-0002", version=seen.row["version"], seen=seen.seen)


@row(FIRST_LOOK, DONE)
async def a_bank_account_seen_by_a_colleague() -> None:
    await _look_twice("lin.xiaoyu")


@row(FIRST_LOOK, "Somebody else decides this")
async def a_bank_account_that_she_saw_first() -> None:
    await _look_twice("he.min")


async def _decide(asker: str, *, for_her: bool = False, takes: bool = False) -> None:
    dong, by = await actor_of("dong.xue"), await actor_of(asker)
    asked = await RoleRequest.get(colleague_id__isnull=False)
    whom = dong.user_id if for_her else asked.colleague_id  # type: ignore[attr-defined]
    await RoleRequest.filter(id=asked.id).update(
        requested_by_id=by.user_id, colleague_id=whom, takes=takes
    )
    await role_requests.approve_request(dong, request=asked.public_id, version=asked.version)


@row(CONCERNED, DONE)
async def rights_that_another_asked_for() -> None:
    await _decide("xu.lei")


@row(OF_OTHERS, "Stale", CONCERNED)
@row(CONCERNED, "asked for it yourself")
async def rights_that_she_asked_for() -> None:
    await _decide("dong.xue")


@row(CONCERNED, "your own right")
async def rights_for_herself() -> None:
    await _decide("xu.lei", for_her=True)


@row(CONCERNED, DONE)
async def rights_taken_from_herself() -> None:
    await _decide("xu.lei", for_her=True, takes=True)


async def _decide_domain(asker: str) -> None:
    dong, by = await actor_of("dong.xue"), await actor_of(asker)
    place = await Counterparty.get(number="CP-0001")
    asked = await DomainRequest.create(
        public_id="d" * 16, counterparty=place, domain="deed.example", role=policy.VIEWER,
        requested_by_id=by.user_id, created_at=ANCHOR,
    )  # fmt: skip
    await domain_requests.approve_domain(dong, request=asked.public_id, version=1)


@row(DOMAIN_ASKER, DONE)
async def a_domain_that_another_asked_for() -> None:
    await _decide_domain("xu.lei")


@row(DOMAIN_OF_OTHERS, "Stale", DOMAIN_ASKER)
@row(DOMAIN_ASKER, "asked for it yourself")
async def a_domain_that_she_asked_for() -> None:
    await _decide_domain("dong.xue")


async def _close_colleague(subject: str) -> None:
    xu, whom = await actor_of("xu.lei"), await actor_of(subject)
    person = await User.get(id=whom.user_id)
    await staff.set_colleague_active(
        xu, user=person.public_id, version=person.version, is_active=False
    )


@row(SELF, DONE)
async def the_door_of_a_colleague() -> None:
    await _close_colleague("gao.yuan")


@row(SELF, "cannot suspend yourself")
async def her_own_door_with_us() -> None:
    await _close_colleague("xu.lei")


async def _member(subject: str) -> tuple[Actor, Membership]:
    who = await actor_of(subject)
    return who, await Membership.get(user_id=who.user_id, counterparty_id=who.counterparty_id)


async def _second_administrator() -> Membership:
    _, held = await _member("fang.jie")
    await Membership.filter(id=held.id).update(role=policy.ORGANISATION_ADMIN)
    return await Membership.get(id=held.id)


@row(SELF, "cannot suspend yourself")
async def her_own_door_at_an_organisation() -> None:
    await _second_administrator()
    zhou, held = await _member("zhou.min")
    await actions.suspend_member(zhou, member=held.public_id, version=held.version)


async def _step_down() -> None:
    zhou, held = await _member("zhou.min")
    await members.change_role(zhou, member=held.public_id, version=held.version, role=policy.VIEWER)


@row(LAST, "The last administrator stays")
async def the_last_administrator_steps_down() -> None:
    await _step_down()


@row(LAST, DONE)
async def one_of_two_administrators_steps_down() -> None:
    await _second_administrator()
    await _step_down()


@row(LAST, "The last administrator stays")
async def the_other_administrator_is_shut_out_as_a_member() -> None:
    other = await _second_administrator()
    await Membership.filter(id=other.id).update(is_active=False)
    await _step_down()


@row(LAST, "The last administrator stays")
async def the_other_administrator_is_shut_out_everywhere() -> None:
    other = await _second_administrator()
    await User.filter(id=other.user_id).update(is_active=False)  # type: ignore[attr-defined]
    await _step_down()


@row(LAST, "The last administrator stays")
async def the_others_are_no_administrators() -> None:
    await (
        Membership.filter(role=policy.ORGANISATION_ADMIN)
        .exclude(counterparty__number="CP-0001")
        .update(is_active=True)
    )
    await _step_down()


@row(LAST, "The last administrator stays")
async def the_other_administrator_comes_from_the_organisation_above() -> None:
    other = await _second_administrator()
    _, above = await _member("ma.lan")
    await Membership.filter(id=other.id).update(through_id=above.id)
    await _step_down()


async def _let_below(
    reach: Reach, *, by: str = "zhou.min", is_active: bool = True, other: str = ""
) -> None:
    """One of Qiming lets a colleague reach below; `other` is somebody whose reach it is."""
    giver, hers = await _member(by)
    _, whom = await _member("tang.yu")
    if other:
        _, hers = await _member(other)
    await Membership.filter(id=hers.id).update(reach=reach, is_active=is_active)
    await below.set_reach(giver, member=whom.public_id, version=whom.version, below=True)


@row(REACH, DONE)
async def who_reaches_below_lets_a_colleague() -> None:
    await _let_below(Reach.BELOW)


@row(REACH, "do not reach the organisations below")
async def who_does_not_reach_below_lets_a_colleague() -> None:
    await _let_below(Reach.ORGANISATION)


@row(REACH, "do not reach the organisations below")
async def who_was_shut_out_lets_a_colleague() -> None:
    await _let_below(Reach.BELOW, is_active=False)


@row(REACH, "do not reach the organisations below")
async def who_works_beside_somebody_that_reaches_lets_a_colleague() -> None:
    await _let_below(Reach.BELOW, other="fang.jie")


@row(REACH, "do not reach the organisations below")
async def who_reaches_below_elsewhere_lets_a_colleague() -> None:
    giver, hers = await _member("zhou.min")
    there = await Counterparty.get(number="CP-0002")
    await Membership.create(
        public_id="there", user_id=hers.user_id, counterparty=there, role=policy.MEMBER,  # type: ignore[attr-defined]
        reach=Reach.BELOW, created_at=clock.now(),
    )  # fmt: skip
    _, whom = await _member("tang.yu")
    await below.set_reach(giver, member=whom.public_id, version=whom.version, below=True)


@row(REACH, DONE)
async def one_of_ours_lets_somebody_reach_below() -> None:
    _, whom = await _member("tang.yu")
    xu = await actor_of("xu.lei")
    await below.set_reach(xu, member=whom.public_id, version=whom.version, below=True, of="CP-0001")


async def _give(giver_role: str, role: str) -> None:
    zhou, _ = await _member("zhou.min")
    _, whom = await _member("tang.yu")
    giver = replace(zhou, roles=zhou.roles | {giver_role}) if giver_role else zhou
    await members.change_role(giver, member=whom.public_id, version=whom.version, role=role)


@row(WITHIN, DONE)
async def a_role_below_her_own() -> None:
    await _give("", policy.MEMBER)


@row(WITHIN, "more than your own role")
async def a_role_that_is_too_much_at_one_of_two_kinds() -> None:
    # An organisation of two kinds, at one of which she is no administrator.
    await _give("supplier.viewer", policy.ORGANISATION_ADMIN)


async def _give_hat(subject: str, role: str) -> None:
    xu, whom = await actor_of("xu.lei"), await actor_of(subject)
    person = await User.get(id=whom.user_id)
    await actions.give_staff_role(xu, user=person.public_id, role=role)


@row(DUTIES, DONE)
async def two_roles_that_go_together() -> None:
    await _give_hat("sun.li", policy.SUPPORT)


@row(DUTIES, "may not hold these two")
async def purchasing_and_finance() -> None:
    await _give_hat("sun.li", policy.FINANCE)


@row(DUTIES, "There is no staff role")
async def a_role_that_is_not_there() -> None:
    await _give_hat("sun.li", "emperor")
