"""What the desk does with a request: write, ask, resolve, note, take, escalate, merge, reopen."""

from starlette.requests import Request

from admin.tickets import MergeForm, MessageForm, NoteForm, ReasonForm, show
from shared.kernel.wording import Message, say
from shared.tickets.actions import desk, merging, requests
from shared.web.forms import Form, NoFields, form
from shared.web.pages import Answer, see_other


@form(MessageForm, again=show)
async def write(request: Request, form: Form[MessageForm]) -> Answer:
    """Write to the customer; with the intent "ask" the clock stops until the answer."""
    waits = form.clean.intent == "ask"
    await desk.reply(
        request.state.actor, _number(request), text=form.clean.text, waits=waits,
        files=form.clean.files, key=form.key,
    )  # fmt: skip
    return see_other(f"/tickets/{_number(request)}#end")


@form(MessageForm, again=show)
async def resolve(request: Request, form: Form[MessageForm]) -> Answer:
    """Say that it is solved, with what was typed as the last word."""
    await desk.resolve(
        request.state.actor, _number(request), text=form.clean.text, files=form.clean.files,
        key=form.key,
    )  # fmt: skip
    return _back(request, say("Resolved. It can be reopened for seven days."))


@form(NoteForm, again=show)
async def note(request: Request, form: Form[NoteForm]) -> Answer:
    await desk.add_note(request.state.actor, _number(request), text=form.clean.note, key=form.key)
    return see_other(f"/tickets/{_number(request)}#end")


@form(NoFields, again=show)
async def take(request: Request, form: Form[NoFields]) -> Answer:
    await desk.assign(request.state.actor, _number(request), key=form.key)
    return _back(request, say("It is yours"))


@form(NoFields, again=show)
async def resume(request: Request, form: Form[NoFields]) -> Answer:
    await desk.resume(request.state.actor, _number(request), key=form.key)
    return _back(request, say("The clock runs again"))


@form(NoFields, again=show)
async def reopen(request: Request, form: Form[NoFields]) -> Answer:
    await requests.reopen(request.state.actor, _number(request), key=form.key)
    return _back(request, say("Open again"))


@form(ReasonForm, again=show)
async def escalate(request: Request, form: Form[ReasonForm]) -> Answer:
    await desk.escalate(
        request.state.actor, _number(request), reason=form.clean.reason, key=form.key
    )
    return _back(request, say("Escalated"))


@form(MergeForm, again=show)
async def merge(request: Request, form: Form[MergeForm]) -> Answer:
    number = _number(request)
    into = await merging.merge(request.state.actor, number, into=form.clean.into, key=form.key)
    return see_other(f"/tickets/{into}", toast=say("{number} goes on here.", number=number))


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _back(request: Request, told: Message) -> Answer:
    return see_other(f"/tickets/{_number(request)}", toast=told)
