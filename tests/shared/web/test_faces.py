"""Every route of both faces keeps the house's promises, also those added tomorrow."""

import re

import pytest

from shared.access.policy import permissions
from shared.web.application import WebApp
from shared.web.routing import WebRoute
from tests.faces import present
from tests.web import Browser

FACES = present()
ALL = [(name, route) for name, app in FACES.items() for route in app.routes]


def named(routes: list[tuple[str, WebRoute]]) -> list[object]:
    return [pytest.param(FACES[n], r, id=f"{n} {r.method} {r.path}") for n, r in routes]


def filled(route: WebRoute) -> str:
    return re.sub(r"\{\w+(:\w+)?\}", "SO-9999-9999", route.path)


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize(("app", "route"), named([one for one in ALL if one[1].method != "GET"]))
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
async def test_no_other_site_can_use_a_verb(app: WebApp, route: WebRoute, site: str | None) -> None:
    headers = {"origin": "https://evil.example"} | ({"sec-fetch-site": site} if site else {})
    answer = await Browser(app).send(route.method, filled(route), headers=headers)
    assert (answer.status_code == 403) is (route.cross_origin is None)


@pytest.mark.parametrize(("app", "route"), named([one for one in ALL if not one[1].access.public]))
async def test_nothing_but_the_public_routes_opens_without_a_session(
    app: WebApp, route: WebRoute
) -> None:
    browser = Browser(app)
    if route.method == "GET":
        answer = await browser.get(filled(route))
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in")
    else:
        assert (await browser.post(filled(route))).status_code == 401


@pytest.mark.asvs("3.4.3")
@pytest.mark.parametrize(("app", "route"), named(ALL))
async def test_every_route_of_a_foreign_host_is_refused_without_an_echo(
    app: WebApp, route: WebRoute
) -> None:
    if route.path in ("/healthz", "/readyz"):
        return
    answer = await Browser(app).send(
        route.method, filled(route), headers={"host": "evil.example", "origin": "null"}
    )
    assert answer.status_code == 400
    assert "evil.example" not in answer.text + str(answer.headers)
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("name", FACES)
async def test_an_address_that_is_too_long_is_not_said_again(name: str) -> None:
    answer = await Browser(FACES[name]).get("/orders?q=" + "aha" * 3000)
    assert answer.status_code == 414
    assert "aha" not in answer.text
    assert (await Browser(FACES[name]).get("/orders?q=" + "aha" * 2000)).status_code != 414


def test_every_permission_of_a_route_is_known_to_the_law() -> None:
    asked = {route.access.permission for _, route in ALL if route.access.permission}
    assert asked <= permissions()


@pytest.mark.parametrize("name", FACES)
def test_names_and_addresses_of_routes_are_unique(name: str) -> None:
    routes = FACES[name].routes
    assert len({route.name for route in routes}) == len(routes)
    assert len({(route.method, route.path) for route in routes}) == len(routes)


@pytest.mark.parametrize(("app", "route"), named([one for one in ALL if one[1].method == "GET"]))
def test_no_route_stands_in_the_shadow_of_an_earlier_one(app: WebApp, route: WebRoute) -> None:
    scope = {"type": "http", "method": "GET", "path": re.sub(r"\{\w+\}", "SO-1", route.path)}
    first = next(one for one in app.routes if one.matches(scope)[0].name == "FULL")
    assert first is route
