"""A database with one next step for all sides comes to have one for each, and goes back."""

import json
from collections.abc import Iterator

import pytest

from shared.database.migrating import migrate
from tests import backends
from tests.old_schema import bring_to

BEFORE, AFTER = "0175_step_ups", "0180_next_steps"
NOW = "2026-01-02 03:04:05+00:00"
STEPS = ("Ours", "Of Qiming", "Of one who left", "Changed by us", "Of somebody with two", "")
"""What stands on opportunities 1 to 6."""
WRITTEN = (
    (1, "opportunity.create", "admin", 1, "Ours"),
    (2, "opportunity.create", "admin", 1, "Ours before"),
    (2, "opportunity.plan", "portal", 2, "Of Qiming"),
    (2, "opportunity.move", "admin", 1, None),
    (3, "opportunity.plan", "portal", 3, "Of one who left"),
    (4, "opportunity.plan", "portal", 2, "Theirs before"),
    (4, "opportunity.update", "admin", 1, "Changed by us"),
    (5, "opportunity.plan", "portal", 4, "Of somebody with two"),
    (6, "opportunity.plan", "portal", 2, ""),
)
"""Opportunity, verb, face, person, words."""
SHARES = ((2, 1), (2, 2), (4, 1), (5, 1), (5, 2))
MEMBERS = ((2, 1), (2, 3), (3, 2), (4, 1), (4, 2))
"""Person and organisation: the second is at Qiming and at one that sees none of it."""


@pytest.fixture
def old_url(databases: backends.Databases) -> Iterator[str]:
    url = databases.create()
    yield url
    databases.drop(url)


async def test_each_step_goes_to_the_side_that_wrote_it_and_back(old_url: str) -> None:
    await bring_to(old_url, BEFORE, *_old_rows())
    assert AFTER in await migrate(old_url)
    moved = await bring_to(old_url, AFTER, read=(
        "SELECT opportunity_id, counterparty_id, next_step FROM opportunity_step"
        " ORDER BY opportunity_id"
    ))  # fmt: skip
    assert [tuple(row.values()) for row in moved] == [
        (1, None, "Ours"), (2, 1, "Of Qiming"), (3, 2, "Of one who left"),
        (4, None, "Changed by us"), (5, None, "Of somebody with two"),
    ]  # fmt: skip
    two_sides = (
        "INSERT INTO opportunity_step (opportunity_id, counterparty_id, next_step, version,"
        f" updated_at) VALUES (1, 1, 'A partner''s', 1, '{NOW}'), (2, NULL, '', 1, '{NOW}')"
    )
    await bring_to(old_url, AFTER, two_sides)
    back = await bring_to(
        old_url, BEFORE, read="SELECT next_step, next_step_on FROM opportunity ORDER BY id"
    )
    assert [row["next_step"] for row in back] == list(STEPS)
    assert [str(row["next_step_on"]) for row in back[:2]] == ["2026-02-01", "2026-02-02"]
    assert AFTER in await migrate(old_url), "and forward again"


def _old_rows() -> Iterator[str]:
    for person in range(1, 5):
        yield (
            'INSERT INTO "user" (id, public_id, name, email, phone, title, locale, zone, is_active,'
            f" version, created_at) VALUES ({person}, 'u{person}', 'P', 'p@x.example', '', '', '',"
            f" 'UTC', true, 1, '{NOW}')"
        )
    for place in range(1, 4):
        yield (
            "INSERT INTO counterparty (id, number, name_zh, name_en, is_customer, is_distributor,"
            " is_supplier, is_partner, status, tier, country, region, city, currency, payment_days,"
            " tax_number, phone, website, external_source, external_key, version, created_at,"
            f" updated_at) VALUES ({place}, 'CP-{place}', '', 'X', false, true, false, false,"
            f" 'active', 'A', 'CN', '', '', 'CNY', 30, '', '', '', '', '', 1, '{NOW}', '{NOW}')"
        )
    for number, step in enumerate(STEPS, 1):
        day = f"'2026-02-0{number}'" if step else "NULL"
        yield (
            "INSERT INTO opportunity (id, number, counterparty_id, name, needs, product_line,"
            " product_line_zh, customer_key, stage, outcome, lost_reason, probability, amount,"
            " currency, closes_on, next_step, next_step_on, owner_id, stage_since_at, version,"
            f" created_at, updated_at) VALUES ({number}, 'OP-{number}', 1, 'N', '', '', '', '',"
            f" 'qualified', 'open', '', 10, 1, 'CNY', '2026-03-01', '{step}',"
            f" {day}, 1, '{NOW}', 1, '{NOW}', '{NOW}')"
        )
    for n, (opportunity, place) in enumerate(SHARES, 1):
        yield (
            "INSERT INTO opportunity_share (id, opportunity_id, counterparty_id, created_at)"
            f" VALUES ({n}, {opportunity}, {place}, '{NOW}')"
        )
    for n, (person, place) in enumerate(MEMBERS, 1):
        yield (
            "INSERT INTO membership (id, public_id, user_id, counterparty_id, role, is_active,"
            f" version, created_at) VALUES ({n}, 'm{n}', {person}, {place}, 'member', true, 1,"
            f" '{NOW}')"
        )
    for n, (opportunity, verb, face, person, words) in enumerate(WRITTEN, 1):
        after = json.dumps({"stage": "qualified"} if words is None else {"next_step": words})
        yield (
            "INSERT INTO journal_entry (id, at, actor_id, actor_name, face, verb, record_table,"
            " record_number, reason, before, after, previous_hash, hash) VALUES"
            f" ({n}, '{NOW}', {person}, 'P', '{face}', '{verb}', 'opportunity', 'OP-{opportunity}',"
            f" '', '{{}}', '{after}', '', '{n}')"
        )
