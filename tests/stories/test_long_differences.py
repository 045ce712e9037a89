"""A long talk about a difference is read part by part, on both sides, and so are its photos."""

import re
from datetime import timedelta

import pytest

from shared.demo.cast import MIRRORS
from shared.purchasing.models.deliveries import Discrepancy, DiscrepancyMessage
from tests.cast import ANCHOR, browser_of

pytestmark = pytest.mark.usefixtures("demo")
SAID = re.compile(r"word (\d+)\.")
EARLIER = re.compile(r'href="(/deliveries/[^"]+)">[^<]*<svg.*?</svg>Earlier messages')


async def long_talk(count: int) -> Discrepancy:
    found = await Discrepancy.filter(supplier__number=MIRRORS, state="open").first()
    assert found is not None
    await DiscrepancyMessage.filter(discrepancy_id=found.id).delete()
    await DiscrepancyMessage.bulk_create(
        DiscrepancyMessage(
            discrepancy_id=found.id, author_name="Gu Ting", side="supplier",
            text=f"word {number}.", said_at=ANCHOR + timedelta(minutes=number),
        )
        for number in range(count)
    )  # fmt: skip
    return found


@pytest.mark.parametrize("subject", ["gu.ting", "sun.li"])
async def test_every_message_is_read_once_going_back_part_by_part(subject: str) -> None:
    found = await long_talk(500)
    delivery = await found.delivery
    reader = await browser_of(subject)
    read: list[int] = []
    path, parts = f"/deliveries/{delivery.number}", 0
    while path:
        html = (await reader.get(path.replace("&amp;", "&").partition("#")[0])).text
        shown = [int(one) for one in SAID.findall(html)]
        assert shown == sorted(shown)
        assert len(shown) <= 30
        assert ("Latest messages" in html) is (parts > 0)
        # It stands beside the receipt as well.
        began = html.count(found.story) - 1
        assert began == (0 in shown), "how it began stands above the first words"
        read = shown + read
        further = EARLIER.search(html)
        path, parts = further[1] if further else "", parts + 1
    assert read == list(range(500))
    assert parts == 17


async def test_an_odd_place_shows_the_newest_part() -> None:
    found = await long_talk(40)
    delivery = await found.delivery
    gu = await browser_of("gu.ting")
    for odd in ("nonsense", "", "WyJ4Il0"):
        html = (await gu.get(f"/deliveries/{delivery.number}?of={found.number}&before={odd}")).text
        assert "word 39." in html
        assert "word 9." not in html


async def test_a_short_talk_has_no_parts() -> None:
    found = await long_talk(30)
    delivery = await found.delivery
    html = (await (await browser_of("gu.ting")).get(f"/deliveries/{delivery.number}")).text
    assert "Earlier messages" not in html
    assert len(SAID.findall(html)) == 30
