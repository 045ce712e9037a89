"""Announcements at the desk: the list, one in full, writing and changing it.

What is done with one and who has read it stand in `announcement_steps`.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.campaigns import actions, queries
from shared.campaigns.actions import Wording
from shared.campaigns.desk import desk_announcement
from shared.campaigns.rules import AnnouncementState, Importance
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say
from shared.web.audience_words import KINDS
from shared.web.forms import FilesForm, Form, FormModel, Label, Rows, form, fresh, query
from shared.web.lists import ListQuery, neighbours, view_tabs
from shared.web.pages import Answer, page, see_other

LIST = say("Announcements")
BLANK_ROWS = 2
TABS: dict[str, Message] = {
    "all": say("All"), "published": say("Published"), "draft": say("Drafts"),
    "withdrawn": say("Withdrawn"),
}  # fmt: skip
IMPORTANCES = [
    (Importance.NOTICE, say("Notice"), say("Readers open it or put it aside.")),
    (Importance.CONFIRM, say("Must be confirmed"), say("Each reader is asked to confirm it.")),
]  # fmt: skip


class DeskQuery(ListQuery):
    """Filters of the list."""

    tab: str = "all"


class NamedForm(FormModel):
    """One organisation that is addressed by its number."""

    number: Annotated[str, Field(max_length=20), Label(say("Organisation"))]


class AnnouncementForm(FilesForm):
    """Words, readers and days of an announcement."""

    title_zh: Annotated[str, Field(max_length=160), Label(say("Title in Chinese"))] = ""
    title_en: Annotated[str, Field(max_length=160), Label(say("Title in English"))] = ""
    text_zh: Annotated[str, Field(max_length=20_000), Label(say("Text in Chinese"))] = ""
    text_en: Annotated[str, Field(max_length=20_000), Label(say("Text in English"))] = ""
    importance: Annotated[Importance, Label(say("What is asked"))] = Importance.NOTICE
    to_distributor: bool = False
    to_customer: bool = False
    to_supplier: bool = False
    to_partner: bool = False
    organisations: Annotated[list[NamedForm], Rows("organisation")] = []
    for_administrators: bool = False
    visible_from: Annotated[date | None, Label(say("First day"))] = None
    visible_until: Annotated[date | None, Label(say("Last day"))] = None

    def wording(self) -> Wording:
        """Return the same for the domain."""
        own = {"organisations", "files", *(f"to_{kind}" for kind in KINDS)}
        return Wording(
            **self.model_dump(exclude=own),
            kinds=frozenset(kind for kind in KINDS if getattr(self, f"to_{kind}")),
            named=tuple(one.number for one in self.organisations),
        )


async def index(request: Request) -> Answer:
    """Show one page of all announcements."""
    actor: Actor = request.state.actor
    wanted = query(request, DeskQuery)
    tab = wanted.tab if wanted.tab in TABS else "all"
    found = await queries.list_desk(actor, tab, wanted.page)
    counts = await queries.count_tabs(actor)
    return page(
        request, "admin/announcements_index.html", announcements=found.rows, kinds=KINDS,
        views=view_tabs(request, TABS, counts, tab), around=neighbours(request, found),
        crumbs=[(LIST, None)],
    )  # fmt: skip


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one announcement in both languages, whom it reaches and how many have read it."""
    actor: Actor = request.state.actor
    desk = await desk_announcement(actor, number_of(request))
    return page(
        request, "admin/announcements_show.html", announcement=desk.row, desk=desk,
        shares=desk.shares, files=desk.files, kinds=KINDS, form=form, crumbs=crumbs(desk.row),
    )  # fmt: skip


async def new(request: Request, form: Form[AnnouncementForm] | None = None) -> Answer:
    """Show an empty form."""
    form = form or fresh(request, AnnouncementForm, {"importance": Importance.NOTICE})
    return _form_page(request, form, "/announcements", say("New announcement"))


@form(AnnouncementForm, again=new)
async def create(request: Request, form: Form[AnnouncementForm]) -> Answer:
    """Keep a draft."""
    number = await actions.create_announcement(
        request.state.actor, wording=form.clean.wording(), files=form.clean.files, key=form.key,
    )  # fmt: skip
    return see_other(f"/announcements/{number}", toast=say("Saved as a draft"))


async def edit(request: Request, form: Form[AnnouncementForm] | None = None) -> Answer:
    """Show an announcement to be changed; a published one warns what that means."""
    actor: Actor = request.state.actor
    row = await queries.find_announcement(actor, number_of(request))
    if form is None:
        own = set(AnnouncementForm.model_fields) - {"organisations", "files"}
        named = await queries.named_in(actor, row["id"])
        rows = [{"number": one["counterparty__number"]} for one in named]
        typed = {name: row[name] for name in own} | {"organisation": rows}
        form = fresh(request, AnnouncementForm, typed, version=row["version"])
    return _form_page(
        request, form, f"/announcements/{row['number']}", say("Change the announcement"), row
    )


@form(AnnouncementForm, again=edit)
async def update(request: Request, form: Form[AnnouncementForm]) -> Answer:
    """Save; other words in a published announcement are a new version."""
    revision = await actions.update_announcement(
        request.state.actor, number=number_of(request), version=form.version or 0,
        wording=form.clean.wording(), files=form.clean.files,
    )  # fmt: skip
    toast = say("Saved. Version {n} is the one that readers see.", n=revision)
    return see_other(
        f"/announcements/{number_of(request)}", toast=toast if revision else say("Saved")
    )


def number_of(request: Request) -> str:
    """Return the number in the address."""
    return str(request.path_params["number"])


def crumbs(row: dict[str, Any], *below: tuple[Any, str | None]) -> list[Any]:
    """Return the way to one announcement, and to a page below it."""
    own = f"/announcements/{row['number']}" if below else None
    return [(LIST, "/announcements"), (row["number"], own), *below]


def _form_page(
    request: Request, form: Form[AnnouncementForm], action: str, title: Message,
    row: dict[str, Any] | None = None,
) -> Answer:  # fmt: skip
    is_out = row is not None and row["state"] == AnnouncementState.PUBLISHED
    if row is not None and row["state"] == AnnouncementState.WITHDRAWN:
        raise Refusal(say("It is withdrawn and is not changed any more. Write a new one."))
    last: list[Any] = crumbs(row, (title, None)) if row else [
        (LIST, "/announcements"), (title, None)
    ]  # fmt: skip
    return page(
        request, "admin/announcements_form.html", form=form, action=action, title=title,
        is_out=is_out, kinds=KINDS, importances=IMPORTANCES, blank=BLANK_ROWS, crumbs=last,
    )  # fmt: skip
