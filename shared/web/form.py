"""One form as a template sees it: values as typed, errors at their fields, key and version.

Made by `forms.form` (sent) or `forms.fresh` (not yet typed in). The id of an input is `f-<name>`
(templates/macros/forms.html), to which the summary of errors links.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import uuid4

from pydantic import BaseModel

from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.web.form_reading import KEY, ROW_NAME, VERSION, Reading, first_rows, labels

M = TypeVar("M", bound=BaseModel)
KEY_FORM = re.compile(r"[0-9a-f]{32}")


class FormError(NamedTuple):
    """One line of the summary: `name` is the input to go to ("" = the whole form)."""

    name: str
    sentence: str


class Form(Generic[M]):
    """What was typed and what is wrong with it. `clean` holds the values once they are valid."""

    key_name, version_name = KEY, VERSION

    def __init__(
        self,
        model: type[M],
        locale: str,
        typed: dict[str, list[str]],
        *,
        key: str | None = None,
        version: int | None = None,
    ) -> None:
        self.model, self.locale, self.typed = model, locale, typed
        self.key = key if key and KEY_FORM.fullmatch(key) else uuid4().hex
        self.version = version
        self.is_stale = False
        self.staged: list[Any] = []
        """Files that were sent and not yet claimed, as rows (`FilesForm` only)."""
        self._theirs: dict[str, Any] = {}
        self._clean: M | None = None
        self._refusals: dict[str, list[Refusal]] = {}

    @property
    def clean(self) -> M:
        """The valid values, typed by the form's model."""
        if self._clean is None:
            raise ValueError("This form is not valid; it has no clean values.")
        return self._clean

    @property
    def is_valid(self) -> bool:
        return self._clean is not None and not self._refusals

    def take(self, result: Reading[M]) -> None:
        self._clean, self._refusals = result.model, result.refusals

    def refuse(self, refusal: Refusal) -> None:
        """Add a sentence of the business, beside its field or on top."""
        self._refusals.setdefault(refusal.field or "", []).append(refusal)

    def meet(self, stale: Stale) -> None:
        """Somebody saved in between: keep both values; saving again replaces theirs knowingly."""
        self.is_stale, self._theirs, self.version = True, stale.theirs, stale.version

    # what a template asks

    def value(self, name: str) -> str:
        """The text of an input, as typed."""
        return self.typed.get(name, [""])[-1]

    def values(self, name: str) -> list[str]:
        """All values of a list of checkboxes or a multiple choice."""
        return self.typed.get(name, [])

    def is_checked(self, name: str, value: str = "on") -> bool:
        return value in self.values(name)

    def error(self, name: str) -> list[str]:
        """The sentences beside an input."""
        return [self._spoken(one.message) for one in self._refusals.get(name, [])]

    def fixes(self, name: str) -> list[tuple[str, str]]:
        """Values that would do, each with the words of its button."""
        return [
            (value, self._spoken(words))
            for refusal in self._refusals.get(name, [])
            for value, words in refusal.fixes
        ]

    @property
    def conflict(self) -> dict[str, str]:
        """What somebody else has saved meanwhile, by field, where it differs from what is typed."""
        shown = {name: self._shown(value) for name, value in self._theirs.items()}
        return {name: text for name, text in shown.items() if text != self.value(name)}

    @property
    def errors(self) -> list[FormError]:
        """The summary on top, whole-form sentences first, in the order of the fields."""
        names = sorted(self._refusals, key=bool)
        return [
            FormError(name, self._line(name, one)) for name in names for one in self._refusals[name]
        ]

    def rows(self, prefix: str, spare: int = 0) -> Iterator["FormRow"]:
        """The rows of a table as typed, then `spare` empty ones."""
        found = {int(m[2]) for m in map(ROW_NAME.fullmatch, self.typed) if m and m[1] == prefix}
        numbers = sorted(found)
        start = numbers[-1] + 1 if numbers else 0
        for n in (*numbers, *range(start, start + spare)):
            yield FormRow(self, prefix, n)

    def rows_sent(self, prefix: str) -> list["FormRow"]:
        """The rows that hold anything, one for each row of the form's model."""
        kept = {
            int(found[2])
            for name, values in self.typed.items()
            if (found := ROW_NAME.fullmatch(name)) and found[1] == prefix
            and any(value.strip() for value in values)
        }  # fmt: skip
        return [row for row in self.rows(prefix) if row.number in kept]

    def _line(self, name: str, refusal: Refusal) -> str:
        sentence: Message = refusal.message
        row = ROW_NAME.fullmatch(name)
        label = labels(self.model).get(f"{row[1]}-{row[3]}" if row else name)
        if label is not None:
            sentence = say("{label}: {sentence}", label=label, sentence=sentence)
        if row:
            n = self._row_shown(row[1], int(row[2]))
            sentence = say("Line {n}: {sentence}", n=n, sentence=sentence)
        return self._spoken(sentence)

    def _row_shown(self, prefix: str, number: int) -> int:
        """Return how the page counts a row: by its own number, else by its place among what is left."""
        first = first_rows(self.model).get(prefix, 0)
        numbers = [one.number for one in self.rows(prefix)]
        return numbers.index(number) + 1 if not first and number in numbers else number + 1 - first

    def _spoken(self, message: Message) -> str:
        return translated(message, self.locale)

    def _shown(self, value: object) -> str:
        if isinstance(value, Message):
            return self._spoken(value)
        return "" if value is None else str(value)


@dataclass(frozen=True)
class FormRow:
    """One row of a table in a form; ask it by the short name of a column."""

    form: Form[Any]
    prefix: str
    number: int

    def name(self, column: str) -> str:
        """The full name (and id) of an input in this row."""
        return f"{self.prefix}-{self.number}-{column}"

    def value(self, column: str) -> str:
        return self.form.value(self.name(column))

    def error(self, column: str) -> list[str]:
        return self.form.error(self.name(column))

    def fixes(self, column: str) -> list[tuple[str, str]]:
        return self.form.fixes(self.name(column))
