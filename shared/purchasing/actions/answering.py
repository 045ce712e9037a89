"""What a supplier answers to an order: line by line, or everything at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.access.action import action
from shared.access.actor import Actor
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotFound, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder
from shared.purchasing.promising import Lot, agree, check_lots, on_the_table, put
from shared.purchasing.rules.lines import SUPPLIERS_TURN, TRANSITIONS, Side, Why, check_why
from shared.purchasing.writing import (
    check_version,
    lines_of,
    locked,
    say_in_thread,
    settle,
    spoken,
    tell,
    write_lines,
)

ACCEPT, PROPOSE, CANNOT = "accept", "propose", "cannot"


@dataclass(frozen=True)
class LineAnswer:
    """What a supplier says about the line at `position`, seen in `version`.

    `kind` is accept, propose (with `lots` and a reason) or cannot (with a reason). A reason is a
    `reason_code` of REASONS, own words in `reason`, or both.
    """

    position: int
    version: int
    kind: str
    lots: tuple[Lot, ...] = ()
    reason: str = ""
    reason_code: str = ""

    @property
    def field(self) -> str:
        """The beginning of the form's fields for this line."""
        return f"line-{self.position}"

    @property
    def why(self) -> Why:
        """The reason, as chosen and in words."""
        return Why(self.reason_code, self.reason)


@action("purchase_order.answer")
async def answer_lines(
    actor: Actor, number: str, *, answers: Sequence[LineAnswer], note: str = "", key: str = ""
) -> str:
    """Answer lines and return the order's new status.

    Each line is checked against the version the supplier saw: Stale carries what stands there now.
    Raises Invalid with every wrong line at once, NotFound for strangers.
    """
    order = await locked(actor, number, "answer")
    lines = await lines_of(order)
    chosen = _chosen(answers, lines)
    if not chosen:
        raise Refusal(say("Answer at least one line."))
    _check(actor, chosen)
    return await _write(actor, order, lines, chosen, note)


@action("purchase_order.answer")
async def confirm_all(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Accept every line that waits for an answer; `version` is the order's, as the page showed it."""
    order = await locked(actor, number, "answer")
    if order.version != version:
        raise Refusal(say("The order was changed meanwhile: look at it again before you accept."))
    lines = await lines_of(order)
    chosen = [
        (line, LineAnswer(line.position, line.version, ACCEPT))
        for line in lines.values() if line.state in SUPPLIERS_TURN
    ]  # fmt: skip
    if not chosen:
        raise Refusal(say("No line waits for an answer."))
    return await _write(actor, order, lines, chosen, "")


_Chosen = list[tuple[PurchaseLine, LineAnswer]]


def _chosen(answers: Sequence[LineAnswer], lines: Mapping[int, PurchaseLine]) -> _Chosen:
    chosen = []
    for one in answers:
        line = lines.get(one.position)
        if line is None:
            raise NotFound
        check_version(line, one.version, _theirs(line, one.field))
        chosen.append((line, one))
    return chosen


def _theirs(line: PurchaseLine, field: str) -> dict[str, object]:
    """Return what stands there now, by the form's fields."""
    day = line.promised_on or line.needed_on
    return {
        f"{field}-now": str(line.state),
        f"{field}-quantity": f"{line.quantity / 10_000:g}",
        f"{field}-day": day.isoformat(),
        f"{field}-version": line.version,
    }


def _check(actor: Actor, chosen: _Chosen) -> None:
    """Refuse every wrong answer at once, each beside its field."""
    today = clock.today(actor.zone)
    wrong: list[Refusal] = []
    for line, one in chosen:
        try:
            after(TRANSITIONS, line.state, _VERBS[one.kind])
            if one.kind == PROPOSE:
                check_lots(one.lots, line, today, one.field)
            if one.kind != ACCEPT:
                check_why(one.why, f"{one.field}-reason")
        except Refusal as refusal:
            wrong.append(Refusal(refusal.message, refusal.field or one.field, refusal.fixes))
    if wrong:
        raise Invalid(wrong)


_VERBS = {ACCEPT: "confirm", PROPOSE: "propose", CANNOT: "reject"}


async def _write(
    actor: Actor, order: PurchaseOrder, lines: Mapping[int, PurchaseLine], chosen: _Chosen,
    note: str,
) -> str:  # fmt: skip
    before = {f"line {line.sku}": spoken(line) for line, _ in chosen}
    table = await on_the_table([line for line, _ in chosen])
    await _accept(actor, order, [line for line, one in chosen if one.kind == ACCEPT], table)
    asked = [(line, one) for line, one in chosen if one.kind == PROPOSE]
    reasons = {line.id: check_why(one.why) for line, one in chosen if one.kind != ACCEPT}
    await put(actor, [(line, one.lots) for line, one in asked], asked_by=Side.SUPPLIER,
              reasons=reasons)  # fmt: skip
    for line, one in chosen:
        if one.kind != ACCEPT:
            line.state = after(TRANSITIONS, line.state, _VERBS[one.kind])
            line.reason_code, line.reason = reasons[line.id]
    await write_lines([line for line, _ in chosen])
    now = clock.now()
    status = await settle(actor, order, "answer", list(lines.values()), answered_at=now)
    if note.strip():
        await say_in_thread(actor, order, note.strip()[:2000], deed="answer")
    wanted = any(one.kind != ACCEPT for _, one in chosen)
    topic = "purchase_order.changed" if wanted else "purchase_order.confirmed"
    await tell(actor, order, "answer", before,
               {f"line {line.sku}": spoken(line) for line, _ in chosen}, topic=topic,
               reason=note.strip())  # fmt: skip
    return str(status)


async def _accept(
    actor: Actor, order: PurchaseOrder, lines: Sequence[PurchaseLine],
    table: Mapping[int, Sequence[Lot]],
) -> None:  # fmt: skip
    """Promise what is on the table; a proposal of our own that is taken back is promised anew."""
    if not lines:
        return
    await put(actor, [(line, _asked_for(line, table)) for line in lines],
              asked_by=Side.PURCHASING)  # fmt: skip
    lots = {line.id: list(_asked_for(line, table)) for line in lines}
    await agree(lines, lots, order.currency)


def _asked_for(line: PurchaseLine, table: Mapping[int, Sequence[Lot]]) -> Sequence[Lot]:
    """What purchasing asked for: its counter-proposal, else what was ordered."""
    if line.state == "countered":
        return table[line.id]
    return [Lot(line.quantity, line.needed_on)]
