"""What the desk does with a request: write, ask, resolve, note, take, escalate, merge, reopen."""

from starlette.requests import Request

from admin.tickets import MergeForm, MessageForm, NoteForm, ReasonForm, show
from shared.kernel.wording import say
from shared.tickets.actions import desk, merging, requests
from shared.web.forms import Form, form
from shared.web.pages import Answer, see_other
from shared.web.ticket_steps import back, number_of, step


@form(MessageForm, again=show)
async def write(request: Request, form: Form[MessageForm]) -> Answer:
    """Write to the customer; with the intent "ask" the clock stops until the answer."""
    waits = form.clean.intent == "ask"
    await desk.reply(
        request.state.actor, number_of(request), text=form.clean.text, waits=waits,
        files=form.clean.files, key=form.key,
    )  # fmt: skip
    return see_other(f"/tickets/{number_of(request)}#end")


@form(MessageForm, again=show)
async def resolve(request: Request, form: Form[MessageForm]) -> Answer:
    """Say that it is solved, with what was typed as the last word."""
    await desk.resolve(
        request.state.actor, number_of(request), text=form.clean.text, files=form.clean.files,
        key=form.key,
    )  # fmt: skip
    return back(request, say("Resolved. It can be reopened for seven days."))


@form(NoteForm, again=show)
async def note(request: Request, form: Form[NoteForm]) -> Answer:
    await desk.add_note(
        request.state.actor, number_of(request), text=form.clean.note, files=form.clean.files,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/tickets/{number_of(request)}#end")


take = step(desk.assign, say("It is yours"), again=show)
resume = step(desk.resume, say("The clock runs again"), again=show)
reopen = step(requests.reopen, say("Open again"), again=show)


@form(ReasonForm, again=show)
async def escalate(request: Request, form: Form[ReasonForm]) -> Answer:
    await desk.escalate(
        request.state.actor, number_of(request), reason=form.clean.reason, key=form.key
    )
    return back(request, say("Escalated"))


@form(MergeForm, again=show)
async def merge(request: Request, form: Form[MergeForm]) -> Answer:
    number = number_of(request)
    into = await merging.merge(request.state.actor, number, into=form.clean.into, key=form.key)
    return see_other(f"/tickets/{into}", toast=say("{number} goes on here.", number=number))
