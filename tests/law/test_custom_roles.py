"""Random custom roles: never more than the code allows, whatever is typed, stored or decided."""

import os
import random

import pytest

from shared.access import policy, tailoring
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.access.policy import Tailored
from shared.access.scope import scope
from shared.counterparties.models import Counterparty
from shared.database.registry import table_model
from shared.demo.cast import QIMING, persona
from shared.identity.role_rules import check_law
from shared.identity.rules import has_conflict, member_roles
from shared.kernel.errors import Refusal
from tests.law.page import published

WHOLE = os.environ.get("WANGLAI_TEST_GRID") == "whole"
ROLES, LAWS = (60, 4000) if WHOLE else (6, 2000)
_WORDS = ["all", "team", "own accounts", "suppliers", "organisation", "mine", "published", "", "x"]


def _anything(dice: random.Random) -> dict[str, str]:
    """A law that somebody typed who knows no bounds."""
    page = published()
    known = [f"{table}.{verb}" for table in page.matrix for verb in sorted(page.verbs(table))]
    known += ["sales_order.destroy", "session.read", "a.b", "read", ""]
    return {dice.choice(known): dice.choice(_WORDS) for _ in range(dice.randint(1, 30))}


def _within(dice: random.Random) -> dict[str, str]:
    """A random law that the code allows to a role of ours."""
    ceiling = tailoring.staff_ceiling()
    law = {one: dice.choice(ceiling[one]) for one in ceiling if dice.random() < 0.4}
    for permission in tailoring.unread(law):
        del law[permission]
    return law


def _widest(permission: str) -> set[str]:
    """The words of the published page for a permission, of every role of ours."""
    table, _, verb = permission.partition(".")
    return published().grants(frozenset(policy.STAFF_ROLES), table, verb)


def test_what_is_refused_is_just_what_the_page_has_no_room_for() -> None:
    dice = random.Random(7)
    taken = refused = 0
    for _ in range(LAWS):
        law = _anything(dice)
        beyond = tailoring.beyond(law)
        for permission, rows in law.items():
            may = any(rows in tailoring.WITHIN.get(wide, ()) for wide in _widest(permission))
            has_place = rows not in ("team", "own accounts", "suppliers") or (
                permission.partition(".")[0] in published().paths
            )
            assert (permission in beyond) == (not (may and has_place)), (permission, rows)
        if beyond:
            with pytest.raises(Refusal):
                check_law(law)
        refused, taken = refused + bool(beyond), taken + (not beyond)
    assert refused > 100
    assert taken > 5


def test_a_law_of_anything_grants_no_more_than_the_page_has_room_for() -> None:
    dice = random.Random(8)
    for _ in range(LAWS // 4):
        law = _anything(dice)
        role = tailoring.tailored("custom-x", policy.SUPPORT, ("", "A"), tailoring.written(law))
        for table, grants in role.law.items():
            for grant in grants:
                for verb in grant.verbs:
                    wide = _widest(f"{table}.{verb}")
                    assert any(grant.rows in tailoring.WITHIN[one] for one in wide), (table, verb)
        for kind in policy.KINDS:
            theirs = tailoring.at_kind(
                Tailored("custom-x", policy.MEMBER, ("", "A"), tailoring.written(law)), kind
            )
            assert tailoring.covers([f"{kind}.{policy.ORGANISATION_ADMIN}"], theirs)


async def test_rows_of_random_roles_lie_within_the_rows_of_the_ceiling(demo: str) -> None:
    dice = random.Random(9)
    user = await User.get(email=persona("lin.xiaoyu").email)
    everything = Actor(user.id, user.name, user.email, ADMIN, frozenset(policy.STAFF_ROLES))
    seen = 0
    for _ in range(ROLES):
        law = _within(dice)
        assert check_law(law) == law
        role = tailoring.tailored("custom-x", policy.SUPPORT, ("", "A"), tailoring.written(law))
        own = Actor(user.id, user.name, user.email, ADMIN, frozenset({role}))
        for permission in dice.sample(sorted(law), min(40, len(law))):
            table, _, verb = permission.partition(".")
            model = table_model(table)
            mine = set(await scope(own, model, verb).values_list("id", flat=True))
            widest = set(await scope(everything, model, verb).values_list("id", flat=True))
            assert mine <= widest, permission
            seen += len(mine)
    assert seen > 1000


async def test_rows_of_random_own_roles_lie_within_their_administrators(demo: str) -> None:
    dice = random.Random(10)
    user = await User.get(email=persona("zhou.min").email)
    place = await Counterparty.get(number=QIMING)
    seen = 0
    for _ in range(ROLES):
        ceiling = tailoring.organisation_ceiling("distributor")
        law = {one: policy.ORGANISATION for one in ceiling if dice.random() < 0.5}
        key = Tailored("custom-x", policy.MEMBER, ("", "A"), tailoring.written(law))
        mine, admins = (
            Actor(
                user.id, user.name, user.email, PORTAL, member_roles(place.kinds, role), place.id,
                place.number, kinds=place.kinds,
            )
            for role in (key, policy.ORGANISATION_ADMIN)
        )  # fmt: skip
        assert tailoring.covers(mine.spoken_roles, next(iter(mine.roles)))
        for permission in dice.sample(sorted(law), min(25, len(law))):
            table, _, verb = permission.partition(".")
            model = table_model(table)
            rows = set(await scope(mine, model, verb).values_list("id", flat=True))
            assert rows <= set(await scope(admins, model, verb).values_list("id", flat=True))
            seen += len(rows)
    assert seen > 50


def test_no_random_role_joins_two_duties_unnoticed() -> None:
    """What tells duties apart are the verbs that change something and that one role alone has."""
    for pair in policy.CONFLICTING_ROLES:
        one, other = sorted(pair)
        both = {**tailoring.built_in(one), **tailoring.built_in(other)}
        # Auditors change nothing: what tells one is the role that a clone began with.
        for base in pair - {policy.ADMINISTRATOR} if policy.AUDITOR in pair else pair:
            role = tailoring.tailored("custom-x", base, ("", "A"), tailoring.written(both))
            assert has_conflict({role}), pair
