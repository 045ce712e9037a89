"""What a page shows in another language than its own is marked, and nothing else is."""

import pytest

from shared.kernel.two_languages import Fallback
from shared.kernel.wording import say
from shared.web.render import environment

EN, ZH = environment("en"), environment("zh")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<b>{{ x }}</b>", '<b><span lang="zh-CN">苏州</span></b>'),
        ("<b>{{ x ~ ', 3' }}</b>", '<b><span lang="zh-CN">苏州</span>, 3</b>'),
        ('<b title="{{ x }}">{{ y }}</b>', '<b title="苏州">&lt;i&gt;</b>'),
        ("<b{% if x %} title='{{ x }}'{% endif %}>{{ y }}</b>", "<b title='苏州'>&lt;i&gt;</b>"),
        ("<title>{{ x }}</title>", "<title>苏州</title>"),
        ("<option value=1>{{ x }}</option>", "<option value=1>苏州</option>"),
        ("{{ _('Edit {name}', name=x) }}", 'Edit <span lang="zh-CN">苏州</span>'),
        ("{% macro m(v) %}<i>{{ v }}</i>{% endmacro %}{{ m(x) }}", '<i><span lang="zh-CN">苏州</span></i>'),
        ("{{ said }}", 'City: <span lang="zh-CN">苏州</span>'),
        ('<a x="a > b" href="{{ x }}">', '<a x="a > b" href="苏州">'),
        (
            '{% macro tip(x) %}{{ x }}{% endmacro %}<b title="{{ tip("1月") }}">',
            '<b title="1月">',
        ),
    ],
)  # fmt: skip
def test_han_on_an_english_page(source: str, shown: str) -> None:
    said = say("City: {city}", city="苏州")
    assert EN.from_string(source).render(x="苏州", y="<i>", said=said) == shown


def test_a_run_goes_on_over_numbers_to_its_last_character() -> None:
    shown = EN.from_string("{{ x }}").render(x="星湖街 12 号, Suzhou <b>")
    assert shown == '<span lang="zh-CN">星湖街 12 号</span>, Suzhou &lt;b&gt;'


def test_a_chinese_page_marks_a_fallback_and_leaves_codes_alone() -> None:
    page = ZH.from_string("{{ x }} {{ y }} {{ z }}")
    shown = page.render(x=Fallback("A & B", "en"), y="SO-2026-0001", z="苏州")
    assert shown == '<span lang="en">A &amp; B</span> SO-2026-0001 苏州'
