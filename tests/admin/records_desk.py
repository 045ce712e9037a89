"""The demo world at the desks of those who keep records: one colleague of each hat signed in."""

import re
from dataclasses import dataclass

from shared.access.models import User
from tests.admin.order_desk import admin
from tests.cast import Cast
from tests.web import Browser

LIN, CHEN, WU, SUN, HE, XU = (
    "lin.xiaoyu", "chen.hao", "wu.jing", "sun.li", "he.min", "xu.lei",
)  # fmt: skip


@dataclass
class Desks:
    """Signs colleagues of the demo world in."""

    cast: Cast

    async def of(self, subject: str, locale: str = "en") -> Browser:
        """Return the browser of a colleague."""
        user = self.cast.users[subject]
        await User.filter(id=user.id).update(locale=locale)
        browser = Browser(admin(), language=locale)
        await browser.sign_in(user)
        return browser


def hidden(html: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]
