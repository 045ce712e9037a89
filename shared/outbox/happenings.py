"""What has just happened, read from the outbox by open pages: which record, never what about it.

Rows commit out of the order of their ids, so a reader looks again at the last `LOOK_BACK` and
remembers what it has told already. A record's number ending in `#inside` happened behind the
counter: only the admin hears of it. One ending in `#` and the number of an organisation happened between
us and that organisation: the admin and its own people hear of it. One ending in `#nobody` is work to be
done, no news.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from tortoise.expressions import Q

from shared.kernel import clock
from shared.outbox.models import OutboxMessage

LOOK_BACK = timedelta(seconds=10)
MOST = 500
BETWEEN = "#"
INSIDE = f"{BETWEEN}inside"
NOBODY = "nobody"
UNHEARD = f"{BETWEEN}{NOBODY}"


class _Newest:
    """The newest outbox id that this process has met; 0 before the first."""

    number = 0


def note(number: int) -> None:
    """Remember that the message with this outbox id is committed."""
    _Newest.number = max(_Newest.number, number)


def newest_met() -> int:
    """Return up to where this process knows the outbox, without asking the database; 0 for not yet.

    Others may have written more since, so whoever asks for what came after it may hear of a thing
    that she has seen, and misses none.
    """
    return _Newest.number


def told_to(record: str, organisation: str) -> str:
    """Return how to announce what only we and that organisation hear of; "" names everybody."""
    return f"{record}{BETWEEN}{organisation}" if organisation else record


def record_of(announced: str) -> str:
    """Return the business number in what was announced, whoever hears of it."""
    return announced.partition(BETWEEN)[0]


@dataclass(frozen=True)
class Happening:
    """Something was announced about `record` (a business number or `user:<id>`)."""

    id: int
    record: str

    def heard_by(self, organisation: str, *, is_ours: bool) -> str:
        """Return the record's number for one of us or for somebody of that organisation, "" for nobody."""
        record, _, told = self.record.partition(BETWEEN)
        if told == NOBODY:
            return ""
        return record if not told or is_ours or told == organisation else ""


@dataclass
class Reader:
    """Reads each happening once, from the moment it was made; `floor` is an outbox id."""

    floor: int | None = None
    told: set[int] = field(default_factory=set)

    async def news(self) -> list[Happening]:
        """Return what was committed since the last call, oldest first (one statement)."""
        if self.floor is None:
            self.floor = await latest()
        before = clock.now() - LOOK_BACK
        # What was told already is read again for a while: it must not crowd out what is new.
        most = MOST + len(self.told)
        rows = OutboxMessage.filter(id__gt=self.floor).order_by("id").limit(most)
        found = []
        for number, record, created_at in await rows.values_list(
            "id", "record_number", "created_at"
        ):
            if number not in self.told:
                self.told.add(number)
                found.append(Happening(number, record))
            if created_at < before:
                self.floor = max(self.floor, number)
        self.told = {number for number in self.told if number > self.floor}
        note(max((one.id for one in found), default=0))
        return found


async def latest() -> int:
    """Return the id of the newest outbox row (0 when there is none)."""
    newest = await OutboxMessage.all().order_by("-id").limit(1).values_list("id")
    number = int(newest[0][0]) if newest else 0
    note(number)
    return number


async def after(number: int) -> list[Happening] | None:
    """Return everything that was announced after outbox id `number`; None when it is too much to tell.

    Who may hear of it is asked by whoever passes it on (`Happening.heard_by`).
    """
    rows = OutboxMessage.filter(id__gt=number).order_by("id").limit(MOST + 1)
    found = [Happening(*row) for row in await rows.values_list("id", "record_number")]
    return found if len(found) <= MOST else None


async def since(
    number: int, records: frozenset[str], organisation: str, *, is_ours: bool
) -> list[Happening]:
    """Return what happened to `records` after outbox id `number`: for a page that was away.

    What only we or only `organisation` hear of is among it for one of us, or for its people.
    """
    named = Q(record_number__in=sorted(records))
    for record in sorted(records):
        if is_ours:
            named |= Q(record_number__startswith=record + BETWEEN)
        elif organisation:
            named |= Q(record_number=told_to(record, organisation))
    rows = OutboxMessage.filter(named, id__gt=number)
    found = await rows.order_by("id").limit(MOST).values_list("id", "record_number")
    return [Happening(*row) for row in found]
