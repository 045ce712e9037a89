"""Papers of the demo world: what Haorui shares, and certificates in every state."""

import hashlib
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from PIL import Image, ImageDraw

from shared.database import fulltext
from shared.demo.cast import BEICHEN, HAIYUE, MOULDER, QIMING, QINGHE
from shared.demo.setting_up import World
from shared.documents.models import (
    Certificate,
    CertificateRequirement,
    Document,
    DocumentReading,
    DocumentShare,
    DocumentVersion,
    for_kinds,
)
from shared.documents.rules import CertificateState, DocumentKind
from shared.files.models import Attachment
from shared.files.storage import storage

# title zh, title en, kind, kinds of organisations, notes of the editions, days since each
_PAPERS = (
    ("2027 年经销商价目表", "Dealer price list 2027", DocumentKind.PRICE_LIST, ("distributor",),
     (("", 40), ("S900 系列价格下调 3%", 4))),
    ("S900 剃须刀维修手册", "Service manual S900", DocumentKind.MANUAL,
     ("distributor", "customer"), (("", 120),)),
    ("2026 年经销协议（启明）", "Dealer agreement 2026 (Qiming)", DocumentKind.CONTRACT, (),
     (("", 310),)),
    ("供应商质量手册", "Quality manual for suppliers", DocumentKind.POLICY, ("supplier",),
     (("", 200), ("新增包装要求", 15))),
)  # fmt: skip
# name zh, name en, kinds, whether it gates
_REQUIRED = (
    ("营业执照", "Business licence", ("distributor", "supplier"), True),
    ("ISO 9001 质量体系认证", "ISO 9001 certificate", ("supplier",), True),
    ("特约经销证书", "Authorised dealer certificate", ("distributor",), False),
)
_VALID, _SENT = CertificateState.VALID, CertificateState.IN_REVIEW
# organisation, requirement, days until it ends, state, reason
_PROOFS = (
    (QIMING, 0, 22, _VALID, ""), (QIMING, 2, 300, _VALID, ""),
    (HAIYUE, 0, 320, _VALID, ""), (HAIYUE, 2, 90, CertificateState.REJECTED, "照片模糊，看不清编号。"),
    (BEICHEN, 0, -6, _VALID, ""), (BEICHEN, 0, 359, _SENT, ""),
    (QINGHE, 0, -40, _VALID, ""),
    (MOULDER, 0, 150, _VALID, ""), (MOULDER, 1, 9, _VALID, ""), (MOULDER, 1, 1000, _SENT, ""),
)  # fmt: skip


@dataclass(frozen=True)
class _Parent:
    table: str
    id: int


async def make(world: World) -> None:
    """File the papers, require certificates, and send some of each kind."""
    made = [await _paper(world, *row) for row in _PAPERS]
    await DocumentShare.create(
        document=made[2], counterparty=world.counterparties[QIMING],
        created_at=world.anchor - timedelta(days=310),
    )  # fmt: skip
    required = [await _requirement(world, *row) for row in _REQUIRED]
    for number, which, days, state, reason in _PROOFS:
        await _proof(world, number, required[which], days, state, reason)


async def _paper(
    world: World, zh: str, en: str, kind: DocumentKind, kinds: tuple[str, ...],
    editions: tuple[tuple[str, int], ...],
) -> Document:  # fmt: skip
    last = world.anchor - timedelta(days=editions[-1][1])
    paper = await Document.create(
        public_id=world.public_id(), title_zh=zh, title_en=en, kind=kind, **for_kinds(kinds),
        edition=len(editions), created_at=world.anchor - timedelta(days=editions[0][1]),
        updated_at=last,
    )  # fmt: skip
    for n, (note, days) in enumerate(editions, 1):
        edition = await DocumentVersion.create(
            document=paper, number=n, note=note, created_by=world.users["wu.jing"],
            created_at=world.anchor - timedelta(days=days),
        )  # fmt: skip
        body = written_pdf(f"{en}, edition {n}")
        await _file(world, _Parent("document_version", edition.id), f"{zh} v{n}.pdf", body,
                    by="wu.jing", days=days)  # fmt: skip
        if n == 1 and "distributor" in kinds:
            await DocumentReading.create(
                edition=edition, user=world.users["zhou.min"],
                counterparty=world.counterparties[QIMING],
                at=world.anchor - timedelta(days=days - 1),
            )  # fmt: skip
    await fulltext.index("document", paper.id, zh, en)
    return paper


