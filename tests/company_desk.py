"""Records of an organisation's own desk for any route: bank accounts and changes asked for."""

from datetime import timedelta

from shared.access.models import User
from shared.counterparties.models import (
    BankAccount,
    Counterparty,
    ProfileChange,
    ProfileChangeItem,
)
from shared.identity.models import AdministratorRequest, Membership, Session, StaffRole, ViewAs
from shared.identity.session_list import session_name
from tests.cast import ANCHOR


async def changes(of: Counterparty) -> list[str]:
    """One in each state there is, the newest of each."""
    rows = await ProfileChange.filter(counterparty=of).order_by("id").values_list("state", "number")
    return list({str(state): str(number) for state, number in rows}.values())


async def accounts(of: Counterparty) -> list[str]:
    return [(await BankAccount.filter(counterparty=of).first()).public_id]  # type: ignore[union-attr]


async def rescues(of: Counterparty) -> list[str]:
    """The request of a member to become administrator."""
    found = await AdministratorRequest.filter(candidate__counterparty=of).first()
    return [found.public_id]  # type: ignore[union-attr]


async def sessions(of: Counterparty) -> list[str]:
    """A browser in which somebody of it is signed in."""
    found = await Session.filter(counterparty=of).first()
    return [session_name(found.token_hash)]  # type: ignore[union-attr]


async def ask_for_office(place: Counterparty, held: Membership) -> None:
    """A member asks to become administrator, and is signed in at home."""
    await AdministratorRequest.create(
        public_id=f"a{place.id:023d}", candidate=held, reason="She has left", state="open",
        created_at=ANCHOR,
    )  # fmt: skip
    await Session.create(
        token_hash=f"{place.id:064x}", face="portal", user_id=held.user_id, counterparty=place,
        provider="test", device="Firefox", address="192.0.2.1", signed_in_at=ANCHOR,
        created_at=ANCHOR, seen_at=ANCHOR, expires_at=ANCHOR + timedelta(days=1),
    )  # fmt: skip
    await look_as(held)


async def ask_for_changes(place: Counterparty, member: User) -> None:
    """An account in effect, and a change that waits for the first look and one that cools."""
    await BankAccount.get_or_create(
        {"public_id": f"b{place.id:023d}", "holder": "Holder", "bank": "Bank", "country": "CN",
         "currency": "CNY", "number": "1102020609000001234", "last_four": "1234",
         "created_at": ANCHOR},
        counterparty=place,
    )  # fmt: skip
    staff = await User.filter(email__endswith="@haorui.example").order_by("id")
    for n, state in enumerate(("submitted", "cooling")):
        change = await ProfileChange.create(
            number=f"PC-2026-{8 + n}{place.id:03d}", counterparty=place, about="contact",
            verb="add", label="Newcomer", state=state, is_grave=state == "cooling",
            requested_by=member, requested_at=ANCHOR, answer_by=ANCHOR + timedelta(days=1),
            reviewed_by=staff[0] if n else None, approved_by=staff[1] if n else None,
            effective_at=ANCHOR + timedelta(days=3) if n else None,
        )  # fmt: skip
        await ProfileChangeItem.create(change=change, field="name", new="Newcomer", state="open")


async def views(of: Counterparty) -> list[str]:
    """Return a view of one of its people."""
    return [(await ViewAs.filter(counterparty=of).order_by("id").first()).public_id]  # type: ignore[union-attr]


async def look_as(held: Membership) -> None:
    """Let one of ours have asked to look as a member does."""
    viewer = await StaffRole.filter(role="support").order_by("id").first()
    await ViewAs.create(
        public_id=f"v{held.id:023d}", viewer_id=viewer.user_id, viewer_session="s" * 64,  # type: ignore[union-attr]
        membership=held, counterparty_id=held.counterparty_id, reason="to be met by tests",
        pass_hash=f"v{held.id:063d}", pass_until=ANCHOR, created_at=ANCHOR,
    )  # fmt: skip


FOUND = {
    "sessions": sessions,
    "views": views,
    "administrator-requests": rescues,
    "changes": changes,
    "profile-changes": changes,
    "bank-accounts": accounts,
}
