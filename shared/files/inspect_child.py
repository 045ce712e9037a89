"""Child process: says what a file is by its bytes, and draws images anew.

Run by `capped.run` as a script of its own, so it imports nothing of ours. First line of the input:
`{"name": …, "pixels": …}`; the rest is the file. Answer: one JSON line, `{"kind", "content",
"thumbnail"}` with the lengths of what follows (0: keep the file as it came), or `{"refused": code}`.
"""

import io
import json
import re
import resource
import sys
import warnings
import zipfile
from typing import Any

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 30
UNPACKED = 200 * 1024 * 1024
RATIO = 200
ENTRIES = 2000
EDGE = 320
IMAGES = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp"}
WEB = re.compile(
    rb"<\s*(?:!doctype|html|svg|script|iframe|body|\?xml|x:|math)|javascript:", re.IGNORECASE
)
# What must never pass as text, however it is named.
PROGRAMS = (b"#!", b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"@echo", b"<?php")


class Refused(Exception):
    """The file cannot be taken; the code tells the parent why."""


def main() -> None:
    """Answer the one order on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    order = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    content = thumbnail = b""
    answer: dict[str, Any]
    try:
        kind, content, thumbnail = inspected(body, order)
        answer = {"kind": kind, "content": len(content), "thumbnail": len(thumbnail)}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "bomb"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content + thumbnail)


def inspected(body: bytes, order: dict[str, Any]) -> tuple[str, bytes, bytes]:
    """Return the kind, and of an image its new bytes and a small copy."""
    if is_image(body):
        return image(body, order["pixels"])
    if body.startswith(b"%PDF-"):
        check_pdf(body)
        return "pdf", b"", b""
    if body.startswith(b"PK\x03\x04"):
        return office(body), b"", b""
    if body.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return old_workbook(body), b"", b""
    return text(body, order["name"]), b"", b""


# Images


def is_image(body: bytes) -> bool:
    """Tell by the first bytes."""
    is_webp = body[:4] == b"RIFF" and body[8:12] == b"WEBP"
    return body.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or is_webp


def image(body: bytes, pixels: int) -> tuple[str, bytes, bytes]:
    """Draw an image anew: its pixels survive, and nothing else that was in the file."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(body), formats=list(IMAGES)) as opened:
            # A phone may put several pictures into one JPEG; the first is the one people see.
            form = "JPEG" if opened.format == "MPO" else str(opened.format)
            drawn = ImageOps.exif_transpose(opened)
        mode = "RGBA" if has_alpha(drawn) and form != "JPEG" else "RGB"
        drawn = drawn if drawn.mode == mode else drawn.convert(mode)
        # EXIF, comments and profiles hang on `info`; only pixels go on.
        drawn.info = {}
        content = written(drawn, form)
        drawn.thumbnail((EDGE, EDGE))
        return IMAGES[form], content, written(drawn, "WEBP")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    except MemoryError:
        raise Refused("bomb") from None
    except Exception:  # noqa: BLE001
        # Pillow's readers raise whatever the broken bytes lead them to.
        raise Refused("damaged") from None


def has_alpha(drawn: Any) -> bool:
    """Tell whether any of it may be seen through."""
    return drawn.mode in ("RGBA", "LA", "PA") or "transparency" in drawn.info


def written(drawn: Any, form: str) -> bytes:
    """Return an image as a file."""
    out = io.BytesIO()
    options: dict[str, Any] = {"PNG": {}, "JPEG": {"quality": 90}, "WEBP": {"quality": 82}}[form]
    drawn.save(out, form, **options)
    return out.getvalue()


# Papers


def check_pdf(body: bytes) -> None:
    """Refuse a PDF that has no end, or that is something else as well."""
    tail = body[-2048:]
    if b"%%EOF" not in tail:
        raise Refused("damaged")
    if zip_end(body) or WEB.search(body[:1024]):
        raise Refused("polyglot")
    after = tail[tail.rindex(b"%%EOF") + 5 :]
    if after.strip(b"\r\n \t\x00"):
        raise Refused("polyglot")


def zip_end(body: bytes) -> bool:
    """Tell whether a ZIP reader would find an archive in it: it reads from the end."""
    return zipfile.is_zipfile(io.BytesIO(body))


def office(body: bytes) -> str:
    """Return which of the new Office papers this is; sizes are counted before anything is read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError):
        raise Refused("damaged") from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES or unpacked > min(UNPACKED, RATIO * len(body)):
        raise Refused("bomb")
    if not entries or min(entry.header_offset for entry in entries) != 0:
        raise Refused("polyglot")
    if archive.start_dir > len(body) or trailing(body, archive):
        raise Refused("polyglot")
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password")
    if any("vbaproject" in name.lower() for name in names):
        raise Refused("macros")
    if "[Content_Types].xml" not in names:
        raise Refused("unknown")
    for part, kind in (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx")):
        if part in names:
            return kind
    raise Refused("unknown")


def trailing(body: bytes, archive: zipfile.ZipFile) -> bool:
    """Tell whether something hangs behind the archive or hides in its comment."""
    end = body.rfind(b"PK\x05\x06")
    return bool(archive.comment) or end < 0 or end + 22 != len(body)


def old_workbook(body: bytes) -> str:
    """Return "xls" for an Excel file of before 2007 without macros; other OLE files are refused."""
    if "_VBA_PROJECT".encode("utf-16-le") in body:
        raise Refused("macros")
    streams = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le") + b"\x00\x00")
    if not any(name in body for name in streams):
        raise Refused("unknown")
    return "xls"


def text(body: bytes, name: str) -> str:
    """Return "csv" or "txt" for plain text; pages, scripts and binary files are refused."""
    if body.startswith(PROGRAMS) or body[:4].lower() == b"@ech":
        raise Refused("program")
    decoded = as_text(body)
    if WEB.search(body.replace(b"\x00", b"")):
        raise Refused("web")
    if any(ord(one) < 32 and one not in "\t\n\r\f" for one in decoded):
        raise Refused("unknown")
    return "csv" if name.lower().endswith(".csv") else "txt"


def as_text(body: bytes) -> str:
    """Return the text of the bytes: UTF-8, UTF-16 with its mark, else GB18030."""
    codings = ("utf-16",) if body[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            return body.decode(coding)
        except UnicodeDecodeError:
            continue
    raise Refused("unknown")


if __name__ == "__main__":
    main()
