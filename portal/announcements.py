"""What the host tells the reader's organisation: list, page, and that she has read it."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.campaigns import queries, reading
from shared.files.queries import attachments_of
from shared.kernel.wording import say
from shared.web.forms import Form, FormModel, NoFields, form, fresh, query
from shared.web.lists import ListQuery, neighbours
from shared.web.names import name_of
from shared.web.pages import Answer, is_fragment, page, see_other

LIST = say("Announcements")


class ConfirmForm(FormModel):
    """Which version the reader has read."""

    seen: Annotated[int, Field(ge=1, lt=2**31)]


async def index(request: Request) -> Answer:
    """Show what is addressed to the organisation, newest first."""
    wanted = query(request, ListQuery)
    found = await queries.list_announcements(request.state.actor, wanted.page)
    return page(
        request, "portal/announcements_index.html", announcements=found.rows,
        around=neighbours(request, found), crumbs=[(LIST, None)],
    )  # fmt: skip


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one announcement and what its reader is asked to do."""
    actor: Actor = request.state.actor
    row = await queries.read_announcement(actor, _number(request))
    files = await attachments_of(actor, "announcement", [row["id"]])
    return page(
        request, "portal/announcements_show.html", announcement=row, files=files[row["id"]],
        form=form or fresh(request, ConfirmForm),
        crumbs=[(LIST, "/announcements"), (name_of(request.state.locale, row, field="title"), None)],
    )  # fmt: skip


@form(NoFields, again=show)
async def read(request: Request, _form: Form[NoFields]) -> Answer:
    """Note that it was opened: by the page itself, or by the button of a reader without script."""
    await reading.note_read(request.state.actor, number=_number(request))
    if is_fragment(request):
        return await show(request)
    return see_other(f"/announcements/{_number(request)}")


@form(NoFields, again=show)
async def dismiss(request: Request, _form: Form[NoFields]) -> Answer:
    """Put a notice aside on home; that counts as read."""
    await reading.note_read(request.state.actor, number=_number(request))
    return see_other("/")


@form(ConfirmForm, again=show)
async def confirm(request: Request, form: Form[ConfirmForm]) -> Answer:
    """Say that she has read this very version."""
    await reading.confirm_read(request.state.actor, number=_number(request), seen=form.clean.seen)
    return see_other(
        f"/announcements/{_number(request)}", toast=say("Thank you. Your confirmation is noted.")
    )


def _number(request: Request) -> str:
    return str(request.path_params["number"])
