"""What support promises and when it works: targets by category and priority, business calendars."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel.errors import NotFound
from shared.kernel.wording import Message, say
from shared.tickets.actions import levels as actions
from shared.tickets.actions.levels import CalendarFields
from shared.tickets.naming import CATEGORIES, PRIORITIES
from shared.tickets.queries import levels as queries
from shared.tickets.rules import Category, Priority
from shared.web.forms import Form, FormModel, Label, form, fresh
from shared.web.pages import Answer, page, see_other

LEVELS = say("Service levels")
WEEKDAYS: tuple[tuple[str, Message], ...] = (
    ("1", say("Monday")), ("2", say("Tuesday")), ("3", say("Wednesday")), ("4", say("Thursday")),
    ("5", say("Friday")), ("6", say("Saturday")), ("7", say("Sunday")),
)  # fmt: skip


class LevelForm(FormModel):
    """Hours of business time."""

    response: Annotated[Decimal, Field(gt=0, le=1440), Label(say("First response in hours"))]
    resolution: Annotated[Decimal, Field(gt=0, le=1440), Label(say("Resolution in hours"))]


class CalendarForm(FormModel):
    """When the desk works, and when it does not."""

    name: Annotated[str, Field(max_length=80), Label(say("Name"))]
    zone: Annotated[str, Field(max_length=60), Label(say("Time zone"))] = "Asia/Shanghai"
    countries: Annotated[str, Field(max_length=300), Label(say("Countries"))] = ""
    weekdays: Annotated[list[str], Label(say("Working days"))] = []
    opens: Annotated[str, Field(max_length=5), Label(say("Opens"))] = "09:00"
    closes: Annotated[str, Field(max_length=5), Label(say("Closes"))] = "18:00"
    holidays: Annotated[str, Field(max_length=10_000), Label(say("Holidays"))] = ""
    workdays: Annotated[str, Field(max_length=10_000), Label(say("Make-up working days"))] = ""

    def fields(self) -> CalendarFields:
        """Return the same for the domain."""
        return CalendarFields(**{**self.model_dump(), "weekdays": tuple(self.weekdays)})


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    levels = await queries.levels(actor)
    calendars = await queries.calendars(actor)
    return page(
        request, "admin/service_levels_index.html", levels=levels, calendars=calendars,
        categories=CATEGORIES, priorities=PRIORITIES, weekdays=dict(WEEKDAYS),
        crumbs=[(LEVELS, None)],
    )  # fmt: skip


async def edit(request: Request, form: Form[LevelForm] | None = None) -> Answer:
    category, priority = _named(request)
    levels = await queries.levels(request.state.actor)
    (level,) = [one for one in levels if (one.category, one.priority) == (category, priority)]
    if form is None:
        typed = {name: _hours(getattr(level, name)) for name in LevelForm.model_fields}
        form = fresh(request, LevelForm, typed, version=level.version)
    title = say(
        "{category}, {priority}", category=CATEGORIES[category], priority=PRIORITIES[priority]
    )
    return page(
        request, "admin/service_levels_edit.html", form=form, title=title,
        action=f"/service-levels/{category}-{priority}",
        crumbs=[(LEVELS, "/service-levels"), (title, None)],
    )  # fmt: skip


@form(LevelForm, again=edit)
async def update(request: Request, form: Form[LevelForm]) -> Answer:
    await actions.set_level(
        request.state.actor, *_named(request), version=form.version or 0,
        response=round(form.clean.response * 60), resolution=round(form.clean.resolution * 60),
    )  # fmt: skip
    return see_other("/service-levels", toast=say("Saved"))


async def new_calendar(request: Request, form: Form[CalendarForm] | None = None) -> Answer:
    usual = {"zone": "Asia/Shanghai", "weekdays": list("12345"), "opens": "09:00",
             "closes": "18:00"}  # fmt: skip
    form = form or fresh(request, CalendarForm, usual)
    return _calendar_page(request, form, "/service-levels/calendars", say("New calendar"))


@form(CalendarForm, again=new_calendar)
async def create_calendar(request: Request, form: Form[CalendarForm]) -> Answer:
    await actions.add_calendar(request.state.actor, fields=form.clean.fields(), key=form.key)
    return see_other("/service-levels", toast=say("Saved"))


async def edit_calendar(request: Request, form: Form[CalendarForm] | None = None) -> Answer:
    kept = await queries.find_calendar(request.state.actor, _id(request))
    if form is None:
        typed: dict[str, Any] = {name: getattr(kept, name) for name in CalendarForm.model_fields}
        typed |= {"weekdays": list(kept.weekdays), "opens": _clock(kept.opens),
                  "closes": _clock(kept.closes)}  # fmt: skip
        form = fresh(request, CalendarForm, typed, version=kept.version)
    return _calendar_page(request, form, f"/service-levels/calendars/{kept.public_id}",
                          say("Change the calendar"))  # fmt: skip


@form(CalendarForm, again=edit_calendar)
async def update_calendar(request: Request, form: Form[CalendarForm]) -> Answer:
    await actions.change_calendar(
        request.state.actor, _id(request), fields=form.clean.fields(), version=form.version or 0
    )
    return see_other("/service-levels", toast=say("Saved"))


def _calendar_page(
    request: Request, form: Form[CalendarForm], action: str, title: Message
) -> Answer:
    return page(
        request, "admin/calendars_form.html", form=form, action=action, title=title,
        weekdays=WEEKDAYS, crumbs=[(LEVELS, "/service-levels"), (title, None)],
    )  # fmt: skip


def _named(request: Request) -> tuple[Category, Priority]:
    category, _, priority = str(request.path_params["level"]).partition("-")
    try:
        return Category(category), Priority(priority)
    except ValueError:
        raise NotFound from None


def _hours(minutes: int) -> str:
    return f"{Decimal(minutes) / 60:.2f}".rstrip("0").rstrip(".")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _id(request: Request) -> str:
    return str(request.path_params["calendar"])
