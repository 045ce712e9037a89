"""What a file truly is: asked of a capped child, because only a child may open foreign bytes."""

import json
from dataclasses import dataclass
from pathlib import Path

from shared.files.rules import FIELD, KINDS, Kind, Limits, named
from shared.kernel import capped
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say

INSPECTOR = Path(__file__).with_name("inspect_child.py")
PIXELS = 24_000_000


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: its kind, its name here, its bytes, a small picture if it is one."""

    kind: Kind
    name: str
    content: bytes
    thumbnail: bytes


async def inspect(body: bytes, name: str, limits: Limits) -> Inspected:
    """Return the file as it will be kept; raises Refusal at the field in plain words."""
    order = {"name": name, "pixels": PIXELS}
    try:
        answer = await capped.run(INSPECTOR, order, body)
    except capped.Overrun:
        raise Refusal(_REASONS["bomb"], FIELD) from None
    head, _, rest = answer.partition(b"\n")
    found = json.loads(head)
    if "refused" in found:
        raise Refusal(_REASONS[found["refused"]], FIELD)
    kind = KINDS[found["kind"]]
    if kind.code not in limits.kinds:
        raise Refusal(_not_taken(limits), FIELD)
    content = rest[: found["content"]] or body
    return Inspected(kind, named(name, kind), content, rest[found["content"] :])


def _not_taken(limits: Limits) -> Message:
    kinds = ", ".join(code.upper() for code in KINDS if code in limits.kinds)
    return say("This kind of file is not taken. Send {kinds}.", kinds=kinds)


_REASONS: dict[str, Message] = {
    "pixels": say("The picture has more than 24 megapixels. Make it smaller."),
    "bomb": say("The file unpacks to more than we can open safely."),
    "damaged": say("The file is damaged and cannot be opened."),
    "polyglot": say("The file is two things at once. Save it anew and send that."),
    "macros": say("Files with macros are not taken. Save it without them."),
    "password": say("The file is protected by a password. Save it without one."),
    "program": say("Programs and scripts are not taken."),
    "web": say(
        "Web pages and drawings with code (HTML, SVG) are not taken. Send a PDF or picture."
    ),
    "unknown": say("We do not know this kind of file. Send a PDF, picture, Office file or text."),
}