async def _requirement(
    world: World,
    zh: str,
    en: str,
    kinds: tuple[str, ...],
    is_gating: bool,  # noqa: FBT001
) -> CertificateRequirement:
    return await CertificateRequirement.create(
        public_id=world.public_id(), name_zh=zh, name_en=en, **for_kinds(kinds),
        is_gating=is_gating, created_at=world.anchor - timedelta(days=390),
    )  # fmt: skip


async def _proof(
    world: World, number: str, required: CertificateRequirement, days: int,
    state: CertificateState, reason: str,
) -> None:  # fmt: skip
    place = world.counterparties[number]
    sender = {QIMING: "zhou.min", HAIYUE: "bo.wei", MOULDER: "lu.bin"}.get(number, "ma.lan")
    sent = world.anchor - timedelta(days=2 if state is _SENT else 60)
    is_decided = state is not _SENT
    kept = await Certificate.create(
        public_id=world.public_id(), counterparty=place, requirement=required, state=state,
        number=f"91{place.id:06d}{required.id:02d}", submitted_by=world.users[sender],
        expires_on=(world.anchor + timedelta(days=days)).date(), submitted_at=sent, reason=reason,
        reviewed_by=world.users["lin.xiaoyu"] if is_decided else None,
        reviewed_at=sent + timedelta(days=1) if is_decided else None,
        reminded=3 if days <= 0 else 2 if days <= 7 else 1 if days <= 30 else 0,
    )  # fmt: skip
    body = _photograph(required.name_en, kept.number)
    await _file(world, _Parent("certificate", kept.id), f"{required.name_zh}.png", body,
                by=sender, days=2, owner=place)  # fmt: skip


async def _file(
    world: World, parent: _Parent, name: str, body: bytes, *, by: str, days: int, owner: Any = None
) -> None:
    is_picture = name.endswith(".png")
    row = Attachment(
        public_id=world.public_id(), name=name, media_type="image/png" if is_picture else "application/pdf",
        size=len(body), sha256=hashlib.sha256(body).hexdigest(), uploaded_by=world.users[by],
        parent_table=parent.table, parent_id=parent.id, owner=owner, is_stored=True,
        storage_key=f"demo/{world.public_id()}", created_at=world.anchor - timedelta(days=days),
        attached_at=world.anchor - timedelta(days=days),
    )  # fmt: skip
    await storage().put(row.storage_key, body)
    if is_picture:
        row.thumbnail_key = f"{row.storage_key}-t"
        await storage().put(row.thumbnail_key, _small(body))
    await row.save()


def written_pdf(words: str) -> bytes:
    """Return a one-page PDF that says `words` (plain ASCII)."""
    text = f"BT /F1 20 Tf 60 760 Td ({words}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (n, part)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(
        b"%010d 00000 n \n" % one for one in places
    )
    return bytes(out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start)


def _photograph(title: str, number: str) -> bytes:
    """Return a picture that looks like a certificate from afar."""
    sheet = Image.new("RGB", (480, 340), "#f7f2e4")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((12, 12, 467, 327), outline="#b08d3c", width=4)
    pen.text((60, 70), title, fill="#333333", font_size=28)
    pen.text((60, 150), f"No. {number}", fill="#555555", font_size=18)
    pen.ellipse((350, 200, 430, 280), outline="#b3261e", width=5)
    return _as_file(sheet, "PNG")


def _small(body: bytes) -> bytes:
    with Image.open(io.BytesIO(body)) as picture:
        picture.thumbnail((320, 320))
        return _as_file(picture, "WEBP")


def _as_file(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()
