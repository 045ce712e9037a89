"""The routes as they are built: written down, and none without somebody who may use it."""

import pytest

from shared.access import policy
from shared.cli.routes import all_routes
from shared.web.routing import RouteEntry
from tools import routes

OPEN = {"public", "signed-in"}


@pytest.fixture(scope="module")
def entries() -> list[RouteEntry]:
    return all_routes()


def unguarded(entries: list[RouteEntry]) -> list[str]:
    """Return the routes whose permission the law does not know."""
    known = policy.permissions() | OPEN
    return [f"{one.app} {one.method} {one.path}" for one in entries if one.permission not in known]


def test_the_written_list_is_the_built_list(entries: list[RouteEntry]) -> None:
    assert routes.PAGE.read_text(encoding="utf-8") == routes.written(entries), (
        "docs/routes.md is not what is built: ./run routes"
    )


def test_every_built_route_has_somebody_who_may_use_it(entries: list[RouteEntry]) -> None:
    assert unguarded(entries) == []


def test_an_unguarded_route_is_seen(entries: list[RouteEntry]) -> None:
    stray = RouteEntry("portal", "GET", "/trap", "trap", "")
    assert unguarded([*entries, stray]) == ["portal GET /trap"]


def test_no_two_routes_of_a_face_share_a_name_or_address(entries: list[RouteEntry]) -> None:
    names = [(one.app, one.method, one.name) for one in entries]
    addresses = [(one.app, one.method, one.path) for one in entries]
    assert sorted(set(names)) == sorted(names)
    assert sorted(set(addresses)) == sorted(addresses)


def test_both_faces_are_built(entries: list[RouteEntry]) -> None:
    assert {one.app for one in entries} == {"portal", "admin"}
    assert {"/healthz", "/readyz", "/sign-in", "/sign-out"} <= {one.path for one in entries}
