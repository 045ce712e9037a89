"""A spreadsheet that somebody uploaded, as a table of text; what is wrong stands at its field."""

from shared.exchange.spreadsheets import Table, read_table
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.web.form_reading import Upload


async def table_of(file: Upload | None, field: str = "file") -> Table:
    """Return headers, rows and line numbers; raises Refusal at `field` in plain words."""
    if file is None:
        raise Refusal(say("Choose a file."), field)
    try:
        return await read_table(file.content, file.name)
    except Refusal as refusal:
        raise Refusal(refusal.message, field) from refusal
