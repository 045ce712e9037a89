"""Pages and blocks: the same template whole for a browser, in part for htmx, in both languages."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import DictLoader, UndefinedError

from shared.kernel.wording import say, say_n
from shared.language.speaking import LOCALES, translated
from shared.web import render as renderer
from shared.web.navigation import NavItem
from shared.web.render import environment, has_block, render
from shared.web.words import speaker

PAGE = """
{% extends "shared/portal.html" %}
{% from "macros/ui.html" import badge %}
{% set heading = "Top" %}
{% block title %}{{ heading }}{% endblock %}
{% block main %}{% block order_card %}
<div id="order-card">{{ badge("draft") }}{{ heading }} {{ name }} {{ at|moment }}</div>
{% endblock %}{% endblock %}
"""
ACTOR = SimpleNamespace(shown_name="Zhou Min", email="z@example.com", counterparty_name="Qiming")
NAV = [NavItem("orders", "package", say("Orders"), "/orders", 2)]
AT = datetime(2020, 1, 2, 3, 4, tzinfo=UTC)
CONTEXT: dict[str, Any] = {
    "actor": ACTOR, "nav": NAV, "path": "/orders/SO-2026-0001", "name": "<Ning>", "at": AT,
    "explained": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    for locale in LOCALES:
        env = environment(locale)
        plain = env.loader
        assert plain is not None

        class Both(DictLoader):
            inner = plain

            def get_source(self, environment: Any, template: str) -> Any:
                if template in self.mapping:
                    return super().get_source(environment, template)
                return self.inner.get_source(environment, template)

        monkeypatch.setattr(env, "loader", Both({"page.html": PAGE}))
        env.cache.clear()  # type: ignore[union-attr]


@pytest.mark.parametrize(("locale", "lang"), [("zh", "zh-CN"), ("en", "en")])
def test_a_page_has_the_layout_of_its_face(locale: str, lang: str) -> None:
    html = render("page.html", CONTEXT, locale=locale)
    assert f'<html lang="{lang}"' in html
    assert html.count("<h1") == 0
    assert 'href="/orders" aria-current="page"' in html
    assert "&lt;Ning&gt;" in html


def test_a_block_is_the_same_part_of_the_page() -> None:
    whole = render("page.html", CONTEXT, locale="zh")
    part = render("page.html", CONTEXT, locale="zh", block="order_card")
    assert part.strip().startswith('<div id="order-card">')
    assert "<html" not in part
    assert part.strip() in whole


def test_an_unknown_block_is_the_whole_page() -> None:
    assert "<html" in render("page.html", CONTEXT, locale="en", block="nothing")
    assert has_block("page.html", "order_card")
    assert not has_block("page.html", "nothing")


def test_states_speak_the_language_of_the_reader() -> None:
    assert "草稿" in render("page.html", CONTEXT, locale="zh", block="order_card")
    assert "Draft" in render("page.html", CONTEXT, locale="en", block="order_card")


def test_times_are_in_the_zone_of_the_reader() -> None:
    berlin = {**CONTEXT, "zone": "Europe/Berlin"}
    assert "04:04" in render("page.html", berlin, locale="en", block="order_card")
    assert "11:04" in render("page.html", CONTEXT, locale="en", block="order_card")


def test_a_missing_value_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        render("page.html", {"actor": ACTOR}, locale="en")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("layout", ["portal", "admin", "sign_in_layout"])
def test_every_layout_stands_alone(layout: str, locale: str) -> None:
    html = render(
        f"shared/{layout}.html", {**CONTEXT, "crumbs": [("A", "/a"), ("B", None)]}, locale=locale
    )
    assert html.rstrip().endswith("</html>")
    assert "None" not in html


@pytest.mark.asvs("1.2.1")
def test_a_sentence_keeps_its_values_harmless() -> None:
    words = speaker("en")
    assert words.gettext("Now: {value}", value="<b>") == "Now: &lt;b&gt;"
    assert speaker("zh").gettext("Cancel") == "取消"
    assert words.ngettext("{n} thing", "{n} things", 1) == "1 thing"


def test_a_message_of_the_domain_is_spoken_with_its_dates() -> None:
    message = say("Now: {value}", value=datetime(2020, 1, 2, 3, 4, tzinfo=UTC))
    assert translated(message, "zh") == "现为：2020年1月2日 11:04"
    counted = say_n("There is one thing to fix", "There are {n} things to fix", 2)
    assert translated(counted, "en") == "There are 2 things to fix"


def test_the_defaults_of_the_layouts_are_all_named() -> None:
    assert {"actor", "nav", "path", "crumbs", "theme", "toasts"} <= set(renderer.DEFAULTS)
