"""Pure decisions about people."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.access import policy
from shared.identity import rules
from shared.identity.recipients import Recipient
from shared.identity.rules import InvitationState
from shared.kernel.errors import Refusal

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("pair", policy.CONFLICTING_ROLES)
def test_conflicting_staff_roles_are_refused(pair: frozenset[str]) -> None:
    with pytest.raises(Refusal):
        rules.check_staff_roles(pair | {policy.SUPPORT})


def test_harmless_pairs_of_staff_roles_are_allowed() -> None:
    rules.check_staff_roles({policy.ACCOUNT_MANAGER, policy.SALES_MANAGER})


def test_a_role_nobody_knows_is_refused() -> None:
    with pytest.raises(Refusal):
        rules.check_staff_roles({"emperor"})
    with pytest.raises(Refusal):
        rules.check_member_role(policy.AUDITOR)


def test_an_address_is_compared_in_small_letters() -> None:
    assert rules.normal_email("  Zhou.Min@Qiming.Example ") == "zhou.min@qiming.example"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("\uff5a\uff48\uff4f\uff55\uff20qiming\uff0eexample", "zhou@qiming.example"),
        ("zhou@\u4f8b\u5b50.example", "zhou@xn--fsqu00a.example"),
    ],
)
def test_an_input_method_and_a_name_of_other_letters_are_understood(typed: str, meant: str) -> None:
    assert rules.normal_email(typed) == meant


def test_two_addresses_never_become_one() -> None:
    assert rules.compared_email(" Mi\u212ae@Qiming.example") == "mi\u212ae@qiming.example"


@pytest.mark.parametrize(
    "text",
    [
        "", "zhou", "@qiming.example", "a@b", "a b@c.d", "a@c.d\r\nBcc: x@y.z", "a@c.d,e@f.g",
        "zh\u043eu@qiming.example", "root@[127.0.0.1]", "a@b..c", "\u5468@qiming.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        rules.normal_email(text)


@pytest.mark.parametrize(
    ("used", "revoked", "left", "state"),
    [
        (None, None, 1, InvitationState.VALID),
        (None, None, 0, InvitationState.EXPIRED),
        (NOON, None, 1, InvitationState.USED),
        (None, NOON, 1, InvitationState.REVOKED),
    ],
)
def test_an_invitation_stands_where_its_dates_say(
    used: datetime | None, revoked: datetime | None, left: int, state: InvitationState
) -> None:
    found = rules.invitation_state(
        used_at=used, revoked_at=revoked, expires_at=NOON + timedelta(seconds=left), now=NOON
    )
    assert found is state


@pytest.mark.asvs("7.3.1", "7.3.2")
@pytest.mark.parametrize(
    ("idle", "left", "over"),
    [
        (timedelta(hours=7, minutes=59), timedelta(hours=1), False),
        (timedelta(hours=8), timedelta(hours=1), True),
        (timedelta(0), timedelta(0), True),
    ],
)
def test_a_session_ends_idle_or_old(idle: timedelta, left: timedelta, over: bool) -> None:
    found = rules.is_session_over(seen_at=NOON - idle, expires_at=NOON + left, now=NOON)
    assert found is over


def test_staff_sessions_are_shorter_than_partners() -> None:
    assert rules.session_end("admin", NOON) == NOON + timedelta(hours=12)
    assert rules.session_end("portal", NOON) == NOON + timedelta(days=7)


def test_a_letter_greets_in_its_own_language() -> None:
    reader = Recipient(
        1, "周敏", "z@x.example", "", "Asia/Shanghai", "portal", name_other="Zhou Min"
    )
    assert (reader.name_in("zh"), reader.name_in("en")) == ("周敏", "Zhou Min")
