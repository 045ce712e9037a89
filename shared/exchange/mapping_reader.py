"""Reads a mapping: the TOML page that says which column of a foreign file fills which field.

Everything about a mapping that can be wrong is said before a single row is read. The format is
told in `docs/import.md`; the fields stand in `targets.py`.
"""

import re
import tomllib
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from shared.exchange.mapping import HOLE, Condition, Lookup, Mapping, Rule, Section
from shared.exchange.targets import TARGETS
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say

_TOP = {"source", "empty", "dates", "decimal", "currency", "zone"}
_TARGET = {"file", "sheet", "encoding", "key", "only", "except", "once", "fields"}
_STARTS = ("column", "value", "template", "join", "first")
_CHANGES = (
    "optional",
    "map",
    "otherwise",
    "default",
    "lookup",
    "key",
    "give",
    "dates",
    "multiply",
    "divide",
    "round",
)
_RULE = {*_STARTS, "with", *_CHANGES}


def read_mapping(text: str) -> Mapping:
    """Return the mapping written in `text`; Refusal names the section and field that is wrong."""
    written = _parsed(text)
    for name in written:
        if name not in _TOP and name not in TARGETS:
            raise _wrong("", say("“{name}” is not known here.", name=name))
    sections = [
        _section(target, number, part)
        for target in TARGETS
        for number, part in enumerate(_parts(written, target), start=1)
    ]
    if not sections:
        raise _wrong("", say("The mapping names no target, for example [[counterparty]]."))
    return Mapping(
        source=_source(written.get("source")),
        sections=tuple(sections),
        empty=frozenset(_texts(written.get("empty", []), "empty")),
        dates=tuple(_texts(written.get("dates", []), "dates")),
        decimal=_one_of(written.get("decimal", "."), (".", ","), "decimal"),
        currency=str(written.get("currency", "CNY")),
        zone=str(written.get("zone", "Asia/Shanghai")),
    )


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(
            say(
                "The mapping is not valid TOML: {error}. Left of = too, anything but A to Z, digits, "
                "- and _ stands in quotes.",
                error=str(error),
            )
        ) from None


def _source(name: Any) -> str:
    if not isinstance(name, str) or not re.fullmatch(r"[\w.-]{1,40}", name):
        raise _wrong("", say('Give the source a short name: source = "erp".'))
    return name


