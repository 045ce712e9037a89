"""Pure decisions about files: what may be sent, how much of it, and what it is called here.

A file is what its bytes say. The name is only a wish: it is cleaned, and its ending must agree.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.kernel.errors import Refusal
from shared.kernel.wording import say

FIELD = "files"
MEGABYTE = 1_000_000
LONGEST_NAME = 120
PENDING, CLEAN, INFECTED = "pending", "clean", "infected"
REMOVABLE = timedelta(hours=1)
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$")
UNSAFE = re.compile(r'[<>:"/\\|?*\x7f]')


@dataclass(frozen=True)
class Kind:
    """A kind of file that can be kept: its media type and the endings that agree with it."""

    code: str
    media_type: str
    endings: tuple[str, ...]
    is_image: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("png", "image/png", ("png",), is_image=True),
        Kind("jpeg", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), is_image=True),
        Kind("webp", "image/webp", ("webp",), is_image=True),
        Kind("pdf", "application/pdf", ("pdf",)),
        Kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
        Kind("docx", f"{_OFFICE}.wordprocessingml.document", ("docx",)),
        Kind("xls", "application/vnd.ms-excel", ("xls",)),
        Kind("csv", "text/csv", ("csv",)),
        Kind("txt", "text/plain", ("txt",)),
    )
}


@dataclass(frozen=True)
class Limits:
    """How much may be sent: bytes of one file, files of one record, bytes of one organisation."""

    size: int
    count: int
    quota: int
    kinds: frozenset[str] = frozenset(KINDS)
    staged: int = 40

    @property
    def accept(self) -> str:
        """What a file field offers to choose from: endings, as HTML wants them."""
        endings = [
            one for kind in KINDS.values() if kind.code in self.kinds for one in kind.endings
        ]
        return ",".join(f".{one}" for one in endings)


def allowed_kinds(setting: str) -> frozenset[str]:
    """Return the kinds named in a setting ("png jpeg pdf"); unknown names are left out."""
    return frozenset(setting.replace(",", " ").lower().split()) & frozenset(KINDS)


def check_size(size: int, limits: Limits) -> None:
    """Refuse a file with nothing in it or with too much."""
    if size == 0:
        raise Refusal(say("The file is empty."), FIELD)
    if size > limits.size:
        raise Refusal(
            say("The file is larger than {megabytes} MB.", megabytes=_megabytes(limits.size)), FIELD
        )


def check_room(*, staged: int, used: int, size: int, limits: Limits) -> None:
    """Refuse when somebody has too much lying about, or the organisation's room is full."""
    if staged >= limits.staged:
        raise Refusal(say("Too many files wait to be sent. Send or remove some first."), FIELD)
    if used + size > limits.quota:
        raise Refusal(
            say(
                "Your organisation has used its {megabytes} MB for files.",
                megabytes=_megabytes(limits.quota),
            ),
            FIELD,
        )


def check_count(count: int, most: int) -> None:
    """Refuse more files than a record takes."""
    if count > most:
        raise Refusal(say("At most {most} files can be attached here.", most=most), FIELD)


def may_remove(*, is_sender: bool, has_right: bool, attached_at: datetime, now: datetime) -> bool:
    """Whether somebody may take a file from its record: its sender for an hour, or by her right."""
    return has_right or (is_sender and now - attached_at < REMOVABLE)


def cleaned(name: str) -> str:
    """Return a name that is safe in a header, on any disk and before the eye, ending included.

    No path, no control or invisible characters (an RTL override hides the true ending), nothing
    that Windows reserves, at most 120 characters.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(" " if one.isspace() else one for one in name)
    name = "".join(one for one in name if unicodedata.category(one)[0] != "C")
    name = UNSAFE.sub("_", " ".join(name.split())).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = name, "", ""
    stem = stem[: LONGEST_NAME - len(dot + ending)].strip(" .")
    if RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem or 'file'}{dot}{ending}"


def named(name: str, kind: Kind) -> str:
    """Return the cleaned name with an ending that agrees with the content.

    An image gets its true ending; anything else whose name claims another kind is refused, because
    nobody knows which of the two is the lie.
    """
    clean = cleaned(name)
    stem, dot, ending = clean.rpartition(".")
    if dot and ending.lower() in kind.endings:
        return clean
    if kind.is_image and (not dot or _is_image_ending(ending)):
        return f"{stem if dot else clean}.{kind.endings[0]}"
    if not dot:
        return f"{clean}.{kind.endings[0]}"
    raise Refusal(
        say(
            "The name ends in .{ending}, but the file is {kind}. Save it in the right format.",
            ending=ending,
            kind=kind.code.upper(),
        ),
        FIELD,
    )


def _is_image_ending(ending: str) -> bool:
    known = {one for kind in KINDS.values() if kind.is_image for one in kind.endings}
    return ending.lower() in known | {"gif", "heic", "bmp", "tif", "tiff", "avif"}


def _megabytes(size: int) -> int:
    return max(1, size // MEGABYTE)
