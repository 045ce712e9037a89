"""Writing and delivering outbox messages: written with the deed, delivered after it, never lost."""

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from shared.database.uow import after_commit, is_open, uow
from shared.kernel import clock
from shared.outbox.happenings import note, record_of
from shared.outbox.models import OutboxMessage

ATTEMPTS = 8
LEASE = timedelta(minutes=2)
SECRETS = ("token",)
Reaction = Callable[[str, dict[str, Any]], Awaitable[None]]

_log = logging.getLogger(__name__)
_wakers: list[Callable[[], None]] = []


async def announce(topic: str, number: str, /, *, once: str | None = None, **payload: Any) -> None:
    """Write that `topic` happened to record `number`, inside the open unit of work.

    A message with the same `once` is written one time only, however often it is announced.
    """
    if not is_open():
        raise RuntimeError("the outbox is written inside a unit of work")
    if once is not None and await OutboxMessage.filter(once=once).exists():
        return
    now = clock.now()
    message = await OutboxMessage.create(
        topic=topic,
        record_number=number,
        once=once,
        payload=json.dumps(payload, default=str, ensure_ascii=False),
        due_at=now,
        created_at=now,
    )
    after_commit(partial(note, message.id))
    for wake in _wakers:
        after_commit(wake)


async def forget(topic: str, number: str) -> None:
    """Void what still waits or died of `topic` for record `number`: its payload is wiped."""
    waiting = OutboxMessage.filter(
        topic=topic, record_number=number, status__in=("pending", "dead")
    )
    await waiting.update(status="void", payload="{}", done_at=clock.now())


def on_announcement(wake: Callable[[], None]) -> None:
    """Call `wake` after each commit that announced something (the relay of this process)."""
    _wakers.append(wake)


def no_longer(wake: Callable[[], None]) -> None:
    """Stop calling `wake`."""
    _wakers.remove(wake)


async def deliver_due(reactions: dict[str, list[Reaction]], limit: int = 50) -> int:
    """Deliver messages that are due, oldest first, and return how many were tried.

    Each is leased by a conditional update before its reactions run, so that two relays never
    deliver the same one at once; a failure is tried again with growing pauses, eight times.
    """
    due = await OutboxMessage.filter(status="pending", due_at__lte=clock.now())\
        .order_by("id").limit(limit)  # fmt: skip
    for message in due:
        if await _lease(message):
            await _deliver(message, reactions.get(message.topic, []))
    return len(due)


async def _lease(message: OutboxMessage) -> bool:
    async def take() -> int:
        return await OutboxMessage.filter(
            id=message.id, status="pending", due_at=message.due_at
        ).update(due_at=clock.now() + LEASE, attempts=message.attempts + 1)

    return bool(await uow(take))


async def _deliver(message: OutboxMessage, reactions: list[Reaction]) -> None:
    try:
        for react in reactions:
            payload = json.loads(message.payload)
            await react(
                record_of(message.record_number), {**payload, "occasion": _name_of(message)}
            )
    except Exception as error:  # noqa: BLE001 - one bad message must not stop the others
        _log.exception("outbox message %s (%s) failed", message.id, message.topic)
        await _settle(message, error)
    else:
        await _settle(message, None)


def _name_of(message: OutboxMessage) -> str:
    """Return the stable name of a message: the same at every attempt, unlike any other's."""
    return f"{message.id}-{message.created_at:%Y%m%d%H%M%S%f}"


async def _settle(message: OutboxMessage, error: Exception | None) -> None:
    attempts = message.attempts + 1
    now = clock.now()
    # A delivered message keeps no payload: an invitation's link must not lie about.
    values: dict[str, Any] = {"status": "done", "done_at": now, "payload": "{}"}
    if error is not None:
        dead = attempts >= ATTEMPTS
        pause = timedelta(seconds=5 * 3**attempts)
        values = {"status": "dead" if dead else "pending", "due_at": now + pause,
                  "last_error": f"{type(error).__name__}: {error}"[:1000]}  # fmt: skip
        if dead:
            values["payload"] = _without_secrets(message.payload)

    async def write() -> None:
        # What was voided meanwhile stays void.
        await OutboxMessage.filter(id=message.id, status="pending").update(**values)

    await uow(write)


def _without_secrets(payload: str) -> str:
    """Return the payload of a dead message for whoever looks into it, without the link's secret."""
    kept = {name: value for name, value in json.loads(payload).items() if name not in SECRETS}
    return json.dumps(kept, ensure_ascii=False)
