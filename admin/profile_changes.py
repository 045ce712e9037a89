"""Changes that organisations ask for: the queue, the diff, the decision field by field."""

from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.counterparties import account_numbers, change_decisions, change_queries
from shared.counterparties.change_decisions import Verdict
from shared.counterparties.proposals import OPEN_STATES
from shared.counterparties.queries import Carer, care_of
from shared.counterparties.rules import CareRole
from shared.database.uow import reading
from shared.files.queries import attachments_of
from shared.kernel.wording import Message, say
from shared.settings import load
from shared.web.change_words import is_bank, lines, title
from shared.web.forms import Form, FormModel, Label, NoFields, Rows, form, fresh, query
from shared.web.lists import ListQuery, neighbours, view_tabs
from shared.web.pages import Answer, page, see_other

LIST = say("Profile changes")
TABS: dict[str, Message] = {
    "waiting": say("To decide"), "cooling": say("Cooling"), "ended": say("Ended"), "all": say("All"),
}  # fmt: skip


class ChangeQuery(ListQuery):
    """Filters of the queue."""

    tab: str = "waiting"


class VerdictForm(FormModel):
    """What is decided about one field."""

    field: Annotated[str, Field(max_length=24)]
    verdict: Annotated[Literal["approve", "reject"] | None, Label(say("Decision"))] = None
    reason: Annotated[str, Field(max_length=500), Label(say("Reason"))] = ""


class ReviewForm(FormModel):
    """The first look; `seen` is the version of the record that the page showed."""

    seen: Annotated[int, Field(ge=0, lt=2**31)]
    items: Annotated[list[VerdictForm], Rows("item")] = []


class ApprovalForm(FormModel):
    """The second look."""

    seen: Annotated[int, Field(ge=0, lt=2**31)]


class ReasonForm(FormModel):
    """Why not."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))]


async def index(request: Request) -> Answer:
    """Show one page of the queue."""
    actor: Actor = request.state.actor
    wanted = query(request, ChangeQuery)
    tab = wanted.tab if wanted.tab in TABS else "waiting"
    rows = await change_queries.changes(actor, tab, wanted.page)
    counts = await change_queries.change_counts(actor)
    return page(
        request, "admin/profile_changes_index.html", changes=rows.rows, title=title,
        views=view_tabs(request, TABS, counts, tab), crumbs=[(LIST, None)],
        around=neighbours(request, rows),
    )  # fmt: skip


async def show(
    request: Request, form: Form[Any] | None = None, *, with_numbers: bool = False
) -> Answer:
    """Show one change: Now and Requested, and the decision that this colleague may take.

    Account numbers are masked unless she had them shown.
    """
    actor: Actor = request.state.actor
    detail = await change_queries.change_detail(actor, _number(request))
    row, turn = detail.row, _turn(actor, detail.row)
    first = await _first(actor, row) if turn == "first" else None
    papers = await attachments_of(actor, "profile_change", [row["id"]])
    shown = lines(row, detail.items, request.state.locale, detail.now, is_open=with_numbers)
    return page(
        request, "admin/profile_changes_show.html", change=row, title=title(row), lines=shown,
        seen=detail.seen, turn=turn, first=first, sent=form, papers=papers[row["id"]],
        hides_numbers=is_bank(row) and not with_numbers,
        is_open=row["state"] in OPEN_STATES, hours=load().bank_cooling_hours,
        reviewing=_own(form, ReviewForm, request, row), refusing=_own(form, ReasonForm, request, row),
        crumbs=[(LIST, "/profile-changes"), (row["number"], None)],
    )  # fmt: skip


@form(NoFields, again=show)
async def show_numbers(request: Request, _form: Form[NoFields]) -> Answer:
    """Show the account numbers of a change, this once; the journal keeps who saw them."""
    await account_numbers.show_asked(request.state.actor, _number(request))
    return await reading(lambda: show(request, with_numbers=True))


@form(ReviewForm, again=show)
async def review(request: Request, form: Form[ReviewForm]) -> Answer:
    """Decide field by field."""
    verdicts = tuple(
        Verdict(one.field, one.verdict == "approve", one.reason)
        for one in form.clean.items
        if one.verdict is not None
    )
    state = await change_decisions.review_change(
        request.state.actor, number=_number(request), version=form.version or 0,
        seen=form.clean.seen, verdicts=verdicts, key=form.key,
    )  # type: ignore[call-arg]  # fmt: skip
    return _back(request, _DONE[state])


@form(ApprovalForm, again=show)
async def approve(request: Request, form: Form[ApprovalForm]) -> Answer:
    """Take the second look."""
    await change_decisions.approve_change(
        request.state.actor, number=_number(request), version=form.version or 0,
        seen=form.clean.seen,
    )  # fmt: skip
    return _back(request, say("Agreed. It takes effect when the cooling period is over."))


@form(ReasonForm, again=show)
async def refuse(request: Request, form: Form[ReasonForm]) -> Answer:
    """Say no at the second look."""
    await change_decisions.refuse_change(
        request.state.actor, number=_number(request), version=form.version or 0,
        reason=form.clean.reason,
    )  # fmt: skip
    return _back(request, _DONE["rejected"])


@form(ReasonForm, again=show)
async def stop(request: Request, form: Form[ReasonForm]) -> Answer:
    """Stop a change while it cools."""
    await change_decisions.stop_change(
        request.state.actor, number=_number(request), version=form.version or 0,
        reason=form.clean.reason,
    )  # fmt: skip
    return _back(request, say("Stopped. Nothing changes."))


_DONE = {
    "in_effect": say("Decided and in effect; the organisation is told by mail."),
    "reviewed": say("Agreed. A second colleague has to look at it now."),
    "rejected": say("Refused; the organisation is told by mail."),
}


def _turn(actor: Actor, row: dict[str, Any]) -> str:
    """Return what this colleague may do now: review, approve, stop or nothing ("").

    "first" and "second" say whose look is awaited before or after her own.
    """
    if actor.user_id == row["requested_by_id"]:
        return ""
    if row["state"] == "submitted" and actor.may("profile_change.review"):
        return "review"
    if row["state"] == "submitted" and row["is_grave"] and actor.may("profile_change.approve"):
        return "first"
    if row["state"] == "reviewed" and actor.may("profile_change.approve"):
        return "approve" if actor.user_id != row["reviewed_by_id"] else "second"
    return "stop" if row["state"] == "cooling" and actor.may("profile_change.stop") else ""


async def _first(actor: Actor, row: dict[str, Any]) -> Carer | None:
    """Return the account manager, who takes the first look."""
    care = await care_of(actor, row["counterparty_id"])
    return next((one for one in care if one.role is CareRole.ACCOUNT_MANAGER), None)


def _own(sent: Form[Any] | None, model: type[Any], request: Request, row: dict[str, Any]) -> Any:
    if sent is not None and sent.model is model:
        return sent
    return fresh(request, model, version=row["version"])


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _back(request: Request, toast: Message) -> Answer:
    return see_other(f"/profile-changes/{_number(request)}", toast=toast)
