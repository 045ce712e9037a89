"""The law explained: who sees a record and why, what a person sees."""

from typing import Any

from starlette.requests import Request

from shared.access.actor import Actor
from shared.identity.colleagues import colleague_as_actor
from shared.identity.principals import member_to_explain
from shared.kernel.two_languages import name_in
from shared.kernel.wording import say
from shared.reports.explaining import what_she_sees, who_sees
from shared.web.law_words import ROWS, TABLES, role_in_words, verbs_in_words
from shared.web.pages import Answer, page
from shared.web.routing import Endpoint

# Where a kind of record has its page: table → path.
PLACES: dict[str, str] = {
    "counterparty": "/counterparties",
    "sales_order": "/orders",
    "channel_request": "/order-requests",
    "opportunity": "/opportunities",
    "deal_registration": "/deals",
    "purchase_order": "/purchase-orders",
    "rfq": "/rfqs",
    "delivery": "/deliveries",
    "ticket": "/tickets",
    "profile_change": "/profile-changes",
    "announcement": "/announcements",
    "product": "/products",
    "price_list": "/price-lists",
    "document": "/documents",
    "certificate": "/certificates",
    "article": "/articles",
}

# Parts of a record that go by the rights on it, so that the law has no section of theirs.
_PARTS = {
    "opportunity_share": say("With whom opportunities are shared"),
    "opportunity_note": say("Notes on opportunities"),
    "opportunity_step": say("What each side plans next"),
}

# What people know by its title: the trail names its kind.
_UNNUMBERED = frozenset({"document", "certificate", "announcement"})


def explain(table: str) -> Endpoint:
    """Return the endpoint that says who can see one record of `table`, and why."""

    async def show(request: Request) -> Answer:
        (number,) = request.path_params.values()
        found = await who_sees(request.state.actor, table, number)
        kind, place = TABLES[table], f"{PLACES[table]}/{number}"
        called = kind if table in _UNNUMBERED else number
        return page(
            request, "admin/access_record.html", found=found, place=place, **_words(),
            crumbs=[(kind, PLACES[table]), (called, place), (say("Who can see this"), None)],
        )  # fmt: skip

    return show


async def person(request: Request) -> Answer:
    """Say what one colleague can see."""
    actor: Actor = request.state.actor
    who = await colleague_as_actor(actor, request.path_params["user"])
    seen, name = await what_she_sees(actor, who), who.reading(actor.locale).shown_name
    return page(
        request, "admin/access_person.html", name=name, seen=seen, where="", active="staff", **_words(),
        crumbs=[(say("Staff"), "/staff"), (name, None)],
    )  # fmt: skip


async def member(request: Request) -> Answer:
    """Say what somebody of a counterparty can see in the portal."""
    actor: Actor = request.state.actor
    place = request.path_params["number"]
    who = await member_to_explain(actor, request.path_params["member"], place)
    seen, name = await what_she_sees(actor, who.person), who.person.reading(actor.locale).shown_name
    where = name_in(actor.locale, who.name_zh, who.name_en)
    return page(
        request, "admin/access_person.html", name=name, seen=seen, where=where,
        active="counterparties", **_words(),
        crumbs=[
            (TABLES["counterparty"], PLACES["counterparty"]),
            (where, f"{PLACES['counterparty']}/{place}/people"), (name, None),
        ],
    )  # fmt: skip


def _words() -> dict[str, Any]:
    return {
        "role_in_words": role_in_words,
        "rows_of": ROWS,
        "tables": {**TABLES, **_PARTS},
        "verbs_in_words": verbs_in_words,
    }
