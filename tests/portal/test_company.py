"""The catalogue at own prices and the own company, over HTTP."""

from portal.app import build
from shared.demo.cast import HAIYUE, QIMING
from shared.identity.models import Membership
from shared.settings import load
from tests.cast import Cast
from tests.web import Browser


async def browser(cast: Cast, subject: str, place: str) -> Browser:
    app = build(load({}, environment="development", secret_key="k" * 40))
    found = Browser(app)
    await found.sign_in(cast.users[subject], cast.counterparties[place])
    return found


async def test_the_catalogue_shows_own_net_prices_and_their_file_the_same(cast: Cast) -> None:
    zhou = await browser(cast, "zhou.min", QIMING)
    html = (await zhou.get("/catalogue?q=RS-310T")).text
    assert "RS-310T" in html
    assert "RS-520" not in html
    body = (await zhou.get("/catalogue/export?q=RS-310T&format=csv")).content.decode()
    assert "RS-310T" in body
    assert "RS-520" not in body


async def test_a_product_goes_into_an_order_from_the_catalogue(cast: Cast) -> None:
    zhou = await browser(cast, "zhou.min", QIMING)
    answer = await zhou.post("/orders", {"sku": "RS-310", "quantity": "20"})
    assert answer.status_code == 303


async def test_the_company_page_shows_only_ones_own_company(cast: Cast) -> None:
    zhou = await browser(cast, "zhou.min", QIMING)
    html = (await zhou.get("/company")).text
    assert QIMING in html
    assert HAIYUE not in html


async def test_a_rival_cannot_suspend_a_member(cast: Cast) -> None:
    zhou = await browser(cast, "zhou.min", QIMING)
    rival = await Membership.filter(counterparty_id=cast.counterparties[HAIYUE].id).first()
    assert rival is not None
    answer = await zhou.post(
        f"/company/people/{rival.public_id}/suspension", {"version": str(rival.version)}
    )
    assert answer.status_code == 404
    assert (await Membership.get(id=rival.id)).is_active


async def test_an_administrator_invites_a_colleague_once(cast: Cast) -> None:
    zhou = await browser(cast, "zhou.min", QIMING)
    fields = {"email": "new@qiming.example", "role": "member"}
    assert (await zhou.post("/company/people/invitations", fields)).status_code == 303
    again = await zhou.post("/company/people/invitations", fields)
    assert again.status_code == 422
    assert 'value="new@qiming.example"' in again.text
