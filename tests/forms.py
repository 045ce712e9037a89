"""Fills in the form of any route, so that a verb born tomorrow is tried with good input today."""

from enum import Enum
from typing import Any, get_args
from uuid import uuid4

from pydantic import BaseModel

from shared.web.form_reading import first_rows, read, row_fields
from shared.web.routing import WebRoute

_TRIED = ("1", "2026-12-24", "CN", "CNY", "lin@haorui.example", "on", "0")


def filled_in(route: WebRoute, **known: str) -> dict[str, str]:
    """Return fields that the form of `route` accepts; `known` are values for some of them."""
    model = getattr(route.target, "form_model", None)
    fields = {"key": uuid4().hex, "version": "1"}
    if model is None:
        return fields
    tables, firsts = row_fields(model), first_rows(model)
    in_rows = {name for name, _ in tables.values()}
    for name in model.model_fields:
        if name not in in_rows:
            fields |= _one(model, name, known.get(name))
    for prefix, (_, row) in tables.items():
        for name in row.model_fields:
            fields |= _one(row, name, known.get(name), f"{prefix}-{firsts[prefix]}-")
    return fields


def _one(model: type[BaseModel], name: str, known: str | None, prefix: str = "") -> dict[str, str]:
    candidates = [*([known] if known else []), *_choices(model.model_fields[name].annotation)]
    for candidate in (*candidates, *_TRIED):
        if name not in read(model, [(name, candidate)]).refusals:
            return {prefix + name: candidate}
    return {}


def _choices(annotation: Any) -> list[str]:
    """Return the words that an enumeration or a Literal allows."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(one.value) for one in annotation]
    found = [one for one in get_args(annotation) if isinstance(one, str) and one]
    for one in get_args(annotation):
        found += _choices(one) if not isinstance(one, str) else []
    return found
