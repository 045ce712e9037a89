"""A file that was stored is looked at by the scanner of this installation, if it has one."""

from typing import Any

from shared.files.scanning import scan


async def check(public_id: str, _payload: dict[str, Any]) -> None:
    """Have one file looked at; a scanner that does not answer is asked again later."""
    await scan(public_id)
