"""What is done with an announcement: preview, publish, withdraw, remind; who has read it."""

from typing import Any, Literal

from starlette.requests import Request

from admin.announcements import crumbs, number_of, show
from shared.access.actor import Actor
from shared.campaigns import actions, queries, receipts
from shared.exchange.sheets import Column, Sheet
from shared.files.queries import attachments_of
from shared.kernel.two_languages import form_of
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.web.files import Format, sheet_file
from shared.web.forms import Form, FormModel, NoFields, form, query
from shared.web.lists import ListQuery, neighbours, view_tabs
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other
from shared.web.taking import carries

TABS: dict[str, Message] = {"all": say("All"), "open": say("Not yet"), "done": say("Done")}
HEADS: tuple[Message, ...] = (
    say("Number"), say("Organisation"), say("Person"), say("Version"), say("Read"),
    say("Confirmed"),
)  # fmt: skip


class ReceiptQuery(ListQuery):
    """Whose receipts are shown."""

    tab: str = "all"
    kind: Format = "xlsx"


class PreviewQuery(FormModel):
    """In which language the reader reads."""

    reads: Literal["zh", "en"] = "zh"


async def preview(request: Request) -> Answer:
    """Show the announcement as a reader sees it."""
    actor: Actor = request.state.actor
    row = await queries.find_announcement(actor, number_of(request))
    files = await attachments_of(actor, "announcement", [row["id"]])
    return page(
        request, "admin/announcements_preview.html", announcement=row, files=files[row["id"]],
        reads=query(request, PreviewQuery).reads, crumbs=crumbs(row, (say("Preview"), None)),
    )  # fmt: skip


@form(NoFields, again=show)
async def publish(request: Request, form: Form[NoFields]) -> Answer:
    """Show it to its readers."""
    await actions.publish_announcement(
        request.state.actor, number=number_of(request), version=form.version or 0
    )
    return _back(request, say("Published. Its readers are told."))


@form(NoFields, again=show)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    """Take it back."""
    await actions.withdraw_announcement(
        request.state.actor, number=number_of(request), version=form.version or 0
    )
    return _back(request, say("Withdrawn. Nobody outside finds it any more."))


@form(NoFields, again=show)
async def remind(request: Request, _form: Form[NoFields]) -> Answer:
    """Write once more to those who have not confirmed."""
    await actions.remind_readers(request.state.actor, number=number_of(request))
    return _back(request, say("Those who have not confirmed are reminded."))


async def who(request: Request) -> Answer:
    """Show, organisation by organisation, who has read and confirmed it."""
    actor: Actor = request.state.actor
    wanted = query(request, ReceiptQuery)
    tab = wanted.tab if wanted.tab in TABS else "all"
    row = await queries.find_announcement(actor, number_of(request))
    found = await receipts.list_receipts(actor, row, tab, wanted.page)
    return page(
        request, "admin/announcements_receipts.html", announcement=row, readers=found.page.rows,
        shares=found.shares, views=view_tabs(request, TABS, _counts(row, found.shares), tab),
        around=neighbours(request, found.page),
        crumbs=crumbs(row, (say("Receipts"), None)),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    """Download the receipts of everybody in the actor's scope."""
    actor: Actor = request.state.actor
    locale = request.state.locale
    row = await queries.find_announcement(actor, number_of(request))
    found = await receipts.export_receipts(actor, row)
    numbers = dict.fromkeys(one["counterparty__number"] for one in found)
    carries(request, "announcement.export", numbers, row["number"])
    kinds = ("text", "text", "text", "number", "moment", "moment")
    columns = [
        Column(translated(head, locale), kind)  # type: ignore[arg-type]
        for head, kind in zip(HEADS, kinds, strict=True)
    ]
    title = translated(say("Receipts of {number}", number=row["number"]), locale)
    cells = [_cells(locale, one) for one in found]
    sheet = Sheet(title, columns, cells, zone=actor.zone)
    return await sheet_file(request, sheet, query(request, ReceiptQuery).kind)


def _cells(locale: str, one: dict[str, Any]) -> list[Any]:
    return [
        one["counterparty__number"], name_of(locale, one, "counterparty__"),
        form_of(locale, one, "user__name"),
        one["revision"] or None, one["read_at"], one["confirmed_at"],
    ]  # fmt: skip


def _counts(row: dict[str, Any], shares: dict[str, int]) -> dict[str, int]:
    done = shares["confirmed" if row["importance"] == "confirm" else "read"]
    return {"all": shares["addressed"], "open": shares["addressed"] - done, "done": done}


def _back(request: Request, toast: Message) -> Answer:
    return see_other(f"/announcements/{number_of(request)}", toast=toast)
