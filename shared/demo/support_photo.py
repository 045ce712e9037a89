"""The photo that comes with the complaint of the story: a mirror with a crack, drawn here."""

import hashlib
import io
from datetime import timedelta

from PIL import Image, ImageDraw

from shared.demo.setting_up import World
from shared.demo.support_texts import STORY
from shared.files.models import Attachment
from shared.files.storage import storage
from shared.tickets.models import TicketMessage

_CRACK = ((250, 60), (232, 140), (268, 190), (240, 260), (286, 330))
_SMALL = (320, 320)


async def hang_photo(world: World) -> None:
    """Hang the photo on the first message of the complaint."""
    message = await TicketMessage.get(text=STORY.text).select_related("ticket")
    picture = _mirror()
    body, small = _as_file(picture, "PNG"), picture.copy()
    small.thumbnail(_SMALL)
    key = "demo/" + "c" * 24
    await storage().put(key, body)
    await storage().put(f"{key}-t", _as_file(small, "WEBP"))
    await Attachment.create(
        public_id="c" * 24, name="cracked-mirror.png", media_type="image/png", size=len(body),
        sha256=hashlib.sha256(body).hexdigest(), uploaded_by=world.users["emily.carter"],
        parent_table="ticket_message", parent_id=message.id, owner_id=message.ticket.counterparty_id,
        is_stored=True, storage_key=key, thumbnail_key=f"{key}-t",
        created_at=message.created_at - timedelta(minutes=1), attached_at=message.created_at,
    )  # fmt: skip


def _mirror() -> Image.Image:
    """Return a round mirror on its foot with a crack across the glass."""
    sheet = Image.new("RGB", (520, 420), "#d9d4ca")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((240, 350, 280, 410), fill="#8b8f94")
    pen.ellipse((110, 20, 410, 360), fill="#c3d3dc", outline="#7a7f85", width=14)
    pen.line(_CRACK, fill="#2b2f33", width=4)
    pen.line((_CRACK[2], (330, 170), (360, 210)), fill="#2b2f33", width=3)
    return sheet


def _as_file(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()
