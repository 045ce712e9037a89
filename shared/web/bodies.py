"""Limits of what a request may bring: how large its body is, how long it may dawdle."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

SLOWEST_PIECE = 15.0
"""Seconds to wait for the next piece of a body; it is read before any unit of work begins."""


def bounded(request: Request, limit: int) -> Request:
    """Return the request with a body of at most `limit` bytes (413 beyond)."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise HTTPException(413)
    return Request(request.scope, _counted(request.receive, limit))


def _counted(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        try:
            async with asyncio.timeout(SLOWEST_PIECE):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408) from None
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return counted
