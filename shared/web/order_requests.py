"""What both faces need to answer an order request: the two forms, and what accepting it means."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.counterparties.buyers import ShipTo
from shared.kernel.two_languages import form_of
from shared.kernel.wording import Message, say
from shared.orders.answering import accept_request, decline_request
from shared.orders.channel_requests import RequestDetail, acceptance
from shared.web.forms import Form, FormModel, Label, form_or_fresh, fresh

TAB_LABELS: dict[str, Message] = {
    "all": say("All"),
    "draft": say("Drafts"),
    "submitted": say("To answer"),
    "accepted": say("Accepted"),
    "ended": say("Ended"),
}
_PLACE = ("label", "line", "city")


class AcceptForm(FormModel):
    """Where the goods go and what stands on the order; `seen` carries the figures that were shown."""

    address: Annotated[str, Field(max_length=40), Label(say("Ship to"))] = ""
    buyer_reference: Annotated[str, Field(max_length=60), Label(say("Order number"))] = ""
    wished_on: Annotated[date | None, Label(say("Wished date"))] = None
    seen: Annotated[str, Field(max_length=60_000)] = ""


class DeclineForm(FormModel):
    """Why it will not be ordered."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


async def to_decide(
    request: Request, detail: RequestDetail, sent: Form[Any] | None
) -> dict[str, Any]:
    """Return what the page needs to have the request answered: forms, prices, addresses, credit.

    Nothing of it is asked for whoever may not accept it.
    """
    if "accept" not in detail.can:
        return {
            "means": None, "quoted": None, "declining": form_or_fresh(request, DeclineForm, sent)
        }  # fmt: skip
    is_sent = sent is not None and sent.model is AcceptForm
    means = await acceptance(
        request.state.actor, detail, sent.value("address") if is_sent and sent else ""
    )
    places = _places(request.state.locale, means.addresses)
    row = detail.row
    accepting = sent if is_sent else fresh(
        request, AcceptForm,
        {"address": places[0][0] if places else "", "buyer_reference": row["buyer_reference"],
         "wished_on": row["wished_on"]},
        version=row["version"],
    )  # fmt: skip
    return {
        "means": means, "ship_to": places, "accepting": accepting,
        "quoted": {line.index + 1: line for line in means.quote.lines},
        "declining": form_or_fresh(request, DeclineForm, sent),
    }  # fmt: skip


def _places(locale: str, addresses: list[ShipTo]) -> list[tuple[str, str]]:
    return [
        (one.public_id, " · ".join(filter(None, (form_of(locale, one, part) for part in _PLACE))))
        for one in addresses
    ]


async def accept(request: Request, form: Form[AcceptForm]) -> str:
    """Order it and return the number of the order."""
    typed = form.clean
    number: str = await accept_request(
        request.state.actor, request.path_params["number"], version=form.version or 0,
        seen=typed.seen, address=typed.address, buyer_reference=typed.buyer_reference,
        wished_on=typed.wished_on, key=form.key,
    )  # fmt: skip
    return number


async def decline(request: Request, form: Form[DeclineForm]) -> None:
    """Say that it will not be ordered."""
    await decline_request(
        request.state.actor, request.path_params["number"], version=form.version or 0,
        reason=form.clean.reason, key=form.key,
    )  # fmt: skip
