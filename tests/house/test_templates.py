"""Templates and scripts obey the strict content security policy and the house's own rules."""

import re
from pathlib import Path

import pytest

from shared.language.speaking import LOCALES
from shared.web.form_marks import marked
from shared.web.render import environment

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))

FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script\b(?![^>]*\ssrc=)",
    "an inline handler": r"\son[a-z]+\s*=",
    "hx-on": r"\bhx-on\b",
    "a js: value": r"[\"']js:|javascript:",
    "a data: address": r"[\"'(]data:",
    "hx-select, which makes a full request": r"\bhx-select\b",
    "a trigger filter, which needs eval": r"hx-trigger=\"[^\"]*\[",
    "a key of its own making; the engine gives each form one": r"name=\"key\"",
    "text marked safe": r"\|\s*safe\b",
    "a percent placeholder; write {name}": r"_\(\s*['\"][^'\"]*%\(",
}
FORM_THAT_POSTS = re.compile(r"<form\b(?:(?!</form>).)*?\bmethod=\"post\"", re.DOTALL)
EVALUATING = re.compile(r"\beval\(|new Function|document\.write|setTimeout\(\s*[\"'`]")
LOOSE_FILE = 300


def broken(text: str) -> list[str]:
    return [name for name, rule in FORBIDDEN.items() if re.search(rule, text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_keeps_to_the_policy(path: Path) -> None:
    assert broken(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", ['<p style="x">', "<script>x</script>", '<a onclick="x">'])
def test_a_breach_of_the_policy_is_seen(text: str) -> None:
    assert broken(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_form_that_posts_is_given_a_key(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    given = marked(source).count("{{ own_key() }}")
    assert given == len(FORM_THAT_POSTS.findall(source))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_evaluates_no_text(path: Path) -> None:
    assert not EVALUATING.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
@pytest.mark.parametrize("locale", LOCALES)
def test_every_template_compiles(path: Path, locale: str) -> None:
    name = str(path.relative_to(ROOT / "templates"))
    assert environment(locale).get_template(name).blocks is not None


def test_every_icon_that_is_named_exists() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text()))
    named = set((ROOT / "tools/icons.txt").read_text().split())
    assert named == sprite
    for path in TEMPLATES:
        used = set(re.findall(r"\bicon\('([\w-]+)'", path.read_text(encoding="utf-8")))
        assert used <= sprite, path


def test_files_of_the_face_stay_small() -> None:
    long = [
        str(path.relative_to(ROOT))
        for path in [*TEMPLATES, *SCRIPTS, *STYLES]
        if len(path.read_text(encoding="utf-8").splitlines()) > LOOSE_FILE
    ]
    assert long == []


def test_every_style_and_script_is_in_its_bundle() -> None:
    for kind in ("css", "js"):
        folder = ROOT / "static" / kind
        listed = re.findall(r'^@import "([^"]+)"', (folder / f"wl.{kind}").read_text(), re.M)
        found = {str(path.relative_to(folder)) for path in folder.rglob(f"*.{kind}")}
        assert set(listed) == found - {f"wl.{kind}", "01-tokens-dark.css"}
