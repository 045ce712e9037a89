"""Order lines that came with a request: pasted text and files, read before the domain sees them."""

from shared.exchange.quick_lines import lines_from_file, lines_from_text
from shared.orders.actions import TypedLine
from shared.web.forms import Upload


async def lines_sent(paste: str, file: Upload | None) -> list[TypedLine]:
    """Return the lines of a paste and of a CSV or XLSX file; Refusal if it is no spreadsheet."""
    found = lines_from_text(paste) if paste.strip() else []
    if file is not None and file.content:
        found += await lines_from_file(file.content, file.name)
    return [TypedLine(one.product, one.typed_quantity or "1") for one in found]
