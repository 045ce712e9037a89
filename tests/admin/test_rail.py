"""The rail's counts follow what happens: an open page asks for them alone."""

import re

from tests.cast import browser_of
from tests.shared.identity.statements import counted


async def test_the_rail_asks_for_its_counts_alone(demo: str) -> None:
    gao = await browser_of("gao.yuan")
    whole = await gao.get("/")
    assert 'hx-trigger="changed:tickets from:body throttle:5s"' in whole.text
    assert "hx-partial" not in whole.text
    async with counted() as sent:
        part = await gao.get(
            "/", hx_request="true", hx_request_type="partial", hx_target="rail-counts"
        )
    asked = [one for one in sent if one.startswith("SELECT")]
    assert len(asked) == 2, "the session and one statement for all counts"
    assert "<h1" not in part.text
    shown = re.search(r'id="waits-tickets">(.*?)</span></hx-partial>', part.text)
    assert shown is not None
    assert shown[1] in whole.text
    assert re.search(r">\d+<", shown[1])


async def test_a_rail_without_support_follows_nothing(demo: str) -> None:
    answer = await (await browser_of("xu.lei")).get("/")
    assert "changed:tickets" not in answer.text
    assert "on=tickets" not in answer.text
