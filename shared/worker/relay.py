"""The relay: delivers outbox messages at once after a commit, and again when a retry is due."""

import asyncio

from shared.outbox import actions as outbox
from shared.outbox.actions import Reaction

PAUSE = 5.0


async def relay(reactions: dict[str, list[Reaction]], *, pause: float = PAUSE) -> None:
    """Deliver for ever; woken by every announcement of this process, else every `pause` seconds."""
    woken = asyncio.Event()
    outbox.on_announcement(woken.set)
    try:
        while True:
            woken.clear()
            while await outbox.deliver_due(reactions):
                pass
            await _either(woken, pause)
    finally:
        outbox.no_longer(woken.set)


async def _either(woken: asyncio.Event, pause: float) -> None:
    """Wait until woken, `pause` seconds at most; no transaction is open here."""
    waiting = asyncio.create_task(woken.wait())
    await asyncio.wait({waiting}, timeout=pause)
    waiting.cancel()
