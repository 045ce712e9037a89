"""The work list a colleague starts the day with: who waits for her, and what she planned."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from admin.purchase_words import purchase_task
from shared.access.actor import Actor
from shared.kernel import clock
from shared.kernel.two_languages import name_in
from shared.kernel.wording import Message, say
from shared.opportunities.queries.attention import Attention
from shared.opportunities.rules import DealState
from shared.reports.queries import work_list
from shared.web.change_words import title
from shared.web.names import name_of
from shared.web.pages import Answer, page
from shared.web.tasks import Task


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    found = await work_list(actor)
    waiting, funnel, asked, requests = found.orders, found.funnel, found.changes, found.requests
    tasks = sorted(
        [
            *(_order(actor, row) for row in waiting),
            *(purchase_task(actor, row) for row in found.purchases),
            *map(_deal, funnel.decide),
            *(_change(actor, row) for row in asked),
            *map(_ticket, requests),
        ],
        key=lambda task: task.since or datetime.max.replace(tzinfo=UTC),
    )
    blocking = [task for task in tasks if task.decider is None]
    follow_ups = [*map(_step, funnel.steps), *map(_expiring, funnel.expiring)]
    return page(
        request, "admin/today_index.html", blocking=blocking, follow_ups=follow_ups,
        elsewhere=[task for task in tasks if task.decider is not None],
        total=len(blocking) + len(follow_ups), today=clock.today(actor.zone),
        tally=_tally(waiting, funnel, len(asked), len(requests)),
    )  # fmt: skip


_ORDER: dict[str, tuple[str, str, Message, Message]] = {
    "approval": ("wait", "hourglass", say("Approve {number}"), say("Decide")),
    "confirm": ("wait", "package", say("Confirm {number}"), say("Confirm")),
    "cancellation": ("wait", "ban", say("Cancellation asked: {number}"), say("Decide")),
    "late": ("bad", "triangle-alert", say("Late: {number}"), say("Look")),
}


# How the same is called for those who only watch it.
_WATCHED: dict[str, Message] = {
    "approval": say("Awaiting approval: {number}"),
    "confirm": say("To be confirmed: {number}"),
}


def _order(actor: Actor, row: dict[str, Any]) -> Task:
    tone, icon, title, button = _ORDER[row["why"]]
    decider = row["no_decision"]
    if decider is not None:
        title, button = _WATCHED.get(row["why"], title), say("Look")
    buyer = name_in(actor.locale, row["buyer__name_zh"], row["buyer__name_en"])
    return Task(
        tone, icon, Message(title.text, {"number": row["number"]}), buyer, f"/orders/{row['number']}",
        button, (row["total"], row["currency"]), row["submitted_at"] or row["placed_at"],
        decider=decider,
    )  # fmt: skip


def _deal(row: dict[str, Any]) -> Task:
    is_extension = row["state"] == DealState.EXTENSION_ASKED
    title = say("More time asked: {customer}") if is_extension else say("Deal: {customer}")
    return Task(
        "wait", "alarm-clock" if is_extension else "handshake",
        Message(title.text, {"customer": row["customer_name"]}),
        f"{row['distributor']} · {row['line']} · {row['number']}", f"/deals/{row['number']}",
        say("Look") if row["no_decision"] else say("Decide"), (row["amount"], row["currency"]),
        row["updated_at"] if is_extension else row["submitted_at"], decider=row["no_decision"],
    )  # fmt: skip


_TICKET: dict[str, tuple[str, str, Message]] = {
    "breach": ("bad", "timer", say("Promise at stake: {subject}")),
    "unassigned": ("wait", "life-buoy", say("Nobody has it yet: {subject}")),
    "answer": ("wait", "reply", say("Answered: {subject}")),
}


def _ticket(row: dict[str, Any]) -> Task:
    tone, icon, title = _TICKET[row["why"]]
    return Task(
        tone, icon, Message(title.text, {"subject": row["subject"]}),
        f"{row['counterparty']} · {row['number']}", f"/tickets/{row['number']}", say("Look"),
        since=row["last_message_at"],
    )  # fmt: skip


def _step(row: dict[str, Any]) -> Task:
    return Task(
        "move" if row["is_cold"] else "info", "snowflake" if row["is_cold"] else "arrow-right",
        row["next_step"] or row["name"], f"{row['customer']} · {row['name']}",
        f"/opportunities/{row['number']}", say("Look"), (row["amount"], row["currency"]),
        on=row["next_step_on"],
    )  # fmt: skip


def _expiring(row: dict[str, Any]) -> Task:
    return Task(
        "wait", "alarm-clock", say("Protection ends: {customer}", customer=row["customer_name"]),
        f"{row['distributor']} · {row['number']}", f"/deals/{row['number']}", say("Look"),
        (row["amount"], row["currency"]), on=row["protected_until"],
    )  # fmt: skip


def _change(actor: Actor, row: dict[str, Any]) -> Task:
    return Task(
        "wait", "clipboard-check", title(row),
        f"{name_of(actor.locale, row, 'counterparty__')} · {row['number']}",
        f"/profile-changes/{row['number']}", say("Decide"), since=row["requested_at"],
    )  # fmt: skip


def _tally(
    waiting: list[dict[str, Any]], funnel: Attention, asked: int, requests: int
) -> list[tuple[Message, int, str]]:
    """Return what waits by kind: (label, how many, where)."""
    whys = [row["why"] for row in waiting]
    rows = [
        (say("Orders to approve"), whys.count("approval"), "/orders?tab=awaiting_approval"),
        (say("Orders to confirm"), whys.count("confirm"), "/orders?tab=submitted"),
        (say("Cancellations asked"), whys.count("cancellation"), "/orders?tab=attention"),
        (say("Late orders"), whys.count("late"), "/orders?tab=attention"),
        (say("Deals to decide"), len(funnel.decide), "/deals"),
        (say("Profile changes to decide"), asked, "/profile-changes"),
        (say("Support requests"), requests, "/tickets"),
        (say("Next steps due"), len(funnel.steps), "/opportunities?tab=due"),
        (say("Protections ending"), len(funnel.expiring), "/deals?tab=protected"),
    ]
    return [row for row in rows if row[1]]
