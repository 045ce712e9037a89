"""What a member does with a support request: answer, settle, close, reopen, rate, take back."""

from starlette.requests import Request

from portal.tickets import MessageForm, RatingForm, show
from shared.kernel.wording import say
from shared.tickets.actions import requests as actions
from shared.web.forms import Form, form
from shared.web.pages import Answer, see_other
from shared.web.ticket_steps import back, number_of, step


@form(MessageForm, again=show)
async def answer(request: Request, form: Form[MessageForm]) -> Answer:
    number = number_of(request)
    under = await actions.answer(
        request.state.actor, number, text=form.clean.text, files=form.clean.files, key=form.key
    )
    if under != number:
        told = say("{old} was over: this is the new request {number}.", old=number, number=under)
        return see_other(f"/tickets/{under}", toast=told)
    return see_other(f"/tickets/{number}#end")


settle = step(actions.settle, say("Good to hear. You can reopen it for seven days."), again=show)
close = step(actions.close, say("Closed"), again=show)
reopen = step(actions.reopen, say("Open again"), again=show)


@form(RatingForm, again=show)
async def rate(request: Request, form: Form[RatingForm]) -> Answer:
    await actions.rate(
        request.state.actor, number_of(request), stars=form.clean.stars,
        comment=form.clean.comment, key=form.key,
    )  # fmt: skip
    return back(request, say("Thank you for your rating."))


cancel = step(actions.cancel, say("Taken back"), again=show)
