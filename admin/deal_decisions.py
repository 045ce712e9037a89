"""What an account manager decides about a deal registration: one endpoint per verb."""

from starlette.requests import Request

from admin.deals import ApprovalForm, ConversionForm, QuestionForm, ReasonForm, show
from shared.kernel.wording import Message, say
from shared.opportunities.actions import decisions
from shared.web.forms import Form, NoFields, form
from shared.web.pages import Answer, see_other


@form(NoFields, again=show)
async def review(request: Request, form: Form[NoFields]) -> Answer:
    await decisions.review_deal(request.state.actor, _number(request), version=form.version or 0)
    return _back(request, say("In review"))


@form(ApprovalForm, again=show)
async def approve(request: Request, form: Form[ApprovalForm]) -> Answer:
    await decisions.approve_deal(
        request.state.actor, _number(request), until=form.clean.until, version=form.version or 0
    )
    told = say("{number} approved: protected until {day}",
               number=_number(request), day=form.clean.until)  # fmt: skip
    return _back(request, told)


@form(ReasonForm, again=show)
async def reject(request: Request, form: Form[ReasonForm]) -> Answer:
    await decisions.reject_deal(
        request.state.actor, _number(request), reason=form.clean.reason, version=form.version or 0
    )
    return _back(request, say("{number} rejected", number=_number(request)))


@form(QuestionForm, again=show)
async def ask(request: Request, form: Form[QuestionForm]) -> Answer:
    await decisions.ask_information(
        request.state.actor, _number(request), question=form.clean.question,
        version=form.version or 0,
    )  # fmt: skip
    return _back(request, say("Question sent"))


@form(NoFields, again=show)
async def mark_duplicate(request: Request, form: Form[NoFields]) -> Answer:
    await decisions.mark_duplicate(request.state.actor, _number(request), version=form.version or 0)
    return _back(request, say("Marked as a duplicate"))


@form(ApprovalForm, again=show)
async def extend(request: Request, form: Form[ApprovalForm]) -> Answer:
    await decisions.extend_deal(
        request.state.actor, _number(request), until=form.clean.until, version=form.version or 0
    )
    return _back(request, say("Extended until {day}", day=form.clean.until))


@form(ReasonForm, again=show)
async def decline_extension(request: Request, form: Form[ReasonForm]) -> Answer:
    await decisions.decline_extension(
        request.state.actor, _number(request), reason=form.clean.reason, version=form.version or 0
    )
    return _back(request, say("Extension declined"))


@form(ConversionForm, again=show)
async def convert(request: Request, form: Form[ConversionForm]) -> Answer:
    made = await decisions.convert_deal(
        request.state.actor, _number(request), counterparty=form.clean.counterparty,
        version=form.version or 0, key=form.key,
    )  # fmt: skip
    return see_other(f"/opportunities/{made}", toast=say("Opportunity {number} begun", number=made))


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _back(request: Request, told: Message) -> Answer:
    return see_other(f"/deals/{_number(request)}", toast=told)
