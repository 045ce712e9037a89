"""What was done to an opportunity or a deal registration: who, when, before → after."""

from starlette.requests import Request

from shared.access.actor import Actor
from shared.journal.queries import deeds_about
from shared.kernel.wording import Message, say
from shared.opportunities.queries import deals, opportunities
from shared.web.pages import Answer, page

VERBS: dict[str, Message] = {
    "opportunity.create": say("Recorded"),
    "opportunity.update": say("Details changed"),
    "opportunity.move": say("Moved to another stage"),
    "opportunity.win": say("Won"),
    "opportunity.lose": say("Lost"),
    "opportunity.reopen": say("Opened again"),
    "opportunity.plan": say("Next step planned"),
    "opportunity.note": say("Note added"),
    "opportunity.share": say("Shared"),
    "opportunity.unshare": say("No longer shared"),
    "opportunity_private.update": say("Competitor and forecast changed"),
    "deal_registration.create": say("Draft begun"),
    "deal_registration.update": say("Draft changed"),
    "deal_registration.submit": say("Submitted"),
    "deal_registration.answer": say("Question answered"),
    "deal_registration.review": say("Taken in review"),
    "deal_registration.ask_information": say("Question asked"),
    "deal_registration.approve": say("Approved"),
    "deal_registration.reject": say("Rejected"),
    "deal_registration.mark_duplicate": say("Marked as a duplicate"),
    "deal_registration.withdraw": say("Withdrawn"),
    "deal_registration.ask_extension": say("Extension asked"),
    "deal_registration.extend": say("Extended"),
    "deal_registration.decline_extension": say("Extension declined"),
    "deal_registration.convert": say("Made an opportunity"),
    "deal_registration.lapse": say("Protection lapsed"),
}
FIELDS: dict[str, Message] = {
    "name": say("Name"), "needs": say("Needs"), "product_line": say("Product line"),
    "stage": say("Stage"), "outcome": say("Outcome"), "probability": say("Win chance %"),
    "amount": say("Amount"), "currency": say("Currency"), "closes_on": say("Closes"),
    "next_step": say("Next step"), "next_step_on": say("Next step on"), "note": say("Note"),
    "planned_by": say("Planned by"),
    "shared_with": say("Shared with"), "competitor": say("Competitor"),
    "forecast": say("Forecast"), "internal_note": say("Internal note"), "state": say("Status"),
    "customer_name": say("End customer"), "customer_city": say("City"),
    "customer_city_other": say("City in the other language"),
    "customer_contact": say("Contact there"), "story": say("What is going on?"),
    "protected_until": say("Protected until"), "extension_until": say("Extension asked until"),
    "extension_reason": say("Reason for the extension"), "question": say("Question"),
    "answer": say("Answer"), "on_behalf_of": say("On behalf of"),
    "conflict_until": say("Protected for another until"), "lost_reason": say("Lost because"),
}  # fmt: skip
# Columns that the page shows elsewhere or that say nothing to a reader.
QUIET = {"reason", "stage_since_at", "submitted_at", "submitted_by_id", "decided_at",
         "decided_by_id", "customer_key", "product_line_zh", "opportunity_id",
         "extension_asked_at"}  # fmt: skip
STATES = {"stage", "outcome", "state"}
AMOUNTS = {"amount", "forecast"}


async def of_opportunity(request: Request) -> Answer:
    actor: Actor = request.state.actor
    row = await opportunities.find_opportunity(actor, request.path_params["number"])
    return await _history(request, "opportunity", row["number"], row["name"], row["currency"])


async def of_deal(request: Request) -> Answer:
    actor: Actor = request.state.actor
    row = await deals.find_deal(actor, request.path_params["number"])
    return await _history(
        request, "deal_registration", row["number"], row["customer_name"], row["currency"]
    )


async def _history(request: Request, table: str, number: str, title: str, currency: str) -> Answer:
    deeds = await deeds_about(request.state.actor, table, number)
    place = "opportunities" if table == "opportunity" else "deals"
    root = say("Pipeline") if table == "opportunity" else say("Deal registrations")
    return page(
        request, "admin/funnel_history.html", deeds=deeds, title=title, number=number,
        currency=currency, verbs=VERBS, fields=FIELDS, quiet=QUIET, states=STATES,
        amounts=AMOUNTS, crumbs=[
            (root, "/pipeline" if table == "opportunity" else "/deals"),
            (number, f"/{place}/{number}"), (say("History"), None),
        ],
    )  # fmt: skip
