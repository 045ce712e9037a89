"""What an answer says, without what differs each time anyway: what is compared must be the same."""

import html
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import zip_longest
from urllib.parse import quote, quote_plus

import httpx2
from itsdangerous import BadPayload, URLSafeSerializer

from tests.backends import chosen_backend
from tests.law.canaries.crawling import inside
from tests.law.listening import Heard
from tests.web import PLACE

_READ = ("text/", "application/json", "application/vnd.openxml")
_OWN_TO_EACH = ("x-request-id", "date", "content-length", "etag", "server-timing")
_KEY = re.compile(rf"[0-9a-f]{{32}}|(?<=/)[\w-]{{43}}(?![\w-])|{PLACE}")
_MADE_AT = re.compile(r"(?<=>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=</dcterms)")
_SIGNED = re.compile(r"(=\.?[\w-]+)\.[\w-]+\.[\w-]+(?=;)")
_ID = re.compile(r"(?<=/)(?:[0-9a-f]{24}|custom-[0-9a-f]{12})(?![^/?])")
_HEX = re.compile(
    r"(?<![0-9a-zA-Z])(?:[0-9a-f]{24}|[0-9a-f]{16}|custom-[0-9a-f]{12})(?![0-9a-zA-Z])"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:\+00:00|Z)?")
_SEALED = re.compile(r"sealed:\d+:[\w=-]+")
INDEX = "search_entry"
"""Keeps texts in words: a name is several of them, each of which is kept once."""

Written = tuple[str, object]
Answer = tuple[int, tuple[tuple[str, str], ...], str]


def plain(typed: tuple[str, str], answer: httpx2.Response, is_new: Callable[[str], bool]) -> Answer:
    """Return an answer without what differs anyway, and without either name that was typed.

    Where it leads to what was made just now, its name is left out: by `is_new` of the name.
    """
    without = partial(_names(typed).sub, "TYPED")
    headers = {
        name: without(_signs(value)) for name, value in answer.headers.items()
        if name not in _OWN_TO_EACH
    }  # fmt: skip
    if "location" in headers:
        headers["location"] = _ID.sub(
            lambda it: "NEW" if is_new(it[0]) else it[0], headers["location"]
        )
    body = ""
    if answer.headers.get("content-type", "").startswith(_READ):
        request_id = answer.headers.get("x-request-id", "-")
        body = without(_signs(inside(answer).replace(request_id, "ID")))
    return answer.status_code, tuple(sorted(headers.items())), body


def written(typed: tuple[str, str], heard: Heard, is_new: Callable[[str], bool]) -> list[Written]:
    """Return the statements that would have been kept, without times, new names and what was typed.

    On PostgreSQL the values are left out: its sequences go on after a deed that is taken back.
    """
    without = partial(_names(typed).sub, "TYPED")

    def value(one: object) -> object:
        if isinstance(one, list | tuple):
            return tuple(map(value, one))
        if isinstance(one, datetime):
            return "TIME"
        if not isinstance(one, str):
            return repr(one)
        text = _SEALED.sub("SEALED", _TIME.sub("TIME", without(_signs(one))))
        return _HEX.sub(lambda it: "NEW" if is_new(it[0]) else it[0], text)

    is_bare = chosen_backend() == "postgresql"
    return [(sql, () if is_bare or INDEX in sql else value(held)) for sql, held in heard.written]


def unlike(some: list[Written], others: list[Written]) -> str:
    """Return the first statements that are not the same."""
    pairs = zip_longest(some, others)
    return next(f"{one} and {other}"[:600] for one, other in pairs if one != other)


def _names(typed: tuple[str, str]) -> re.Pattern[str]:
    """Return what finds the names that were typed, as pages and addresses spell them."""
    spellings = {
        spelled for one in typed
        for spelled in (one, html.escape(one), quote(one), quote_plus(one), one.lower(), one.upper())
    }  # fmt: skip
    return re.compile("|".join(re.escape(one) for one in sorted(spellings, key=len)[::-1]))


def _signs(text: str) -> str:
    """Return a text without keys of forms, times and signatures.

    They go before the names do: a name of one digit stands in most keys.
    """
    return _KEY.sub("KEY", _MADE_AT.sub("NOW", _SIGNED.sub(_clear, text)))


def _clear(found: re.Match[str]) -> str:
    """Return what a signed cookie says, without when and by whom it was signed."""
    try:
        return f"={URLSafeSerializer('').load_payload(found[1][1:].encode())}"
    except BadPayload:
        return found[1]


def difference(found: Answer, nothing: Answer) -> str:
    """Return where two answers differ first."""
    if found[0] != nothing[0]:
        return f"{found[0]} and {nothing[0]}"
    for one, other in zip(found[2].splitlines(), nothing[2].splitlines(), strict=False):
        if one != other:
            return f"{found[0]}: {one.strip()[:120]!r} and {other.strip()[:120]!r}"
    return f"{found[0]}: {set(found[1]) ^ set(nothing[1])}, {len(found[2])} and {len(nothing[2])}"
