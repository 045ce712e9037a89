"""Every regular expression of the product, and what makes one run for ever."""

import ast
import importlib
import re
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Any

from tests.house.tree import Tree, calls, text_of

# The parser of the standard library; it has no public name.
parser = re._parser  # type: ignore[attr-defined]
Pattern = re.Pattern[Any]
ENDLESS = int(parser.MAXREPEAT)
SPECIMENS = ("a", "0", " ", "-", ".", ",", '"', "'", "<", "\\", "/", "字", "=", "@", "A", "\n", "_")
_USES = {"compile", "fullmatch", "match", "search", "sub", "subn", "split", "findall", "finditer"}


def product_patterns() -> dict[str, Pattern]:
    """Return where → pattern: those kept in modules, and those written where they are used."""
    found: dict[str, Pattern] = {}
    for name, module in Tree().modules.items():
        if "re." not in ast.unparse(module):
            continue
        loaded = importlib.import_module(name.removesuffix(".py").replace("/", "."))
        for variable, value in vars(loaded).items():
            for pattern in _within(value):
                found[f"{name}:{variable}"] = pattern
        for called, call in calls(module):
            base, _, method = called.rpartition(".")
            text = text_of(call.args[0]) if base == "re" and call.args else None
            if method in _USES and text is not None:
                found.setdefault(f"{name}:{call.lineno}", re.compile(text))
    return found


def _within(value: Any) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _within(one)


def nested(pattern: Pattern) -> bool:
    """Tell whether something endless stands within something endless: (a+)+."""
    return _nested(_parsed(pattern), within=False)


def _parsed(pattern: Pattern) -> Any:
    """Return the parts of a pattern; those of bytes are read like those of text."""
    text = pattern.pattern
    plain = text.decode("latin-1") if isinstance(text, bytes) else text
    return parser.parse(plain, pattern.flags & ~re.UNICODE)


def _nested(node: Any, *, within: bool) -> bool:
    for operation, argument in node:
        inner = within
        if operation in (parser.MAX_REPEAT, parser.MIN_REPEAT) and argument[1] == ENDLESS:
            if within:
                return True
            inner = True
        if any(_nested(one, within=inner) for one in _parts(argument)):
            return True
    return False


def _parts(argument: Any) -> Iterator[Any]:
    if isinstance(argument, parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for one in argument:
            yield from _parts(one)


def attacks(pattern: Pattern, length: int) -> Iterator[str | bytes]:
    """Yield long texts of the pattern's own characters, each with an end that does not fit."""
    letters = sorted({*_letters(_parsed(pattern)), *SPECIMENS})
    pieces = [*letters, *(a + b for a in letters[:12] for b in letters[:12] if a != b)]
    for piece in pieces:
        body = piece * (length // len(piece))
        for text in (body + "\x01", "<a " + body + "\x01"):
            yield text.encode() if isinstance(pattern.pattern, bytes) else text


def _letters(node: Any) -> Iterator[str]:
    for operation, argument in node:
        if operation is parser.LITERAL:
            yield chr(argument)
        elif operation is parser.IN:
            yield from (chr(one[1]) for one in argument if one[0] is parser.LITERAL)
            yield from (chr(one[1][0]) for one in argument if one[0] is parser.RANGE)
        for part in _parts(argument):
            yield from _letters(part)


def is_quick(pattern: Pattern, length: int, seconds: float) -> bool:
    """Tell whether all attacks of this length together are read within the time."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        for text in attacks(pattern, length):
            pattern.search(text)
            pattern.fullmatch(text)
    except TimeoutError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return True
