"""Files for the tests that try every route: on a record, ours about it, and still waiting."""

from hashlib import sha256

from tortoise.expressions import Q

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.files.models import Attachment
from shared.files.storage import storage
from shared.tickets.models import TicketInternalNote
from tests.cast import ANCHOR


async def files(of: Counterparty) -> list[str]:
    """One on its record, one on ours about it, one on a note of ours, one that waits for its form."""
    notes = await TicketInternalNote.filter(ticket__counterparty=of).values_list("id", flat=True)
    rows = Attachment.filter(
        Q(owner=of)
        | Q(parent_table="counterparty", parent_id=of.id)
        | Q(parent_table="ticket_internal_note", parent_id__in=[*notes, 0])
    )
    return [one.public_id for one in await rows.order_by("id")]


async def hang_files(place: Counterparty) -> None:
    """Keep a file that it sent, one that is ours alone, and one that is still staged."""
    member = await User.filter(memberships__counterparty=place).first()
    ours = await User.get(email="lin.xiaoyu@haorui.example")
    for n, (owner, parent, internal) in enumerate(
        ((place, place.id, False), (None, place.id, True), (place, None, False))
    ):
        key = f"{place.id:04d}/{n}"
        await storage().put(key, b"Nothing to see")
        await Attachment.create(
            public_id=f"{n}{place.id:023d}", name=f"{n}.txt", media_type="text/plain", size=14,
            sha256="0" * 64, storage_key=key, thumbnail_key="" if n else key, owner=owner,
            uploaded_by=member if owner else ours,
            is_internal=internal, parent_id=parent, is_stored=True, created_at=ANCHOR,
            parent_table="counterparty" if parent else "", attached_at=ANCHOR if parent else None,
        )  # fmt: skip


async def hang(table: str, parent: int, *, internal: bool = False) -> str:
    """Hang a file of ours on any record and return its public id."""
    key = f"{table}/{parent}"
    await storage().put(key, b"Nothing to see")
    name = sha256(f"{key}/{internal}".encode()).hexdigest()[:24]
    sender = await User.get(email="lin.xiaoyu@haorui.example")
    kept = await Attachment.create(
        public_id=name, name="paper.txt", is_internal=internal,
        media_type="text/plain", size=14, sha256="0" * 64, storage_key=key, uploaded_by=sender,
        parent_table=table, parent_id=parent, is_stored=True, created_at=ANCHOR, attached_at=ANCHOR,
    )  # fmt: skip
    return str(kept.public_id)
