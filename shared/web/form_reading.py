"""From the fields a browser sent to the values of a pydantic model, with every error at its field.

Rows of a table come as `line-0-sku`, `line-0-quantity`, `line-1-sku` … and go into the field that is
marked `Rows("line")`. A blank field counts as not given. What the model does not know is refused, and
so is a field sent twice. `form_words` owns the sentences, `forms` the decorator.
"""

import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import Message, say
from shared.web.form_words import sentence

KEY, VERSION = "key", "version"
FILES, UPLOAD = "files", "upload"
SPELLINGS: dict[Any, tuple[re.Pattern[str], str]] = {
    date: (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "date_parsing"),
    int: (re.compile(r"[+-]?[0-9]{1,15}"), "int_parsing"),
}
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and marks that turn the reading direction: what is read is what was typed."""
ROW_NAME = re.compile(r"([a-z_]+)-(\d{1,4})-([a-z_]+)")


class FormModel(BaseModel):
    """The base of every form: unknown fields are refused, text is stripped."""

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, arbitrary_types_allowed=True, frozen=True
    )


class FilesForm(FormModel):
    """The base of a form that files hang on: `files` are public ids of staged ones.

    Each file is sent by itself before; without script the form carries it in `upload`, and it is
    staged while the form is read (`forms`), so a model only ever sees ids.
    """

    files: list[Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]] = []


class NoFields(FormModel):
    """A button without fields."""


@dataclass(frozen=True)
class Rows:
    """Marks a list of models as a table whose fields are named `<prefix>-<n>-<field>`.

    `first` is the number of the first row: 1 where rows are numbered by the position of a line.
    """

    prefix: str
    first: int = 0


@dataclass(frozen=True)
class Label:
    """The name of a field in the summary of errors."""

    text: Message


@dataclass(frozen=True)
class Upload:
    """A file that was sent along, wholly read. `name` is what the sender calls it: never a path."""

    name: str
    content: bytes
    media_type: str


M = TypeVar("M", bound=BaseModel)


@dataclass
class Reading(Generic[M]):
    """What came in: the model if all is well, else refusals by the name of the field."""

    model: M | None = None
    refusals: dict[str, list[Refusal]] = field(default_factory=dict)

    def refuse(self, name: str, refusal: Refusal) -> None:
        self.refusals.setdefault(name, []).append(refusal)


def read(model: type[M], items: Iterable[tuple[str, str | Upload]]) -> Reading[M]:
    """Validate what was sent against `model`; never raises for bad input."""
    reading: Reading[M] = Reading()
    tables = row_fields(model)
    flat: dict[str, list[str | Upload]] = {}
    rows: dict[str, dict[int, dict[str, list[str | Upload]]]] = {name: {} for name in tables}
    for name, value in items:
        found = ROW_NAME.fullmatch(name)
        if found and found[1] in tables:
            row = rows[found[1]].setdefault(int(found[2]), {})
            row.setdefault(found[3], []).append(value)
        else:
            flat.setdefault(name, []).append(value)
    values = _values(model, flat, reading, "")
    places: dict[str, list[int]] = {}
    for prefix, (field_name, row_model) in tables.items():
        sent = {
            n: _values(row_model, row, reading, f"{prefix}-{n}-")
            for n, row in sorted(rows[prefix].items())
        }
        full = {n: row for n, row in sent.items() if row}
        places[field_name] = list(full)
        values[field_name] = list(full.values())
    _validate(model, values, reading, places)
    return reading


def row_fields(model: type[BaseModel]) -> dict[str, tuple[str, type[BaseModel]]]:
    """Return prefix → (field name, model of one row) for every table of the form."""
    return {
        mark.prefix: (name, get_args(spec.annotation)[0])
        for name, spec in model.model_fields.items()
        for mark in spec.metadata
        if isinstance(mark, Rows)
    }


def first_rows(model: type[BaseModel]) -> dict[str, int]:
    """Return prefix → number of the first row for every table of the form."""
    return {
        mark.prefix: mark.first
        for spec in model.model_fields.values()
        for mark in spec.metadata
        if isinstance(mark, Rows)
    }


def labels(model: type[BaseModel]) -> dict[str, Message]:
    """Return the labels of the fields by name; fields of a table by `<prefix>-<field>`."""
    found = {
        name: mark.text
        for name, spec in model.model_fields.items()
        for mark in spec.metadata
        if isinstance(mark, Label)
    }
    for prefix, (_, row_model) in row_fields(model).items():
        found |= {f"{prefix}-{name}": text for name, text in labels(row_model).items()}
    return found


def _values(
    model: type[BaseModel],
    sent: Mapping[str, list[str | Upload]],
    reading: Reading[Any],
    prefix: str,
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, given in sent.items():
        spec = model.model_fields.get(name)
        if any(isinstance(one, str) and UNSEEN.search(one) for one in given):
            reading.refuse(prefix + name, Refusal(say("This has characters nobody can see.")))
        elif spec is not None and _is_list(spec):
            values[name] = [one for one in given if not _is_blank(one)]
        elif len(given) > 1:
            reading.refuse(prefix + name, Refusal(say("This was sent more than once.")))
        elif spec is None:
            reading.refuse(prefix + name, Refusal(say("This form has no such field.")))
        elif not _is_blank(given[0]) and (odd := _misspelt(spec, given[0])):
            reading.refuse(prefix + name, Refusal(sentence(odd, {})))
        elif not _is_blank(given[0]):
            values[name] = given[0]
    return values


def _misspelt(spec: FieldInfo, value: str | Upload) -> str:
    """Return what is wrong with how a day or a whole number is written ("" when nothing is).

    Pydantic takes 1766534400 and 2026-12-24T00:00 for days and 1.0 for a whole number; whoever reads
    the typed text again would not.
    """
    for kind, (form, error) in SPELLINGS.items():
        if isinstance(value, str) and kind in _kinds(spec) and not form.fullmatch(value.strip()):
            return error
    return ""


def _validate(
    model: type[M], values: dict[str, Any], reading: Reading[M], places: dict[str, list[int]]
) -> None:
    try:
        valid = model.model_validate(values)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            name = _name_of(one["loc"], model, places)
            if name not in reading.refusals:
                reading.refuse(name, Refusal(sentence(one["type"], one.get("ctx", {}))))
    except Refusal as refusal:
        reading.refuse(refusal.field or "", refusal)
    except Invalid as invalid:
        for refused in invalid.refusals:
            reading.refuse(refused.field or "", refused)
    else:
        reading.model = None if reading.refusals else valid


def _name_of(
    loc: tuple[int | str, ...], model: type[BaseModel], places: dict[str, list[int]]
) -> str:
    """Turn the place of a pydantic error into the name of the field as it was sent."""
    if not loc:
        return ""
    top = str(loc[0])
    if top in places and len(loc) > 2 and isinstance(loc[1], int):
        prefix = next(p for p, (name, _) in row_fields(model).items() if name == top)
        return f"{prefix}-{places[top][loc[1]]}-{loc[2]}"
    return top


def _is_list(spec: FieldInfo) -> bool:
    return any(get_origin(kind) in (list, set, frozenset, tuple) for kind in _kinds(spec))


def _kinds(spec: FieldInfo) -> list[Any]:
    """Return the types of a field, `date | None` taken apart."""
    if get_origin(spec.annotation) in (Union, types.UnionType):
        return list(get_args(spec.annotation))
    return [spec.annotation]


def _is_blank(value: str | Upload) -> bool:
    return not value.strip() if isinstance(value, str) else not value.name and not value.content
