"""What somebody is told, on both faces: the list, the bell of every page, and when mails come."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel.wording import Message, say
from shared.outbox import queries, reading
from shared.outbox.rules import MailChoice
from shared.reactions.kinds import kinds_for, sentence
from shared.web.forms import Form, FormModel, NoFields, Rows, form, fresh, query
from shared.web.lists import ListQuery, neighbours, view_tabs
from shared.web.pages import Answer, is_fragment, page, see_other
from shared.web.routing import WebRoute, get, post

HERE = "/notifications"
CHOICES_AT = "/notifications/mails"
TABS: dict[str, Message] = {"unread": say("Unread"), "all": say("All")}
CHOICES: dict[MailChoice, Message] = {
    MailChoice.AT_ONCE: say("At once"),
    MailChoice.DAILY: say("Once a day"),
    MailChoice.NEVER: say("Never"),
}


class ChoiceForm(FormModel):
    """When mails about one kind of matter come."""

    kind: Annotated[str, Field(max_length=40)]
    mail: MailChoice


class ChoicesForm(FormModel):
    """When mails come, kind by kind."""

    choices: Annotated[list[ChoiceForm], Rows("choice")] = []


class NotificationQuery(ListQuery):
    """Which notifications are shown."""

    tab: Annotated[str, Field(max_length=10)] = "unread"


async def index(request: Request, form: Form[NoFields] | None = None) -> Answer:
    """Show what the reader was told; the bell of an open page asks here for itself alone."""
    actor: Actor = request.state.actor
    wanted = query(request, NotificationQuery)
    tab = wanted.tab if wanted.tab in TABS else "unread"
    alone: dict[str, Any] = {}
    if is_fragment(request):
        alone["unread"] = await queries.count_unread(actor)
    found = await queries.list_notifications(actor, unread=tab == "unread", page=wanted.page)
    return page(
        request, "shared/notifications_index.html", notes=[(one, _said(actor, one)) for one in found.rows],
        views=view_tabs(request, TABS, {}, tab), tab=tab, around=neighbours(request, found),
        names={one.counterparty_id: one for one in request.state.session.places},
        **alone,
    )  # fmt: skip


@form(NoFields, again=index)
async def open_one(request: Request, form: Form[NoFields]) -> Answer:
    """Note that it was read and go on to its matter."""
    actor: Actor = request.state.actor
    path = await reading.open_notification(actor, request.path_params["notification"])
    return see_other(path)


@form(NoFields, again=index)
async def read_all(request: Request, form: Form[NoFields]) -> Answer:
    """Note that everything was read."""
    await reading.read_all(request.state.actor)
    return see_other(HERE, toast=say("Everything is marked as read"))


async def choices(request: Request, form: Form[ChoicesForm] | None = None) -> Answer:
    """Show, kind by kind, when mails come."""
    actor: Actor = request.state.actor
    chosen, kinds = await queries.mail_choices(actor), kinds_for(actor)
    return page(
        request, "shared/notifications_choices.html", kinds=kinds, options=CHOICES,
        chosen={kind: chosen.get(kind, MailChoice.AT_ONCE) for kind in kinds},
        form=form or fresh(request, ChoicesForm),
    )  # fmt: skip


@form(ChoicesForm, again=choices)
async def choose(request: Request, form: Form[ChoicesForm]) -> Answer:
    """Keep when mails come; a kind that is not sent stays as it is."""
    actor: Actor = request.state.actor
    kinds = kinds_for(actor)
    chosen = {one.kind: one.mail for one in form.clean.choices if one.kind in kinds}
    await reading.choose_mails(actor, choices=chosen)
    return see_other(CHOICES_AT, toast=say("Your choice is kept"))


def routes() -> list[WebRoute]:
    """Return the pages about notifications, which both faces have."""
    may_read, may_write = "notification.read", "notification.update"
    return [
        get(HERE, index, name="notifications_index", permission=may_read),
        post("/notifications/reading", read_all, name="notifications_read", permission=may_write),
        get(CHOICES_AT, choices, name="notifications_choices",
            permission="notification_choice.read"),
        post(CHOICES_AT, choose, name="notifications_choose",
             permission="notification_choice.update"),
        post("/notifications/{notification}/opening", open_one, name="notifications_open",
             permission=may_write),
    ]  # fmt: skip


def _said(actor: Actor, note: Any) -> Message:
    company = note.company_zh if actor.locale == "zh" else note.company_en
    other = note.company_en if actor.locale == "zh" else note.company_zh
    return sentence(note.topic, actor.face, note.record_number, company or other, note.decided)
