"""Files as people and attackers send them, made from nothing."""

import io
import secrets
import struct
import zipfile
import zlib

import xlsxwriter
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """Return an image file of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "#3366cc").save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def photograph() -> bytes:
    """Return a JPEG that tells where it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 0.0)
    return picture("JPEG", (60, 20), exif=exif, comment=b"secret comment")


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Return a PNG of a few kilobytes that claims to be enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 100_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    )


def workbook() -> bytes:
    """Return a true XLSX."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write(0, 0, "x")
    book.close()
    return out.getvalue()


def archive(*names: str, comment: bytes = b"", content: bytes = b"x") -> bytes:
    """Return a ZIP with these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
        packed.comment = comment
    return out.getvalue()


def document(*more: str) -> bytes:
    """Return the least that counts as a DOCX."""
    return archive("[Content_Types].xml", "word/document.xml", *more)


def old_workbook(*streams: str) -> bytes:
    """Return something with the signature and directory names of an old Excel file."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\x00") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500 + names


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def public_id() -> str:
    """Return a public id."""
    return secrets.token_hex(12)
