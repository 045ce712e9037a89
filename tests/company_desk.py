"""Records of an organisation's own desk for any route: bank accounts and changes asked for."""

from datetime import timedelta

from shared.access.models import User
from shared.counterparties.models import (
    BankAccount,
    Counterparty,
    ProfileChange,
    ProfileChangeItem,
)
from tests.cast import ANCHOR


async def changes(of: Counterparty) -> list[str]:
    """One in each state there is, the newest of each."""
    rows = await ProfileChange.filter(counterparty=of).order_by("id").values_list("state", "number")
    return list({str(state): str(number) for state, number in rows}.values())


async def accounts(of: Counterparty) -> list[str]:
    return [(await BankAccount.filter(counterparty=of).first()).public_id]  # type: ignore[union-attr]


async def ask_for_changes(place: Counterparty, member: User) -> None:
    """An account in effect, and a change that waits for the first look and one that cools."""
    await BankAccount.get_or_create(
        {"public_id": f"b{place.id:023d}", "holder": "Holder", "bank": "Bank", "country": "CN",
         "currency": "CNY", "number": "1102020609000001234", "created_at": ANCHOR},
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
