"""Sending files as the web does, and the record they hang on in these tests: a counterparty."""

import io

from shared.access.actor import Actor
from shared.counterparties.models import Counterparty
from shared.files.actions import attach
from shared.files.staging import stage
from tests.shared.files import samples


async def send(actor: Actor, name: str = "paper.pdf", body: bytes = samples.PDF) -> str:
    """Stage one file and return its public id."""
    return await stage(actor, io.BytesIO(body), name, size=len(body))


async def row_id(number: str) -> int:
    """Return the row of a counterparty."""
    return (await Counterparty.get(number=number)).id


async def hung(
    actor: Actor,
    number: str,
    name: str = "paper.pdf",
    body: bytes = samples.PDF,
    *,
    internal: bool = False,
) -> str:
    """Send a file, hang it on a counterparty, and return its public id."""
    public_id = await send(actor, name, body)
    await attach(actor, [public_id], "counterparty", await row_id(number), internal=internal)
    return public_id
