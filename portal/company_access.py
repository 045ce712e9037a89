"""What the company sees about us: who of the host took along or changed what concerns it."""

from datetime import date
from typing import Any

from starlette.requests import Request

from portal.company import tabbed
from shared.access.actor import Actor
from shared.database.compound import ask
from shared.exchange.sheets import Column, Sheet
from shared.identity.past_views import views_named
from shared.journal import access_list
from shared.journal.access_list import Wanted
from shared.kernel import clock
from shared.kernel.wording import say
from shared.language.speaking import translated
from shared.web.access_words import KINDS, reason_of, told
from shared.web.files import Format, sheet_file
from shared.web.forms import query
from shared.web.lists import ListQuery, address, neighbours
from shared.web.pages import Answer

TITLE = say("Who of us was here")
MONTHS = 12


class AccessQuery(ListQuery):
    """The filters of the list: a name, a kind, a month ("2026-11")."""

    who: str = ""
    kind: str = ""
    month: str = ""
    format: Format = "xlsx"

    @property
    def wanted(self) -> Wanted:
        """Return the filter of the domain; a month that is none asks for all."""
        return Wanted(self.who[:120], self.kind, _first_day(self.month))


async def index(request: Request) -> Answer:
    """Show one page of the list."""
    actor: Actor = request.state.actor
    wanted = query(request, AccessQuery)
    rows = await access_list.accesses(actor, wanted.wanted, wanted.page)
    beside = await ask(
        names=access_list.who_was_here(actor), views=views_named(actor, _views(rows.rows))
    )
    names, views = beside["names"], beside["views"]
    months = _months(clock.today(actor.zone))
    return tabbed(
        request, "portal/company_access.html", rows=rows.rows, wanted=wanted,
        told=lambda row: told(row, views), reason_of=lambda row: reason_of(row, views),
        names=names, kinds=tuple(KINDS.items()), months=months,
        kind_of=lambda row: KINDS[_kind(row["verb"])], around=neighbours(request, rows),
        exports=address(request).replace("/access", "/access/export", 1),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    """Download the list exactly as filtered."""
    wanted, locale = query(request, AccessQuery), request.state.locale
    rows = await access_list.all_accesses(request.state.actor, wanted.wanted)
    views = await views_named(request.state.actor, _views(rows))
    labels = (say("When"), say("Who"), say("Kind"), say("What"), say("Reason"))
    columns = [
        Column(translated(label, locale), "moment" if n == 0 else "text")
        for n, label in enumerate(labels)
    ]
    cells = [
        [row["at"], row["who"], translated(KINDS[_kind(row["verb"])], locale),
         translated(told(row, views), locale), reason_of(row, views)]
        for row in rows
    ]  # fmt: skip
    sheet = Sheet(translated(TITLE, locale), columns, cells, request.state.zone)
    return await sheet_file(request, sheet, wanted.format)


def _views(rows: list[dict[str, Any]]) -> list[str]:
    """Return the names of the views that these rows speak of."""
    return list({row["record_number"] for row in rows if row["record_table"] == "view_as"})


def _kind(verb: str) -> str:
    return next(kind for kind, verbs in access_list.DEEDS.items() if verb in verbs)


def _first_day(month: str) -> date | None:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None


def _months(today: date) -> list[date]:
    """Return the first days of this month and those before it."""
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last, last - MONTHS, -1)]
