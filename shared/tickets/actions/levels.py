"""Keeping what is promised and when the desk works. What runs already keeps its promise."""

from dataclasses import dataclass
from datetime import time
from secrets import token_hex
from typing import Any
from zoneinfo import available_timezones

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.business_hours import DAY_MINUTES, days_in
from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import say
from shared.language.countries import country_options
from shared.tickets.models import BusinessCalendar, ServiceLevel
from shared.tickets.rules import Category, Priority

LONGEST_MINUTES = 60 * 24 * 60  # sixty days round the clock


@dataclass(frozen=True)
class CalendarFields:
    """A calendar as a form gives it: hours like 09:00, countries as codes, days one a line."""

    name: str
    zone: str
    weekdays: tuple[str, ...]
    opens: str
    closes: str
    countries: str = ""
    holidays: str = ""
    workdays: str = ""


@action("service_level.update")
async def set_level(
    actor: Actor, category: Category, priority: Priority, *, response: int, resolution: int,
    version: int,
) -> None:  # fmt: skip
    """Promise a first response and a resolution, in minutes of business time."""
    if not 0 < response <= LONGEST_MINUTES:
        raise Refusal(say("Enter how long, for example 4 hours."), "response")
    if not response <= resolution <= LONGEST_MINUTES:
        raise Refusal(
            say("A resolution takes at least as long as the first response."), "resolution"
        )
    now = clock.now()
    values: dict[str, Any] = {"response": response, "resolution": resolution}
    level = await scope(actor, ServiceLevel, "update").get_or_none(
        category=category, priority=priority
    )
    if level is None:
        level = ServiceLevel(category=category, priority=priority, updated_at=now, **values)
        await level.save()
    elif version == 0:
        raise Stale({name: getattr(level, name) for name in values}, level.version)
    else:
        await change(actor, level, "update", version, **values, updated_at=now)
    number = f"{category}-{priority}"
    await record(actor, "service_level.update", level, number=number, after=values)


@action("business_calendar.create")
async def add_calendar(actor: Actor, *, fields: CalendarFields, key: str = "") -> str:
    """Add a calendar and return its public id; the first one serves whoever has none."""
    values = _checked(fields)
    is_first = not await scope(actor, BusinessCalendar, "create").filter(is_default=True).exists()
    calendar = await BusinessCalendar.create(
        public_id=token_hex(12), is_default=is_first, updated_at=clock.now(), **values
    )
    await record(actor, "business_calendar.create", calendar, number=fields.name, after=values)
    return calendar.public_id


@action("business_calendar.update")
async def change_calendar(
    actor: Actor, public_id: str, *, fields: CalendarFields, version: int
) -> None:
    """Write a calendar anew; requests that run are counted by it from the next step on."""
    calendar = await one(actor, BusinessCalendar, "update", public_id=public_id)
    values = _checked(fields)
    before = {name: getattr(calendar, name) for name in values}
    await change(actor, calendar, "update", version, **values, updated_at=clock.now())
    changed = {name: value for name, value in values.items() if before[name] != value}
    await record(
        actor, "business_calendar.update", calendar, number=fields.name,
        before={name: before[name] for name in changed}, after=changed,
    )  # fmt: skip


def _checked(fields: CalendarFields) -> dict[str, Any]:
    """Return the columns to write, or refuse what no desk works by."""
    if fields.zone not in available_timezones():
        raise Refusal(say("There is no such time zone: write it like Asia/Shanghai."), "zone")
    weekdays = "".join(sorted({day for day in fields.weekdays if day in "1234567"}))
    if not weekdays:
        raise Refusal(say("Choose one working day at least."), "weekdays")
    opens, closes = _minutes(fields.opens, "opens"), _minutes(fields.closes, "closes")
    if closes <= opens:
        raise Refusal(say("The desk closes after it opens."), "closes")
    for name in ("holidays", "workdays"):
        days_in(getattr(fields, name), name)
    return {
        "name": fields.name, "zone": fields.zone, "weekdays": weekdays, "opens": opens,
        "closes": closes, "countries": _countries(fields.countries), "holidays": fields.holidays,
        "workdays": fields.workdays,
    }  # fmt: skip


def _minutes(text: str, name: str) -> int:
    if text.strip() == "24:00":
        return DAY_MINUTES
    try:
        at = time.fromisoformat(text.strip().zfill(5))
    except ValueError:
        raise Refusal(say("Write the time like 09:00."), name) from None
    return at.hour * 60 + at.minute


def _countries(text: str) -> str:
    codes = text.upper().replace(",", " ").replace("，", " ").split()
    known = dict(country_options("en"))
    if unknown := [code for code in codes if code not in known]:
        sentence = say("{code} is not a country code: write two letters like US.", code=unknown[0])
        raise Refusal(sentence, "countries")
    return " ".join(dict.fromkeys(codes))
