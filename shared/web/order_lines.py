"""What both faces' order editors share: lines sent as text or file, and a line in words."""

from collections.abc import Sequence
from typing import Any

from shared.exchange.quick_lines import lines_from_file, lines_from_text
from shared.kernel.errors import Refusal
from shared.kernel.quantity import to_text
from shared.kernel.two_languages import name_in
from shared.kernel.wording import Message, say
from shared.language.formatting import formats
from shared.language.speaking import translated
from shared.orders.actions import QuotedLine, TypedLine
from shared.web.form_reading import ROW_NAME
from shared.web.forms import Form, Upload


async def lines_sent(paste: str, file: Upload | None) -> list[TypedLine]:
    """Return the lines of a paste and of a CSV or XLSX file.

    Refusal at `paste` or `file` when they cannot be read.
    """
    part = "paste"
    try:
        found = lines_from_text(paste) if paste.strip() else []
        part = "file"
        if file is not None and file.content:
            found += await lines_from_file(file.content, file.name)
    except Refusal as refusal:
        raise Refusal(refusal.message, part) from refusal
    return [TypedLine(one.product, one.typed_quantity or "1") for one in found]


def without_gaps(form: Form[Any]) -> None:
    """Take out emptied rows that others follow: rows are counted as the page shows them.

    What is still empty at the end stays, because somebody may be about to type in it.
    """
    full = {row.number for row in form.rows_sent("line")}
    last = max(full, default=0)
    gaps = {row.number for row in form.rows("line") if row.number < last} - full
    form.typed = {
        name: value for name, value in form.typed.items()
        if not (row := ROW_NAME.fullmatch(name)) or row[1] != "line" or int(row[2]) not in gaps
    }  # fmt: skip


def keep_lines(form: Form[Any], lines: Sequence[TypedLine]) -> None:
    """Let the form go on with `lines` as if they had been typed: a file is sent only once.

    They take the place of every row that holds something and of what was pasted; a row that is
    still empty stays, because somebody may be about to type in it.
    """
    rows = list(form.rows("line"))
    full = {row.number for row in rows if row.value("sku") or row.value("quantity")}
    gone = {f"line-{number}-{column}" for number in full for column in ("sku", "quantity")}
    kept = {name: value for name, value in form.typed.items() if name not in gone}
    for number, line in enumerate(lines):
        place = number if line.place is None else line.place
        kept[f"line-{place}-sku"] = [line.sku]
        kept[f"line-{place}-quantity"] = [line.quantity]
    form.typed = {**kept, "paste": [""]}


def line_words(line: QuotedLine, currency: str, locale: str) -> dict[str, str]:
    """Return what is known of a line, written out: description, pack, availability, price, total."""
    offer = line.offer
    if offer is None:
        return {}
    availability, tone = _availability(line)
    shown = {
        "pack": to_text(offer.pack),
        "description": name_in(locale, offer.name_zh, offer.name_en),
        "availability": translated(availability, locale),
        "tone": tone,
    }
    if line.is_good:
        money = formats(locale).money
        per = f" / {line.per}" if line.per != 1 else ""
        shown["price"] = f"{money(line.price, currency)}{per}"
        shown["total"] = money(line.net, currency)
    return shown


def _availability(line: QuotedLine) -> tuple[Message, str]:
    offer = line.offer
    if offer is None:
        raise ValueError("only a line with an offer has stock")
    if line.backordered and not line.in_stock:
        return say("Back-order, expected {day}", day=line.expected_on), "wait"
    if line.backordered:
        return say(
            "{free} now, {rest} on {day}", free=_figure(line.in_stock),
            rest=_figure(line.backordered), day=line.expected_on,
        ), "wait"  # fmt: skip
    if offer.free > 0:
        return say("{quantity} in stock", quantity=_figure(offer.free)), "good"
    return say("Not in stock, {days} days to make", days=offer.lead_days), "wait"


def _figure(scaled: int) -> str:
    """Write a quantity for people, 2,400; both languages group alike."""
    return formats("en").qty(scaled)
