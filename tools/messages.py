"""Collects every text to translate into `shared/language/locale/zh.po`: `./run messages`.

Python marks texts with `say`, `say_n`, `_`, `gettext` or `ngettext`, templates with `_` and
`ngettext`. The file is sorted by msgid and holds no places and no obsolete entries, so that two
people who add strings seldom meet. Translations are kept; `--check` only says what is missing.
"""

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent
ZH = Path("shared/language/locale/zh.po")
SINGULAR = {"say", "_", "gettext"}
PLURAL = {"say_n", "ngettext"}
HEADER = r"""# Chinese of every text; kept by ./run messages, sorted by msgid.
msgid ""
msgstr ""
"Language: zh\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""

Text = str | tuple[str, str]


def main(arguments: list[str]) -> int:
    """Write the catalogue, or with --check report (exit 1) what it lacks or no longer needs."""
    path = ROOT / ZH
    old = read(path)
    found = set(texts(ROOT))
    stale = sorted(shown(one) for one in old if one not in found)
    untranslated = sorted(shown(one) for one in found if not is_translated(old.get(one)))
    if "--check" not in arguments:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written({one: old.get(one, "") for one in found}), encoding="utf-8")
        print(f"{ZH}: {len(found)} texts, {len(untranslated)} without Chinese, {len(stale)} gone")
        return 0
    for title, rows in (("No Chinese yet", untranslated), ("No longer used", stale)):
        for row in rows:
            print(f"{title}: {row}")
    return 1 if stale or untranslated else 0


def texts(root: Path) -> Iterator[Text]:
    """Yield every marked text of the product: a msgid, or (singular, plural)."""
    for folder in ("shared", "portal", "admin"):
        for path in sorted((root / folder).rglob("*.py")):
            yield from texts_of_python(path.read_text(encoding="utf-8"), str(path))
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in (".html", ".txt", ".xml"):
            yield from texts_of_template(path.read_text(encoding="utf-8"))


def texts_of_python(source: str, name: str = "?") -> Iterator[Text]:
    """Yield the texts marked in Python source; a marked text must be a literal."""
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        function = node.func.id if isinstance(node.func, ast.Name) else function
        wanted = 1 if function in SINGULAR else 2 if function in PLURAL else 0
        found = [one.value for one in node.args[:wanted] if is_text(one)]
        if wanted and len(found) == wanted:
            yield found[0] if wanted == 1 else (found[0], found[1])


def is_text(node: ast.expr) -> bool:
    """Return whether the argument is a text literal."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def texts_of_template(source: str) -> Iterator[Text]:
    """Yield the texts marked in a template with `_` and `ngettext`."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for _line, function, message in environment.extract_translations(source):
        # With named values Jinja yields a tuple: the text, then None for each value.
        if function in SINGULAR and (text := message if isinstance(message, str) else message[0]):
            yield str(text)
        elif function in PLURAL and message[0] and message[1]:
            yield (str(message[0]), str(message[1]))


def read(path: Path) -> dict[Text, str]:
    """Return text → Chinese of a catalogue file; an absent file is empty."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale="zh")
    kept: dict[Text, str] = {}
    for message in catalogue:
        if message.id:
            id_ = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            kept[id_] = message.string if isinstance(message.string, str) else message.string[0]
    return kept


def is_translated(chinese: str | None) -> bool:
    """Return whether there is a Chinese text."""
    return bool(chinese and chinese.strip())


def shown(text: Text) -> str:
    """Return a text for a person to find it by."""
    return text if isinstance(text, str) else " / ".join(text)


def places(text: Text) -> set[str]:
    """Return the places for parameters in a text: {name} and %(name)s."""
    return set(re.findall(r"\{\w*\}|%\(\w+\)s", shown(text)))


def written(entries: dict[Text, str]) -> str:
    """Return the catalogue file: the same entries always give the same bytes."""
    catalogue = Catalog(locale="zh")
    for text, chinese in entries.items():
        catalogue.add(text, chinese if isinstance(text, str) else (chinese,))
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, sort_output=True, omit_header=True)
    entries_only = re.sub(r"^#.*\n", "", buffer.getvalue().decode(), flags=re.MULTILINE)
    return HEADER + entries_only.strip() + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
