"""A delivery on paper: the packing list, and a label for each package with a code to scan."""

import io
from typing import Any

import segno
from babel.dates import format_date

from shared.exchange.pdf import typeset
from shared.kernel import clock, quantity
from shared.kernel.two_languages import name_in
from shared.kernel.wording import Message, Translations, render, say
from shared.language.units import unit_name

_PLACES = {"zh": "zh_Hans_CN", "en": "en_GB"}
MOST_LABELS = 200


async def packing_list_pdf(
    delivery: dict[str, Any], lines: list[dict[str, Any]], host: str, scan: str, locale: str,
    words: Translations | None,
) -> bytes:  # fmt: skip
    """Return the packing list as PDF; `host` is who receives, `scan` the address in the code."""
    content = _content(delivery, host, scan, locale, words) | {
        "lines": [_line(line, locale) for line in lines]
    }
    return await typeset("delivery.typ", content, clock.now())


async def label_pdf(
    delivery: dict[str, Any], host: str, scan: str, locale: str, words: Translations | None
) -> bytes:
    """Return one label a package as PDF, 100 × 150 mm."""
    content = _content(delivery, host, scan, locale, words)
    content["count"] = min(max(delivery["packages"], 1), MOST_LABELS)
    return await typeset("label.typ", content, clock.now())


def _content(
    delivery: dict[str, Any], host: str, scan: str, locale: str, words: Translations | None
) -> dict[str, Any]:
    def tell(message: Message) -> str:
        return render(message, words)

    day = delivery["expected_on"]
    facts = (
        (say("Expected arrival"),
         format_date(day, "long", _PLACES.get(locale, locale)) if day else ""),
        (say("Carrier"), delivery["carrier"]),
        (say("Tracking number"), delivery["tracking_number"]),
        (say("Packages"), str(delivery["packages"])),
        (say("Delivery note"), delivery["supplier_reference"]),
    )  # fmt: skip
    return {
        "lang": "zh" if locale == "zh" else "en",
        "labels": {name: tell(label) for name, label in _LABELS.items()},
        "number": delivery["number"],
        "from": name_in(locale, delivery["supplier__name_zh"], delivery["supplier__name_en"]),
        "to": host,
        "place": delivery["deliver_to"],
        "facts": [{"label": tell(label), "value": value} for label, value in facts if value],
        "note": delivery["note"] or None,
        "code": _code(scan),
        "lines": [],
    }


def _line(line: dict[str, Any], locale: str) -> dict[str, str]:
    amount = f"{quantity.to_decimal(line['quantity']):,f}"
    return {
        "position": str(line["position"]),
        "order": line["order__number"],
        "code": line["supplier_code"] or line["sku"],
        "sku": line["sku"],
        "product": name_in(locale, line["name_zh"], line["name_en"]),
        "batch": line["batch"],
        "quantity": f"{amount} {unit_name(line['unit'], locale)}".strip(),
    }


def _code(text: str) -> str:
    """Return a QR code as SVG; a smudge of fifteen per cent does not hurt it."""
    drawn = io.BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="svg", border=0, xmldecl=False, scale=4)
    return drawn.getvalue().decode()


_LABELS = {
    "title": say("Packing list"),
    "from": say("From"),
    "to": say("To"),
    "order": say("Purchase order"),
    "code": say("Code"),
    "product": say("Product"),
    "batch": say("Batch"),
    "quantity": say("Quantity"),
    "note": say("Note"),
    "package": say("Package"),
}
