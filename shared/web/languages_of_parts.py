"""Marks what a page shows in another language than its own, so that it is read out rightly.

A page cannot know which names have a second form. So whatever a template prints between tags is
looked at: a fallback gets `<span lang>` as a whole, and so does every run of Han characters on an
English page. Where no element may stand (attributes, titles, options) the text stays as it is.
"""

import re
from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from shared.kernel.two_languages import Fallback, has_han

MARK, UNMARK = "in_its_language", "without_marks"
PLAIN_ELEMENTS = frozenset({"title", "option", "textarea", "script", "style", "text"})
_PIECE = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][\w-]*)|(>)|(["'])""", re.S)
_ATTRIBUTE = re.compile(r"""=\s*(?:"[^"<>]*|'[^'<>]*)$""")
# A run goes on over digits and punctuation to the next Han character: 工业园区星湖街 12 号.
_HAN = r"[㐀-䶿一-鿿豈-﫿]"
_RUN = re.compile(rf"{_HAN}(?:[^<>&a-zA-Z]*[{_HAN[1:-1]}])?[。，、；：？！」』）》”]*")
_TAG = re.compile(r"(<[^>]*>)")
_OWN = re.compile(r"<span lang=\"[\w-]+\">|</span>")


class PartsMarked(NodeTransformer):
    """Wraps every expression that is printed as text into the filter `in_its_language`."""

    def __init__(self) -> None:
        self.position = _Position()

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802  Jinja's name
        for index, part in enumerate(node.nodes):
            if isinstance(part, nodes.TemplateData):
                self.position.pass_over(part.data)
            elif not isinstance(part, nodes.Const) and self.position.is_text:
                how = nodes.Keyword("is_sentence", nodes.Const(_is_sentence(part)))
                node.nodes[index] = nodes.Filter(
                    part, MARK, [], [how], None, None, lineno=node.lineno
                )
            elif isinstance(part, nodes.Call):
                # What a macro marked as text, an attribute or a title shows plain.
                node.nodes[index] = nodes.Filter(
                    part, UNMARK, [], [], None, None, lineno=node.lineno
                )
        return node


class _Position:
    """Where in the HTML the walk through a template stands."""

    def __init__(self) -> None:
        self.in_tag, self.quote, self.element, self.before = False, "", "", ""

    @property
    def is_text(self) -> bool:
        """Whether an element may stand here."""
        return not (self.in_tag or self.element or _ATTRIBUTE.search(self.before))

    def pass_over(self, html: str) -> None:
        """Move on over a literal piece of the template."""
        self.before = html[-200:]
        for found in _PIECE.finditer(html):
            closing, name, end, quote = found.groups()
            if self.quote:
                self.quote = "" if quote == self.quote else self.quote
            elif self.in_tag:
                self.quote = quote or ""
                self.in_tag = not end
            elif name and (not self.element or (closing and name == self.element)):
                self.in_tag = True
                self.element = name if name in PLAIN_ELEMENTS and not closing else ""


def unmarked(value: Any) -> Any:
    """Return markup without our own marks, for places where no element may stand."""
    if hasattr(value, "__html__") and 'lang="' in value:
        return Markup(_OWN.sub("", str(value)))  # noqa: S704  only our own tags taken off
    return value


def marker(locale: str, speak: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return the filter for pages in `locale`; `speak` turns a message of the domain into text."""

    def mark(value: Any, *, is_sentence: bool) -> Any:
        text = speak(value)
        if isinstance(text, Fallback):
            return Markup('<span lang="{}">{}</span>').format(text.lang, str(text))
        if locale == "zh" or not isinstance(text, str) or text.isascii() or not has_han(text):
            return text
        if hasattr(text, "__html__"):
            # Escaped text without tags, given to a macro, is marked where the macro prints it.
            is_plain = "<" not in text
            return _marked(text) if is_plain or (is_sentence and "lang=" not in text) else text
        return _marked(escape(text))

    return mark


def _marked(html: str) -> Markup:
    """Mark the runs of Han characters between the tags of `html`, which is escaped already."""
    pieces = _TAG.split(str(html))
    marked = [
        piece if piece.startswith("<") else _RUN.sub(r'<span lang="zh-CN">\g<0></span>', piece)
        for piece in pieces
    ]
    return Markup("".join(marked))  # noqa: S704  escaped before, only our own tags added


def _is_sentence(part: nodes.Node) -> bool:
    """Whether this is `_('…', …)` or `ngettext(…)`: markup whose values are not marked yet."""
    return (
        isinstance(part, nodes.Call)
        and isinstance(part.node, nodes.Name)
        and part.node.name in ("_", "ngettext")
    )
