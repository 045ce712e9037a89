"""Whole numbers in addresses: what no record can have is simply not there."""

from starlette.requests import Request

from shared.kernel.errors import NotFound


def whole_number(request: Request, name: str) -> int:
    """Return a path parameter as a number of at most nine digits; NotFound for anything else."""
    text = str(request.path_params[name])
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound
    return int(text)
