"""The work list a colleague starts the day with: who waits for her, and what she planned."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from admin.navigation import surroundings
from admin.purchase_words import purchase_task
from shared.access.actor import Actor
from shared.kernel import clock
from shared.kernel.two_languages import form_in, name_in
from shared.kernel.wording import Message, say
from shared.opportunities.rules import DealState
from shared.reports.queries import WorkList, work_list
from shared.web.change_words import title
from shared.web.names import name_of
from shared.web.pages import Answer, page, wanted_block
from shared.web.tasks import Task

PAGE = "admin/today_index.html"


async def index(request: Request) -> Answer:
    """Show what waits; the rail of an open page asks here for its counts alone."""
    if wanted_block(request, PAGE) == "rail_counts":
        return page(request, PAGE, counts_alone=True, **await surroundings(request))
    return await _today(request)


async def _today(request: Request) -> Answer:
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
            *(_asked(actor, row) for row in found.asked),
            *(_rescue(actor, row) for row in found.rescues),
            *(_second(actor, row) for row in found.roles),
            *(_domain(actor, row) for row in found.domains),
        ],
        key=lambda task: task.since or datetime.max.replace(tzinfo=UTC),
    )
    blocking = [task for task in tasks if task.decider is None]
    follow_ups = [*map(_step, funnel.steps), *map(_expiring, funnel.expiring)]
    return page(
        request, PAGE, blocking=blocking, follow_ups=follow_ups,
        elsewhere=[task for task in tasks if task.decider is not None],
        total=len(blocking) + len(follow_ups), today=clock.today(actor.zone),
        tally=_tally(found),
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
        row["promised_on"] if row["why"] == "late" else None, decider=decider,
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


def _asked(actor: Actor, row: dict[str, Any]) -> Task:
    through = name_of(actor.locale, row, field="distributor")
    return Task(
        "info", "inbox", say("Order request {number}", number=row["number"]),
        f"{name_of(actor.locale, row)} · {through}", f"/order-requests/{row['number']}",
        say("Look"), since=row["submitted_at"],
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


def _rescue(actor: Actor, row: dict[str, Any]) -> Task:
    name = form_in(actor.locale, row["candidate__user__name"], row["candidate__user__name_other"])
    number = row["candidate__counterparty__number"]
    return Task(
        "wait", "key-round", say("{name} asks to become administrator", name=name),
        f"{name_of(actor.locale, row, 'candidate__counterparty__')} · {number}",
        f"/counterparties/{number}/people", say("Decide"), since=row["created_at"],
    )  # fmt: skip


def _second(actor: Actor, row: dict[str, Any]) -> Task:
    name = form_in(
        actor.locale, row["requested_by__name"] or "", row["requested_by__name_other"] or ""
    )
    about = form_in(
        actor.locale, row["colleague__name"] or "", row["colleague__name_other"] or ""
    ) or name_in(actor.locale, row["custom__name_zh"] or "", row["custom__name_en"] or "")
    return Task(
        "wait", "user-cog", say("{name} asks for a second administrator", name=name),
        about, f"/role-requests/{row['public_id']}", say("Decide"),
        since=row["created_at"],
    )  # fmt: skip


def _domain(actor: Actor, row: dict[str, Any]) -> Task:
    name = form_in(actor.locale, row["requested_by__name"], row["requested_by__name_other"])
    return Task(
        "wait", "mail", say("{name} asks for a mail domain", name=name),
        f"{name_of(actor.locale, row, 'counterparty__')} · {row['domain']}",
        f"/domain-requests/{row['public_id']}", say("Decide"), since=row["created_at"],
    )  # fmt: skip


def _tally(found: WorkList) -> list[tuple[Message, int, str]]:
    """Return what waits by kind: (label, how many, where)."""
    whys, funnel = [row["why"] for row in found.orders], found.funnel
    rows = [
        (say("Orders to approve"), whys.count("approval"), "/orders?tab=awaiting_approval"),
        (say("Orders to confirm"), whys.count("confirm"), "/orders?tab=submitted"),
        (say("Cancellations asked"), whys.count("cancellation"), "/orders?tab=attention"),
        (say("Late orders"), whys.count("late"), "/orders?tab=attention"),
        (say("Deals to decide"), len(funnel.decide), "/deals"),
        (say("Order requests to answer"), len(found.asked), "/order-requests?tab=submitted"),
        *_buying(found),
        (say("Profile changes to decide"), len(found.changes), "/profile-changes"),
        (say("Administrators asked for"), len(found.rescues), "/#blocking"),
        (say("Rights for a second administrator"), len(found.roles), "/roles"),
        (say("Mail domains for a second administrator"), len(found.domains), "/#blocking"),
        (say("Support requests"), len(found.requests), "/tickets"),
        (say("Next steps due"), len(funnel.steps), "/opportunities?tab=due"),
        (say("Protections ending"), len(funnel.expiring), "/deals?tab=protected"),
    ]
    return [row for row in rows if row[1]]


def _buying(found: WorkList) -> list[tuple[Message, int, str]]:
    whys = [row["why"] for row in found.purchases]
    here = "/purchase-orders?tab="
    return [
        (say("Suppliers' changes to decide"), whys.count("decide"), f"{here}changed"),
        (say("Suppliers to chase"), whys.count("unanswered"), f"{here}to_answer"),
        (say("Late purchase orders"), whys.count("late"), f"{here}late"),
        (say("Purchase orders to approve"), whys.count("approve"), f"{here}awaiting_approval"),
    ]
