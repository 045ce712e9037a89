"""A key of one door opens nothing at the other."""

import pytest

from shared.counterparties.models import Counterparty
from tests.cast import browser_of
from tests.portal.test_isolation import PORTAL, is_nobody, world
from tests.web import Browser

__all__ = ["world"]


@pytest.mark.asvs("3.5.4")
async def test_a_session_of_the_admin_opens_nothing_in_the_portal(world: Counterparty) -> None:
    lin = await browser_of("lin.xiaoyu")
    stolen = Browser(PORTAL)
    stolen.cookies[PORTAL.face.session_cookie] = lin.cookies[lin.face.session_cookie]
    await is_nobody(stolen, world)
