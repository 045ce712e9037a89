"""Reads the forms of a page as a browser without JavaScript would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = dict[str, str | list[str]]
_TICKED = ("checkbox", "radio")
_ELSEWHERE = ("formaction", "hx-post", "data-autosave")


@dataclass
class PaperForm:
    """One form: where it goes and what stands in it.

    `also` are other addresses to which a button or a script sends it, `kinds` the types of its
    inputs, `choices` what may be chosen, ticked or pressed.
    """

    action: str
    is_post: bool = False
    fields: Fields = field(default_factory=dict)
    also: set[str] = field(default_factory=set)
    kinds: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


def forms_on(html: str) -> list[PaperForm]:
    """Return every form of the page, filled as it was served."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form_to(html: str, action: str) -> Fields:
    """Return the fields of the form that goes to `action`; fails with what there is instead."""
    forms = forms_on(html)
    for one in forms:
        if one.action == action:
            return dict(one.fields)
    raise AssertionError(f"no form to {action}, only to {sorted({one.action for one in forms})}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PaperForm] = []
        self.open: PaperForm | None = None
        self.area = ""
        self.choice = ""
        self.inert = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "template":
            self.inert += 1
        elif tag == "form":
            is_post = found.get("method", "").lower() == "post"
            self.open = PaperForm(found.get("action", ""), is_post, also=_elsewhere(found))
            self.forms.append(self.open)
        elif self.open is None or self.inert or "disabled" in found:
            return
        elif tag == "button":
            self.open.also |= _elsewhere(found)
            if name:
                self.open.choices.setdefault(name, []).append(found.get("value", ""))
        elif tag == "input" and name:
            self._input(name, found)
        elif tag == "textarea" and name:
            self.area = name
            self.open.fields[name] = ""
        elif tag == "select":
            self.choice = name
        elif tag == "option" and self.choice:
            self._option(found)

    def _input(self, name: str, found: dict[str, str]) -> None:
        assert self.open is not None
        kind = self.open.kinds[name] = found.get("type", "text")
        if kind in _TICKED:
            self.open.choices.setdefault(name, []).append(found.get("value", "on"))
        if _is_sent(found):
            self.open.fields[name] = found.get("value", "on")

    def _option(self, found: dict[str, str]) -> None:
        assert self.open is not None
        value = found.get("value", "")
        self.open.choices.setdefault(self.choice, []).append(value)
        if "selected" in found or self.choice not in self.open.fields:
            self.open.fields[self.choice] = value

    def handle_data(self, data: str) -> None:
        if self.area and self.open:
            # The line break behind the tag is no part of what stands in the area.
            said = str(self.open.fields[self.area])
            self.open.fields[self.area] = said + (data if said else data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.inert -= 1
        elif tag == "form":
            self.open = None
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.choice = ""


def _is_sent(found: dict[str, str]) -> bool:
    kind = found.get("type", "text")
    if kind in _TICKED:
        return "checked" in found
    return kind not in ("file", "submit", "button")


def _elsewhere(found: dict[str, str]) -> set[str]:
    return {found[name] for name in _ELSEWHERE if found.get(name)}
