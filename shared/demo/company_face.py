"""What an organisation's own desk shows in the demo world: a logo, invitations, an office to fill.

Qiming is shown with its logo. At the maker of mirrors only Gu Ting is left: she asks to become
administrator, which purchasing decides.
"""

import hashlib
import io
from datetime import timedelta

from PIL import Image, ImageDraw

from shared.access import policy
from shared.access.models import User
from shared.demo.cast import MIRRORS, QIMING
from shared.demo.setting_up import World
from shared.files.models import Attachment
from shared.files.storage import storage
from shared.identity.models import AdministratorRequest, Invitation, Membership
from shared.identity.rules import INVITATION_HOURS, RescueState

_RED, _PAPER = "#b3261e", "#fffaf5"


async def make(world: World) -> None:
    """Hang up the logo and leave the request and two invitations open."""
    await _hang_logo(world)
    await _ask_for_office(world)
    await _invite(world)


async def _hang_logo(world: World) -> None:
    place, picture = world.counterparties[QIMING], _logo()
    body, small = _as_file(picture, "PNG"), picture.copy()
    small.thumbnail((320, 320))
    key, at = f"demo/{world.public_id()}", world.anchor - timedelta(days=200)
    await storage().put(key, body)
    await storage().put(f"{key}-t", _as_file(small, "WEBP"))
    await Attachment.create(
        public_id=world.public_id(), name="logo.png", media_type="image/png", size=len(body),
        sha256=hashlib.sha256(body).hexdigest(), uploaded_by=world.users["zhou.min"], owner=place,
        parent_table="counterparty", parent_id=place.id, storage_key=key, thumbnail_key=f"{key}-t",
        is_stored=True, created_at=at, attached_at=at,
    )  # fmt: skip


async def _ask_for_office(world: World) -> None:
    """The administrator was suspended by us when she left; her colleague asks for the office."""
    place = world.counterparties[MIRRORS]
    gone = await User.create(
        public_id=world.public_id(), name="谢红", name_other="Xie Hong",
        email="xie.hong@mingjing.example", title="总经理", title_other="Managing director",
        created_at=world.anchor - timedelta(days=390),
    )  # fmt: skip
    await Membership.create(
        public_id=world.public_id(), user=gone, counterparty=place, is_active=False,
        role=policy.ORGANISATION_ADMIN, created_at=world.anchor - timedelta(days=390),
    )  # fmt: skip
    asking = await Membership.get(user=world.users["gu.ting"], counterparty=place)
    await AdministratorRequest.create(
        public_id=world.public_id(), candidate=asking, state=RescueState.OPEN,
        reason="我们的管理员上月离职，现在没有人能邀请新同事。请把我设为管理员。",
        created_at=world.anchor - timedelta(hours=26),
    )  # fmt: skip


async def _invite(world: World) -> None:
    """One invitation of Qiming waits, another has run out; nobody holds their links."""
    for email, hours in (("he.ying@qiming.example", 20), ("xu.fei@qiming.example", 100)):
        sent = world.anchor - timedelta(hours=hours)
        await Invitation.create(
            public_id=world.public_id(), token_hash=f"{world.random.getrandbits(256):064x}",
            email=email, counterparty=world.counterparties[QIMING], role=policy.MEMBER,
            invited_by=world.users["zhou.min"], created_at=sent,
            expires_at=sent + timedelta(hours=INVITATION_HOURS[0]),
        )  # fmt: skip


def _logo() -> Image.Image:
    """Return a mark of our own drawing: a lamp's beam in a red square."""
    sheet = Image.new("RGB", (480, 480), _RED)
    pen = ImageDraw.Draw(sheet)
    pen.polygon([(240, 90), (400, 390), (80, 390)], fill=_PAPER)
    pen.polygon([(240, 190), (320, 390), (160, 390)], fill=_RED)
    pen.ellipse((205, 60, 275, 130), fill=_PAPER)
    return sheet


def _as_file(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()
