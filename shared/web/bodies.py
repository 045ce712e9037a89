"""Limits of what a request may bring: how large its body is, how long it may dawdle."""

import asyncio
from contextlib import aclosing

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import Message, Receive

SLOWEST_PIECE = 15.0
"""Seconds to wait for the next piece of a body; it is read before any unit of work begins."""


def bounded(request: Request, limit: int, *, is_patient: bool = False) -> Request:
    """Return the request with a body of at most `limit` bytes (413 beyond).

    What is declared too large is not read at all; a patient form reads up to the limit, because
    what was typed stands before the files.
    """
    declared = request.headers.get("content-length", "")
    if not is_patient and declared.isdigit() and int(declared) > limit:
        raise HTTPException(413)
    return Request(request.scope, _counted(request.receive, limit))


async def multipart(request: Request, **most: int) -> tuple[FormData, bool]:
    """Return a multipart body and True; of one that is too large the texts that came, and False.

    Its files are closed then, and with that their temporary files are gone.
    """
    async with aclosing(request.stream()) as stream:
        parser = MultiPartParser(request.headers, stream, **most)
        try:
            return await parser.parse(), True
        except MultiPartException as error:
            raise HTTPException(400, error.message) from error
        except HTTPException as error:
            if error.status_code != 413:
                raise
            return FormData([one for one in parser.items if isinstance(one[1], str)]), False


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
