"""What happens by itself when its time has come, looked at every few minutes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from shared.access.actor import system
from shared.campaigns import actions as announcements
from shared.counterparties.change_decisions import take_effect_due
from shared.database.models import IdempotencyKey
from shared.database.uow import uow
from shared.documents.certificates import remind_of_certificates
from shared.files import scanning, staging
from shared.identity import domain_look_up, domains, signing_out, viewing
from shared.kernel import clock
from shared.opportunities.actions.deals import lapse_expired_deals
from shared.outbox.digesting import forget_old, gather_digests
from shared.purchasing.actions.rfqs import close_due
from shared.purchasing.actions.talking import remind_before_deadlines
from shared.tickets.actions import timers

_log = logging.getLogger(__name__)
EVERY = 300.0
KEYS_KEPT = timedelta(hours=48)
Duty = Callable[[], Awaitable[object]]


async def forget_old_keys() -> int:
    """Remove idempotency keys older than two days: no browser retries that late."""
    before = clock.now() - KEYS_KEPT

    async def remove() -> int:
        return await IdempotencyKey.filter(created_at__lt=before).delete()

    return await uow(remove)


async def let_protection_lapse() -> int:
    """Let approved deal registrations lapse whose protection has ended."""
    return await lapse_expired_deals(system())


async def let_changes_take_effect() -> int:
    """Write the bank accounts and tax numbers whose cooling period is over."""
    return await take_effect_due(system())


async def look_at_domains() -> int:
    """Look once a day whether the records of proven mail domains are still there."""
    return await domains.recheck_due(system(), domain_look_up.asking())


async def remind_suppliers() -> int:
    """Remind suppliers of purchase orders whose deadline for an answer is a day away or gone."""
    return await remind_before_deadlines(system())


async def close_rfqs() -> int:
    """Close requests for quotation whose deadline has passed: their bids are open since then."""
    return await close_due(system())


async def warn_of_breaches() -> int:
    """Tell the desk of promises that will break soon."""
    return await timers.warn_of_breaches(system())


async def climb_ladder() -> int:
    """Escalate support requests whose promise is broken."""
    return await timers.climb_ladder(system())


async def close_resolved() -> int:
    """Close support requests that were resolved seven days ago."""
    return await timers.close_resolved(system())


async def remind_of_what_ends() -> int:
    """Write to organisations whose certificates end soon, or have ended."""
    return await uow(lambda: remind_of_certificates(system()))


async def tell_announcements() -> int:
    """Write to the readers of announcements whose first day has come."""
    return await announcements.tell_due(system())


DUTIES: tuple[Duty, ...] = (
    forget_old_keys, signing_out.sweep, viewing.end_over, let_protection_lapse, let_changes_take_effect,
    staging.sweep, scanning.scan_waiting, look_at_domains,
    remind_of_what_ends, remind_suppliers, close_rfqs, tell_announcements, gather_digests,
    forget_old, warn_of_breaches, climb_ladder, close_resolved,
)  # fmt: skip


async def keep_time(duties: tuple[Duty, ...] = DUTIES, *, every: float = EVERY) -> None:
    """Do all duties, then wait; for ever."""
    while True:
        for duty in duties:
            try:
                await duty()
            except Exception:  # noqa: BLE001  one duty must not end the others
                _log.exception("%s failed; it is tried again", duty.__name__)
        await asyncio.sleep(every)
