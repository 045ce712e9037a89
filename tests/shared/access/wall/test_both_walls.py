"""The two walls side by side: in random worlds the scope never shows what the database would not.

The worlds differ from the demo's by random changes of owner, state and audience; the speakers are
random members. 40 worlds are tried, 2,000 where the whole grid is asked for (`./run prove`).
"""

import os
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.access import policy, reach, tailoring
from shared.access.actor import PORTAL as FACE
from shared.access.actor import Actor
from shared.access.wall.visible import readers
from shared.counterparties.models import Counterparty
from shared.database.registry import table_model
from shared.identity.rules import member_roles
from tests import backends
from tests.law.two_walls import WIDER, both

pytestmark = pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="row-level security is PostgreSQL's"
)
WHOLE = os.environ.get("WANGLAI_TEST_GRID") == "whole"
WORLDS = 2000 if WHOLE else 40
LOOKING = 31  # a colleague of ours, for the actors that she looks through
SWITCHES = {
    "purchase_order": ("sent_at",),
    "rfq": ("published_at", "closes_at"),
    "rfq_invitation": ("invited_at",),
    "rfq_award": ("awarded_at",),
    "bid": ("submitted_at",),
    "article": ("is_published",),
    "product": ("is_active", "is_sold"),
    "document": ("is_shared", "for_distributor", "for_customer", "for_supplier", "for_partner"),
    "certificate_requirement": ("is_active", "for_distributor", "for_supplier"),
    "announcement": ("for_administrators", "to_distributor", "to_customer", "to_supplier"),
}


def _tables() -> list[str]:
    known = {*policy.MATRIX, *policy.FOLLOWS}
    return sorted(table for table in known if readers(table))


async def test_what_the_scope_shows_the_database_shows_in_random_worlds(walled: str) -> None:
    dice = random.Random(20261125)
    places = list(await Counterparty.all())
    tried = seen = 0
    for _ in range(WORLDS):
        await _shuffle(dice, places)
        actor = _somebody(dice, dice.choice(places))
        for table in dice.sample(_tables(), 8):
            scoped, walled_rows = await both(actor, table_model(table))
            # A custom role speaks to the database as the narrowest built-in one that covers it.
            is_own = actor.roles != actor.spoken_roles
            if scoped is None:
                assert is_own or not walled_rows or table in WIDER, (
                    f"{table}: {sorted(actor.roles)}"
                )
                continue
            tried, seen = tried + 1, seen + len(scoped)
            assert scoped <= walled_rows, f"{table} hides rows of {sorted(actor.roles)}"
            if table not in WIDER and not is_own:
                extra = walled_rows - scoped
                assert not extra, f"{table} shows {extra} to {sorted(actor.roles)}"
    assert tried >= WORLDS
    assert seen


def _somebody(dice: random.Random, place: Counterparty) -> Actor:
    kinds = frozenset(kind for kind in policy.KINDS if getattr(place, f"is_{kind}"))
    role = _own_role(dice, kinds) if dice.random() < 0.3 else dice.choice(policy.MEMBER_ROLES)
    roles = member_roles(kinds, role)
    return Actor(
        dice.randint(1, 30), "Somebody", "s@example.com", FACE, roles,
        counterparty_id=place.id, kinds=kinds, real_user_id=LOOKING if dice.random() < 0.2 else 0,
    )  # fmt: skip


def _own_role(dice: random.Random, kinds: frozenset[str]) -> str:
    """A role of an organisation's own, with any of its administrator's rights."""
    known = sorted({one for kind in kinds for one in tailoring.organisation_ceiling(kind)})
    law = {one: policy.ORGANISATION for one in known if dice.random() < 0.6}
    return policy.Tailored("custom-x", policy.MEMBER, ("", "Own"), tailoring.written(law))


async def _shuffle(dice: random.Random, places: list[Counterparty]) -> None:
    """Change a few random rows of what decides who sees them."""
    for table in dice.sample(sorted(policy.PATHS), 4):
        path = policy.PATHS[table]
        if path and "__" not in path and table not in ("counterparty_private", "credit_limit"):
            await _change(dice, table, f"{path}_id", dice.choice(places).id)
    for table, column in reach.APART.items():
        await _change(dice, table, column, dice.choice(places).id)
    for table in dice.sample(sorted(SWITCHES), 2):
        column = dice.choice(SWITCHES[table])
        # Far from today: the database looks at its own clock.
        at = dice.choice([datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)])
        value = dice.choice([None, at]) if column.endswith("_at") else dice.random() < 0.5
        await _change(dice, table, column, value)


async def _change(dice: random.Random, table: str, column: str, value: Any) -> None:
    model = table_model(table)
    ids = await model.all().order_by("id").limit(400).values_list("id", flat=True)
    for one in dice.sample(list(ids), min(3, len(ids))):
        try:
            await model.filter(id=one).update(**{column: value})
        except Exception:  # noqa: BLE001  a rule of the table forbids that change
            continue
