"""What a member does with a support request: answer, settle, close, reopen, rate, take back."""

from starlette.requests import Request

from portal.tickets import MessageForm, RatingForm, show
from shared.kernel.wording import Message, say
from shared.tickets.actions import requests as actions
from shared.web.forms import Form, NoFields, form
from shared.web.pages import Answer, see_other


@form(MessageForm, again=show)
async def answer(request: Request, form: Form[MessageForm]) -> Answer:
    number = _number(request)
    under = await actions.answer(
        request.state.actor, number, text=form.clean.text, files=form.clean.files, key=form.key
    )
    if under != number:
        told = say("{old} was over: this is the new request {number}.", old=number, number=under)
        return see_other(f"/tickets/{under}", toast=told)
    return see_other(f"/tickets/{number}#end")


@form(NoFields, again=show)
async def settle(request: Request, form: Form[NoFields]) -> Answer:
    await actions.settle(request.state.actor, _number(request), key=form.key)
    return _back(request, say("Good to hear. You can reopen it for seven days."))


@form(NoFields, again=show)
async def close(request: Request, form: Form[NoFields]) -> Answer:
    await actions.close(request.state.actor, _number(request), key=form.key)
    return _back(request, say("Closed"))


@form(NoFields, again=show)
async def reopen(request: Request, form: Form[NoFields]) -> Answer:
    await actions.reopen(request.state.actor, _number(request), key=form.key)
    return _back(request, say("Open again"))


@form(RatingForm, again=show)
async def rate(request: Request, form: Form[RatingForm]) -> Answer:
    await actions.rate(
        request.state.actor, _number(request), stars=form.clean.stars,
        comment=form.clean.comment, key=form.key,
    )  # fmt: skip
    return _back(request, say("Thank you for your rating."))


@form(NoFields, again=show)
async def cancel(request: Request, form: Form[NoFields]) -> Answer:
    await actions.cancel(request.state.actor, _number(request), key=form.key)
    return _back(request, say("Taken back"))


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _back(request: Request, told: Message) -> Answer:
    return see_other(f"/tickets/{_number(request)}", toast=told)
