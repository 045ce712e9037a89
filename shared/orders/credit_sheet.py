"""Credit limits kept by spreadsheet: each changed row goes through the verb that the form uses.

The version of a row travels in the file: a limit that a colleague set after the download is
refused instead of being put back. A row without one sets a first limit.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import places
from shared.catalogue.sheets import Column, read_rows, whole_number, words
from shared.kernel import money
from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import say
from shared.orders.credit import set_credit_limit
from shared.orders.models import CreditLimit

COLUMNS = (
    Column("number", "Number", "编号", words(20), is_required=True),
    Column("name", "Counterparty", "往来单位"),
    Column("currency", "Currency", "币种", words(3)),
    Column("amount", "Credit limit", "信用额度", words(20), is_required=True, kind="money"),
    Column("used", "Credit used", "已用额度", kind="money"),
    Column("payment_days", "Payment terms in days", "账期（天）"),
    Column("reason", "Reason", "原因", words(1000)),
    Column("version", "Version", "版本", whole_number),
)


@dataclass(frozen=True)
class _Held:
    """A counterparty that the actor keeps the limit of, and the limit it has."""

    number: str
    currency: str
    limit: CreditLimit | None


@action("credit_limit.update")
async def upload_credit_limits(
    actor: Actor, *, headers: list[str], rows: list[list[str]], lines: list[int]
) -> dict[str, int]:
    """Take a spreadsheet of limits, all or nothing; return how many are `changed` and `proposed`.

    A row that says what is stored changes nothing; a large limit waits for a second person.
    Raises BadSheet with line, column and reason.
    """
    found = read_rows(COLUMNS, headers, rows, lines)
    found.require_clean()
    held = await _held(actor, {_number(values) for _, values in found.rows})
    seen: set[str] = set()
    done: Counter[str] = Counter(set=0, proposed=0)
    for line, values in found.rows:
        number = _number(values)
        try:
            if number in seen:
                raise Refusal(say("This counterparty stands in the file twice."), "number")
            seen.add(number)
            done[await _set(actor, held.get(number), values)] += 1
        except Refusal as refusal:
            found.refuse(line, refusal)
        except Stale as stale:
            found.refuse(line, _moved_on(held[number], stale))
    found.require_clean()
    return {"changed": done["set"], "proposed": done["proposed"]}


def _number(values: dict[str, Any]) -> str:
    return str(values["number"]).upper()


async def _held(actor: Actor, numbers: set[str]) -> dict[str, _Held]:
    """Return number → what stands there, within the actor's reach; two statements."""
    kept = await places(actor, "credit_limit.update").filter(number__in=numbers)
    limits = {
        limit.counterparty_id: limit
        for limit in await CreditLimit.filter(counterparty_id__in=[place.id for place in kept])
    }
    return {
        place.number: _Held(
            place.number,
            limits[place.id].currency if place.id in limits else place.currency,
            limits.get(place.id),
        )
        for place in kept
    }


async def _set(actor: Actor, held: _Held | None, values: dict[str, Any]) -> str:
    """Set the limit of one row: "set", "proposed", or "" when it says what is stored."""
    if held is None:
        raise Refusal(say("There is no counterparty with this number."), "number")
    if values.get("currency", held.currency).upper() != held.currency:
        raise Refusal(say("This limit is in {currency}.", currency=held.currency), "currency")
    amount = money.from_text(values["amount"], held.currency, "amount")
    if held.limit is not None and held.limit.amount == amount:
        return ""
    return await set_credit_limit(
        actor, counterparty=held.number, amount=amount, version=values.get("version", 0),
        reason=values.get("reason", ""),
    )  # fmt: skip


def _moved_on(held: _Held, stale: Stale) -> Refusal:
    amount = money.to_decimal(int(stale.theirs["amount"]), held.currency)
    return Refusal(
        say("By now it is {amount} {currency}. Download the list again and change it there.",
            amount=f"{amount:,}", currency=held.currency),
        "amount",
    )  # fmt: skip