def _parts(written: dict[str, Any], target: str) -> list[dict[str, Any]]:
    parts = written.get(target, [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise _wrong(target, say("Write [[{target}]] with two brackets.", target=target))
    return parts


def _section(target: str, number: int, part: dict[str, Any]) -> Section:
    place = target if number == 1 else f"{target} {number}"
    for name in part:
        if name not in _TARGET:
            raise _wrong(place, say("“{name}” is not known here.", name=name))
    if TARGETS[target].keyed and "key" not in part:
        raise _wrong(place, say("A key is needed: the column that names each row."))
    fields = _fields(place, target, part.get("fields", {}))
    if not part.get("file") and any(rule.columns for rule in fields.values()):
        raise _wrong(place, say("Columns are named, but no file."))
    return Section(
        target=target,
        file=str(part.get("file", "")),
        sheet=part.get("sheet"),
        encoding=part.get("encoding"),
        key=_rule(f"{place}.key", part["key"]) if "key" in part else None,
        conditions=(
            *_conditions(place, part.get("only", {}), wanted=True),
            *_conditions(place, part.get("except", {}), wanted=False),
        ),
        fields=fields,
        once=bool(part.get("once", False)),
    )


def _fields(place: str, target: str, written: dict[str, Any]) -> dict[str, Rule]:
    known = TARGETS[target].fields
    for name in written:
        if name not in known:
            hint = ", ".join(known)
            reason = say("There is no field “{name}”. Known: {hint}.", name=name, hint=hint)
            raise _wrong(place, reason)
    for name, spec in known.items():
        if spec.needed and name not in written:
            raise _wrong(place, say("The field “{name}” is needed.", name=name))
    return {name: _rule(f"{place}.{name}", rule) for name, rule in written.items()}


def _conditions(place: str, written: Any, *, wanted: bool) -> list[Condition]:
    if not isinstance(written, dict):
        raise _wrong(place, say('Write a condition as { column = ["word"] }.'))
    return [
        Condition(column, frozenset(_texts(words, place)), wanted)
        for column, words in written.items()
    ]


def _rule(place: str, written: Any) -> Rule:
    if isinstance(written, str):
        return _template(written) if "{" in written else Rule(columns=(written,))
    if not isinstance(written, dict):
        raise _wrong(place, say("Name a column, or write { value = … } for a constant."))
    for name in written:
        if name not in _RULE:
            raise _wrong(place, say("“{name}” is not known here.", name=name))
    starts = [name for name in _STARTS if name in written]
    if len(starts) != 1:
        raise _wrong(place, say("Give exactly one of {names}.", names=", ".join(_STARTS)))
    return replace(
        _begun(place, starts[0], written),
        optional=bool(written.get("optional", False)),
        words={str(key): _plain(value) for key, value in written.get("map", {}).items()},
        otherwise=_plain(written.get("otherwise", "")),
        default=_plain(written.get("default", "")),
        lookup=_lookup(place, written),
        dates=tuple(_texts(written.get("dates", []), place)),
        multiply=_factor(place, written),
        divide=str(written.get("divide", "")),
        round=_places(place, written),
    )


def _begun(place: str, start: str, written: dict[str, Any]) -> Rule:
    value = written[start]
    if start == "value":
        values = value if isinstance(value, list) else [value]
        return Rule(constant=tuple(_plain(one) for one in values))
    if start == "template":
        return _template(str(value))
    if start == "column":
        return Rule(columns=(str(value),))
    columns = tuple(_texts(value, place))
    if start == "first":
        return Rule(columns=columns, takes_first=True)
    return Rule(columns=columns, separator=str(written.get("with", " ")))


def _template(text: str) -> Rule:
    return Rule(columns=tuple(dict.fromkeys(hole[0] for hole in HOLE.findall(text))), template=text)


def _lookup(place: str, written: dict[str, Any]) -> Lookup | None:
    if "lookup" not in written:
        return None
    if "key" not in written or "give" not in written:
        raise _wrong(place, say("A lookup needs key (its column) and give (the column wanted)."))
    return Lookup(str(written["lookup"]), str(written["key"]), str(written["give"]))


def _factor(place: str, written: dict[str, Any]) -> Decimal | None:
    if "multiply" not in written:
        return None
    try:
        return Decimal(str(written["multiply"]))
    except InvalidOperation:
        raise _wrong(place, say("multiply must be a number.")) from None


def _places(place: str, written: dict[str, Any]) -> int | None:
    places = written.get("round")
    if places is not None and (not isinstance(places, int) or not 0 <= places <= 6):
        raise _wrong(place, say("round takes the number of decimals, 0 to 6."))
    return places


def _plain(value: Any) -> str:
    """Return a TOML value as the text a cell would hold."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _texts(written: Any, place: str) -> list[str]:
    if isinstance(written, str):
        return [written]
    if not isinstance(written, list):
        raise _wrong(place, say('Write a list of words: ["one", "two"].'))
    return [_plain(one) for one in written]


def _one_of(value: Any, allowed: tuple[str, ...], place: str) -> str:
    if value not in allowed:
        raise _wrong(place, say("Use one of {names}.", names=" ".join(allowed)))
    return str(value)


def _wrong(place: str, reason: Message) -> Refusal:
    if not place:
        return Refusal(say("Mapping: {reason}", reason=reason))
    return Refusal(say("Mapping, [{place}]: {reason}", place=place, reason=reason))
