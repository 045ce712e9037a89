"""Templates: one Jinja environment per language, a whole page or one named block of it.

Plain sentences, `_('Sign in')`, are replaced by their translation when a template is compiled, so a
page pays nothing for its language. Messages of the domain are spoken when they are printed.
"""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer

from shared.files.staging import limits
from shared.kernel.two_languages import form_in, form_of, signature
from shared.kernel.wording import Message
from shared.language.countries import country_name
from shared.language.formatting import FILTERS, formats, in_zone
from shared.language.speaking import HTML_LANG, LOCALES
from shared.language.units import unit_name
from shared.purchasing.rules.lines import in_words
from shared.web import form_marks, opened_for
from shared.web.assets import static
from shared.web.charts import CHARTS
from shared.web.languages_of_parts import MARK, UNMARK, PartsMarked, marker, unmarked
from shared.web.names import name_of
from shared.web.statuses import status
from shared.web.words import Speaker, speaker

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
DARK_MEDIA = {"light": "not all", "dark": "screen"}
DARK_MEDIA_OF_THE_DEVICE = "screen and (prefers-color-scheme: dark)"
# What the layouts read; a page overrides it by passing its own.
DEFAULTS: dict[str, Any] = {
    "actor": None,
    "request": None,
    "path": "/",
    "nav": [],
    "active": "",
    "crumbs": [],
    "theme": "auto",
    "density": None,
    "toasts": [],
    "zone": None,
    "face": "portal",
    "host": "",
    "places": (),
    "fab": None,
    "own_logo": None,
    "view_as": None,
    "since": "",
    "home": "/",
}


class _Folding(NodeTransformer):
    """Replaces `_('constant')` by its translation."""

    def __init__(self, words: Speaker) -> None:
        self.words = words

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  Jinja's name
        self.generic_visit(node)
        plain = (
            isinstance(node.node, nodes.Name)
            and node.node.name == "_"
            and len(node.args) == 1
            and isinstance(node.args[0], nodes.Const)
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        )
        if not plain:
            return node
        return nodes.Const(self.words.gettext(node.args[0].value), lineno=node.lineno)  # type: ignore[attr-defined]


class _Environment(Environment):
    words: Speaker

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(form_marks.marked(source), name, filename)
        return PartsMarked().visit(_Folding(self.words).visit(tree))  # type: ignore[no-any-return]


@cache
def environment(locale: str) -> Environment:
    """Return the environment of "zh" or "en", made at the first call."""
    words = speaker(locale)

    def speak(value: Any) -> Any:
        return words.speak(value) if isinstance(value, Message) else value

    env = _Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=speak,
    )
    env.words = words
    env.filters.update({name: getattr(formats(locale), name) for name in FILTERS})
    env.filters["say"] = words.gettext
    env.filters[MARK], env.filters[UNMARK] = marker(locale, speak), unmarked
    env.filters["unit"] = partial(unit_name, locale=locale)
    env.globals.update(_globals(locale, words))
    return env


def _globals(locale: str, words: Speaker) -> dict[str, Any]:
    return {
        "_": words.gettext,
        "ngettext": words.ngettext,
        "static": static,
        "status": status,
        "file_rules": limits,
        opened_for.FIELD: opened_for.hidden_field,
        form_marks.OWN_KEY: form_marks.hidden_key,
        "locale": locale,
        "name_of": partial(name_of, locale),
        "form_of": partial(form_of, locale),
        "form_in": partial(form_in, locale),
        "signature": partial(signature, locale),
        "country": partial(country_name, locale=locale),
        "why": in_words,
        "html_lang": HTML_LANG[locale],
        "other_locale": LOCALES[1 - LOCALES.index(locale)],
        "formats": formats(locale),
        "dark_media": lambda theme: DARK_MEDIA.get(theme, DARK_MEDIA_OF_THE_DEVICE),
        **CHARTS,
    }


def render(name: str, context: Mapping[str, Any], *, locale: str, block: str | None = None) -> str:
    """Return the HTML of template `name`, or of its block `block`; an unknown block is the page.

    `context` goes over the defaults of the layouts (`actor`, `path`, `nav`, `theme` …); times are
    written in `context["zone"]` (an IANA name; Asia/Shanghai without).
    """
    template = environment(locale).get_template(name)
    variables = {**DEFAULTS, **context}
    number = getattr(variables["actor"], "counterparty_number", "")
    with in_zone(variables["zone"]), opened_for.speaking_for(number):
        if block is None:
            return template.render(variables)
        scope = template.new_context(variables)
        # The root runs the imports and `set` lines on top of the page and of its layouts; stop where
        # the layout starts to print.
        for printed in template.root_render_func(scope):
            if not printed.isspace():
                break
        if block not in scope.blocks:
            return template.render(variables)
        return environment(locale).concat(scope.blocks[block][0](scope))


def has_block(name: str, block: str) -> bool:
    """Does this page itself (not its layout) have a block of that name?"""
    return block in environment("en").get_template(name).blocks
