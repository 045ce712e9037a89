"""The first page: what needs attention, what is on the way, credit, quick order."""

from typing import Any

from starlette.requests import Request

from portal.order_editor import StartForm
from shared.access.actor import Actor
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.purchasing.rules.receiving import KIND_NAMES
from shared.reports import queries
from shared.web.forms import fresh
from shared.web.names import name_of
from shared.web.pages import Answer, page
from shared.web.tasks import Task

SHOWN, COMING = 12, 6

# why an order waits → tone, icon, title, button
_ORDER: dict[str, tuple[str, str, Message, Message]] = {
    "draft": ("neutral", "square-pen", say("Finish the draft {number}"), say("Go on")),
    "late": ("bad", "triangle-alert", say("{number} is late"), say("Look")),
    "receipt": ("info", "truck", say("Has {number} arrived?"), say("Tell us")),
    "rejected": ("bad", "circle-x", say("{number} was not accepted"), say("See why")),
}

# why a purchase order waits → tone, icon, title, button
_PURCHASE: dict[str, tuple[str, str, Message, Message]] = {
    "answer": ("wait", "hourglass", say("Answer purchase order {number}"), say("Answer")),
    "cancellation": ("wait", "ban", say("Cancellation asked: {number}"), say("Decide")),
}


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    home = await queries.home(actor, SHOWN, COMING)
    return page(
        request, "portal/home_index.html", tasks=_tasks(home, request.state.locale),
        coming=home.coming, credit=home.credit, manager=home.manager, news=home.news,
        punctuality=home.punctuality, form=fresh(request, StartForm),
    )  # fmt: skip


def _tasks(home: queries.Home, locale: str) -> list[Task]:
    """Return what waits: broken promises and questions first, then orders, then plans."""
    orders, funnel = [_order(row, locale) for row in home.orders], home.funnel
    return [
        *(_purchase(row, locale) for row in home.purchases),
        *(_difference(row, locale) for row in home.differences),
        *(task for task in orders if task.tone == "bad"),
        *map(_question, funnel.answer),
        *(_asked(row, locale) for row in home.asked),
        *map(_ticket, home.requests),
        *(_certificate(row, locale) for row in home.certificates),
        *(task for task in orders if task.tone != "bad"),
        *map(_expiring, funnel.expiring),
        *map(_step, funnel.steps),
    ][:SHOWN]


def _order(row: dict[str, Any], locale: str) -> Task:
    tone, icon, title, button = _ORDER[row["why"]]
    return Task(
        tone, icon, Message(title.text, {"number": row["number"]}),
        name_of(locale, row, field="summary"), f"/orders/{row['number']}", button,
        (row["total"], row["currency"]),
    )  # fmt: skip


def _asked(row: dict[str, Any], locale: str) -> Task:
    return Task(
        "wait", "inbox", say("Answer the order request {number}", number=row["number"]),
        f"{name_of(locale, row, field='distributor')} · {name_of(locale, row, field='summary')}",
        f"/order-requests/{row['number']}", say("Answer"), on=row["wished_on"],
    )  # fmt: skip


def _purchase(row: dict[str, Any], locale: str) -> Task:
    tone, icon, title, button = _PURCHASE[row["why"]]
    until = row["answer_by"] if row["why"] == "answer" else None
    return Task(
        "bad" if row["is_overdue"] else tone, icon, Message(title.text, {"number": row["number"]}),
        _lines(row, locale), f"/purchase-orders/{row['number']}", button,
        (row["total"], row["currency"]), on=until.date() if until else None,
    )  # fmt: skip


def _lines(row: dict[str, Any], locale: str) -> str:
    """Return what is ordered, and how many lines are open when it is not all of them."""
    named = name_of(locale, row, field="summary")
    if row["to_answer"] in (0, row["line_count"]):
        return named
    some = say("{n} of {lines} lines open", n=row["to_answer"], lines=row["line_count"])
    return translated(some, locale)


def _difference(row: dict[str, Any], locale: str) -> Task:
    return Task(
        "wait", "triangle-alert", say("Answer a difference: {number}", number=row["number"]),
        f"{name_of(locale, row, 'line__')} · {translated(KIND_NAMES[row['kind']], locale)}",
        f"/deliveries/{row['delivery__number']}#{row['number']}", say("Answer"),
    )  # fmt: skip


def _certificate(row: dict[str, Any], locale: str) -> Task:
    why = say("Orders stop without it") if row["is_gating"] else say("Asked of every partner")
    return Task(
        "bad" if row["is_gating"] else "neutral", "file-check-2",
        say("Send a certificate: {name}", name=name_of(locale, row)), translated(why, locale),
        "/documents", say("Send"),
    )  # fmt: skip


def _question(row: dict[str, Any]) -> Task:
    return Task(
        "wait", "circle-help", say("A question about {customer}", customer=row["customer_name"]),
        row["number"], f"/deals/{row['number']}", say("Answer"),
        (row["amount"], row["currency"]),
    )  # fmt: skip


def _expiring(row: dict[str, Any]) -> Task:
    return Task(
        "wait", "alarm-clock", say("Protection ends: {customer}", customer=row["customer_name"]),
        row["number"], f"/deals/{row['number']}", say("Look"), (row["amount"], row["currency"]),
        on=row["protected_until"],
    )  # fmt: skip


def _step(row: dict[str, Any]) -> Task:
    return Task(
        "info", "arrow-right", row["next_step"] or row["name"], row["name"],
        f"/opportunities/{row['number']}", say("Look"), (row["amount"], row["currency"]),
        on=row["next_step_on"],
    )  # fmt: skip


def _ticket(row: dict[str, Any]) -> Task:
    return Task(
        "wait", "life-buoy", say("Support asks: {subject}", subject=row["subject"]),
        row["number"], f"/tickets/{row['number']}", say("Answer"),
    )  # fmt: skip
