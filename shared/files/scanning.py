"""Files are looked at by a virus scanner before anybody but their sender may have them.

Only where WANGLAI_SCANNER names one: `tcp://host:3310` is a clamd (INSTREAM), anything else a command
that reads the file from its standard input and ends with 0 (clean) or 1 (infected), as clamdscan
does. A scanner that does not answer leaves the file waiting; it is tried again.
"""

import asyncio
import io
import shlex
from urllib.parse import urlsplit

from aioclamd import ClamdAsyncClient, ClamdError

from shared.access.actor import system
from shared.database.uow import uow
from shared.files.actions import note_infected
from shared.files.models import Attachment
from shared.files.rules import CLEAN, PENDING
from shared.files.storage import storage
from shared.settings import Problem, load

SECONDS = 120.0
AT_ONCE = 50


class NoAnswer(Exception):
    """The scanner did not say whether the file is clean; the text says why."""


def is_scanning() -> bool:
    """Whether this installation has a scanner."""
    return bool(load().scanner)


async def scan(public_id: str) -> None:
    """Have one waiting file looked at; raises NoAnswer, and then it goes on waiting."""
    row = await Attachment.get_or_none(public_id=public_id, scan=PENDING, is_stored=True)
    if row is None:
        return
    body = b"".join([piece async for piece in await storage().read(row.storage_key)])
    if found := await _virus_in(body, load().scanner):
        await note_infected(system(), public_id, found)
        return
    clean = Attachment.filter(id=row.id, scan=PENDING)
    await uow(lambda: clean.update(scan=CLEAN))


async def scan_waiting() -> int:
    """Try again what still waits, oldest first; without a scanner nothing is held back any more."""
    waiting = Attachment.filter(scan=PENDING, is_stored=True)
    if not is_scanning():
        return await uow(lambda: waiting.update(scan=""))
    ids = await waiting.order_by("id").limit(AT_ONCE).values_list("public_id", flat=True)
    for public_id in ids:
        await scan(str(public_id))
    return len(ids)


async def _virus_in(body: bytes, scanner: str) -> str:
    """Return the name of what was found, "" for a clean file."""
    if scanner.startswith("tcp://"):
        return await _clamd(body, scanner)
    return await _command(body, scanner)


async def _clamd(body: bytes, scanner: str) -> str:
    place = urlsplit(scanner)
    if not place.hostname:
        raise Problem("WANGLAI_SCANNER must look like tcp://host:3310 or be a command.")
    client = ClamdAsyncClient(place.hostname, place.port or 3310, timeout=SECONDS)
    try:
        answer = await client.instream(io.BytesIO(body))
    except (ClamdError, OSError) as error:
        raise NoAnswer(f"{scanner}: {error}") from error
    status, virus = answer.get("stream", ("", ""))
    if status not in ("OK", "FOUND"):
        raise NoAnswer(f"{scanner} answered {status or 'nothing'}")
    return (virus or "unnamed") if status == "FOUND" else ""


async def _command(body: bytes, scanner: str) -> str:
    try:
        child = await asyncio.create_subprocess_exec(
            *shlex.split(scanner), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise NoAnswer(f"{scanner}: {error}") from error
    said = await _answer_of(child, body, scanner)
    if child.returncode not in (0, 1):
        raise NoAnswer(f"{scanner} ended with {child.returncode}")
    return (said.decode("utf-8", "replace").strip()[:200] or "unnamed") if child.returncode else ""


async def _answer_of(child: asyncio.subprocess.Process, body: bytes, scanner: str) -> bytes:
    """Return what the command printed; one that hangs is ended."""
    asked = asyncio.ensure_future(child.communicate(body))
    done, _ = await asyncio.wait({asked}, timeout=SECONDS)
    if not done:
        child.kill()
    try:
        said, _ = await asked
    except ConnectionError as error:
        raise NoAnswer(f"{scanner} did not read the file") from error
    if not done:
        raise NoAnswer(f"{scanner} did not end in time")
    return said
