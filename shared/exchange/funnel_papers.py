"""Opportunities and deal registrations as tables to keep; both faces download them."""

from typing import Any

from shared.access.actor import Actor
from shared.exchange.sheets import Column, Kind, Sheet
from shared.kernel.money import to_decimal
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.opportunities.rules import DealState, Outcome, Stage

STAGES: dict[Stage, Message] = {
    Stage.CONTACT_MADE: say("Contact made"),
    Stage.OPPORTUNITY_FOUND: say("Opportunity found"),
    Stage.QUALIFIED: say("Qualified"),
    Stage.NEEDS_DEFINED: say("Needs defined"),
    Stage.PROPOSAL: say("Proposal and quote"),
    Stage.COMMITTED: say("Customer committed"),
    Stage.ACCEPTED: say("Goods accepted"),
    Stage.PAID: say("Money received"),
}
OUTCOMES: dict[Outcome, Message] = {
    Outcome.OPEN: say("Open"),
    Outcome.WON: say("Won"),
    Outcome.LOST: say("Lost"),
}
DEAL_STATES: dict[DealState, Message] = {
    DealState.DRAFT: say("Draft"),
    DealState.SUBMITTED: say("Submitted"),
    DealState.IN_REVIEW: say("In review"),
    DealState.NEEDS_INFORMATION: say("Needs information"),
    DealState.APPROVED: say("Approved"),
    DealState.EXTENSION_ASKED: say("Extension asked"),
    DealState.REJECTED: say("Rejected"),
    DealState.DUPLICATE: say("Duplicate"),
    DealState.CONVERTED: say("Converted"),
    DealState.LAPSED: say("Lapsed"),
    DealState.WITHDRAWN: say("Withdrawn"),
}


def opportunity_sheet(actor: Actor, rows: list[dict[str, Any]]) -> Sheet:
    """Return the rows of `queries.export_opportunities` as a sheet in the actor's language."""
    labels: list[tuple[Message, Kind]] = [
        (say("Number"), "text"), (say("Opportunity"), "text"), (say("Customer"), "text"),
        (say("City"), "text"), (say("Product line"), "text"), (say("Stage"), "text"),
        (say("Outcome"), "text"), (say("Currency"), "text"), (say("Amount"), "money"),
        (say("Closes"), "date"), (say("Next step"), "text"), (say("Next step on"), "date"),
        (say("Owner"), "text"), (say("Changed"), "moment"),
    ]  # fmt: skip
    if actor.is_staff:
        labels.append((say("Win chance %"), "number"))
    return _sheet(actor, say("Opportunities"), labels, [_opportunity(actor, row) for row in rows])


def deal_sheet(actor: Actor, rows: list[dict[str, Any]]) -> Sheet:
    """Return the rows of `queries.export_deals` as a sheet in the actor's language."""
    labels: list[tuple[Message, Kind]] = [
        (say("Number"), "text"), (say("End customer"), "text"), (say("City"), "text"),
        (say("Product line"), "text"), (say("Distributor"), "text"), (say("Status"), "text"),
        (say("Currency"), "text"), (say("Amount"), "money"), (say("Order expected"), "date"),
        (say("Submitted"), "moment"), (say("Protected until"), "date"),
    ]  # fmt: skip
    return _sheet(actor, say("Deal registrations"), labels, [_deal(actor, row) for row in rows])


def _sheet(
    actor: Actor, title: Message, labels: list[tuple[Message, Kind]], rows: list[list[Any]]
) -> Sheet:
    columns = [Column(translated(label, actor.locale), kind) for label, kind in labels]
    return Sheet(translated(title, actor.locale), columns, rows, actor.zone)


def _opportunity(actor: Actor, row: dict[str, Any]) -> list[Any]:
    cells = [
        row["number"], row["name"], row["customer"], row["city"], row["line"],
        translated(STAGES[Stage(row["stage"])], actor.locale),
        translated(OUTCOMES[Outcome(row["outcome"])], actor.locale), row["currency"],
        to_decimal(row["amount"], row["currency"]), row["closes_on"], row["next_step"],
        row["next_step_on"], row["owner"], row["updated_at"],
    ]  # fmt: skip
    return [*cells, row["probability"]] if actor.is_staff else cells


def _deal(actor: Actor, row: dict[str, Any]) -> list[Any]:
    return [
        row["number"], row["customer_name"], row["city"], row["line"],
        row["distributor"], translated(DEAL_STATES[DealState(row["state"])], actor.locale),
        row["currency"], to_decimal(row["amount"], row["currency"]), row["closes_on"],
        row["submitted_at"], row["protected_until"],
    ]  # fmt: skip
