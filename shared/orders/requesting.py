"""What a distributor does with an order request: writes it, sends it to its end customer, cancels it."""

from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.catalogue.keeping import spellings
from shared.counterparties.channel import sold_through
from shared.counterparties.queries import own_organisation
from shared.database.numbering import next_number
from shared.database.registry import table_model
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.state import after
from shared.kernel.two_languages import both
from shared.kernel.wording import say
from shared.orders.channel_models import ChannelRequest, ChannelRequestLine
from shared.orders.checking import TypedLine
from shared.orders.lines_by_name import named_lines
from shared.orders.request_rules import (
    TRANSITIONS,
    AskedLine,
    RequestCard,
    RequestState,
    check_header,
    check_lines,
)
from shared.outbox.actions import announce

_UNKNOWN = say("Choose one of your end customers.")
_DIGITS = 18  # what is longer is no number of the database
_PRODUCT = ("sku", "name_zh", "name_en", "unit")
_NAMES = ("name_zh", "name_en", *both("city"))


@action("channel_request.create")
async def start_request(actor: Actor, *, card: RequestCard, key: str = "") -> str:
    """Keep a new request as a draft, which its distributor alone sees; return its number.

    Raises Invalid with what is wrong with lines and header, Refusal at `customer` for one that does
    not buy through the actor's organisation.
    """
    values, lines = await _checked(actor, card)
    own, now = await own_organisation(actor), clock.now()
    request = await ChannelRequest.create(
        number=await next_number("CR", clock.today().year), distributor_id=own.id,
        distributor_zh=own.name_zh, distributor_en=own.name_en, created_at=now, updated_at=now,
        **values,
    )  # fmt: skip
    await _write_lines(request, lines)
    await _journal(actor, request, "create", after={"lines": len(lines)})
    return request.number


@action("channel_request.update")
async def save_request(actor: Actor, number: str, *, version: int, card: RequestCard) -> None:
    """Save a draft. Raises Stale, Refusal for what was sent already, and as `start_request` does."""
    request = await one(actor, ChannelRequest, "update", number=number)
    after(TRANSITIONS, request.state, "update")
    values, lines = await _checked(actor, card)
    await move(actor, request, "update", version, **values)
    await _write_lines(request, lines)
    await _journal(actor, request, "update", after={"lines": len(lines)})


@action("channel_request.submit")
async def submit_request(actor: Actor, number: str, *, version: int, key: str = "") -> None:
    """Send a draft to the end customer, who must buy through the actor's organisation still.

    Raises Refusal for a draft without lines or with goods that are on offer no more, Stale.
    """
    request = await one(actor, ChannelRequest, "submit", number=number)
    after(TRANSITIONS, request.state, "submit")
    await _tie(actor, counterparty_id=request.customer_id)
    lines = [TypedLine(row.sku, "1") for row in await ChannelRequestLine.filter(request=request)]
    if not lines:
        raise Refusal(say("Add at least one line."), "lines")
    check_lines(lines, await _products(actor, lines))
    check_header(RequestCard("", (), request.wished_on), clock.today(actor.zone))
    await move(actor, request, "submit", version, submitted_at=clock.now())
    await announce(
        "channel_request.submitted", request.number, by=actor.user_id,
        buyer_id=request.customer_id,
        title_zh=request.distributor_zh, title_en=request.distributor_en,
    )  # fmt: skip
    await _journal(actor, request, "submit")


@action("channel_request.cancel")
async def cancel_request(actor: Actor, number: str, *, version: int, key: str = "") -> None:
    """Take a request back before it is answered; a draft is thrown away. Raises Refusal, Stale."""
    request = await one(actor, ChannelRequest, "cancel", number=number)
    await move(actor, request, "cancel", version, decided_at=clock.now())
    if request.submitted_at:
        await announce(
            "channel_request.cancelled", request.number, by=actor.user_id,
            distributor_id=actor.counterparty_id,
        )  # fmt: skip
    await _journal(actor, request, "cancel")


async def move(
    actor: Actor, request: ChannelRequest, verb: str, version: int, **values: Any
) -> None:
    """Write a step in one statement: id AND scope AND version AND state.

    Raises Refusal for a step that the state does not allow, Stale when somebody was quicker,
    NotFound for whom it is there no more.
    """
    state = after(TRANSITIONS, request.state, verb)
    rows = scope(actor, ChannelRequest, verb).filter(
        id=request.id, version=version, state=request.state
    )
    values |= {"state": state, "updated_at": clock.now()}
    if not await rows.update(**values, version=version + 1):
        stored = await scope(actor, ChannelRequest).get_or_none(id=request.id)
        if stored is None:
            raise NotFound
        raise Stale({}, stored.version)
    for name, value in {**values, "version": version + 1}.items():
        setattr(request, name, value)


async def _checked(actor: Actor, card: RequestCard) -> tuple[dict[str, Any], list[AskedLine]]:
    """Return the columns of a request and its lines."""
    is_number = card.customer.isdecimal() and len(card.customer) <= _DIGITS
    tie = await _tie(actor, id=int(card.customer) if is_number else 0)
    check_header(card, clock.today(actor.zone))
    named = await named_lines(actor, card.lines)
    lines = check_lines(named, await _products(actor, named))
    return {
        "customer_id": tie.counterparty_id,
        **{name: getattr(tie, name) for name in _NAMES},
        "line_count": len(lines),
        "summary_zh": (lines[0].name_zh or lines[0].name_en) if lines else "",
        "summary_en": (lines[0].name_en or lines[0].name_zh) if lines else "",
        "buyer_reference": card.buyer_reference.strip(), "note": card.note.strip(),
        "wished_on": card.wished_on,
    }, lines  # fmt: skip


async def _tie(actor: Actor, **by: int) -> Any:
    """Return the tie to an end customer of the actor's organisation; the same answer for any other."""
    found = await sold_through(actor).get_or_none(**by)
    if found is None:
        raise Refusal(_UNKNOWN, "customer")
    return found


async def _products(actor: Actor, lines: list[TypedLine]) -> dict[str, dict[str, Any]]:
    """Return what the actor may see of the goods named, by SKU in upper case."""
    wanted = spellings(line.sku for line in lines)
    rows = scope(actor, table_model("product")).filter(sku__in=wanted or [""])
    return {row["sku"].upper(): row for row in await rows.values(*_PRODUCT)}


async def _write_lines(request: ChannelRequest, lines: list[AskedLine]) -> None:
    await ChannelRequestLine.filter(request_id=request.id).delete()
    await ChannelRequestLine.bulk_create(
        [
            ChannelRequestLine(
                request=request, position=position, sku=line.sku, name_zh=line.name_zh,
                name_en=line.name_en, unit=line.unit, quantity=line.quantity,
            )
            for position, line in enumerate(lines, start=1)
        ]
    )  # fmt: skip


async def _journal(
    actor: Actor, request: ChannelRequest, verb: str, after: dict[str, Any] | None = None
) -> None:
    await record(
        actor, f"channel_request.{verb}", request, counterparty_id=actor.counterparty_id,
        after={"state": RequestState(request.state), **(after or {})},
    )  # fmt: skip
