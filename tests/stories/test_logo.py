"""An organisation's logo, once agreed to, stands in its portal and on its record, for both sides alone."""

import re

import pytest

from shared.counterparties.models import Counterparty
from shared.demo.cast import HAIYUE, QIMING
from shared.files.models import Attachment
from shared.kernel import clock
from tests.cast import browser_of

pytestmark = pytest.mark.usefixtures("demo")
LOGO = re.compile(r'src="(/files/[^/"]+/thumbnail)" alt="[^"]*" width="32"')


async def shown_to(subject: str, path: str = "/") -> str:
    found = LOGO.search((await (await browser_of(subject)).get(path)).text)
    return found[1] if found else ""


async def test_members_see_their_logo_on_every_page_and_nobody_elses() -> None:
    picture = await shown_to("zhou.min", "/orders")
    assert picture
    assert await shown_to("tang.yu") == picture
    assert await shown_to("bo.wei") == "", "Haiyue has none"
    assert (await (await browser_of("zhou.min")).get(picture)).status_code == 200
    assert (await (await browser_of("bo.wei")).get(picture)).status_code == 404


async def test_our_people_see_it_on_every_tab_of_the_record() -> None:
    lin = await browser_of("lin.xiaoyu")
    picture = await shown_to("zhou.min")
    for tab in ("", "/contacts", "/orders"):
        assert picture in (await lin.get(f"/counterparties/{QIMING}{tab}")).text
    assert "avatar-logo" not in (await lin.get(f"/counterparties/{HAIYUE}")).text
    assert (await lin.get(picture)).status_code == 200


@pytest.mark.parametrize(
    "change", [{"removed_at": clock.now()}, {"is_internal": True}, {"scan": "pending"},
               {"scan": "infected"}, {"is_stored": False}, {"thumbnail_key": ""}],
)  # fmt: skip
async def test_a_picture_that_may_not_be_shown_is_no_logo(change: dict[str, object]) -> None:
    qiming = await Counterparty.get(number=QIMING)
    files = Attachment.filter(parent_table="counterparty", parent_id=qiming.id)
    await files.update(**change)
    assert await shown_to("zhou.min") == ""
