"""The static bundles: stable addresses, compressed bodies, no dead links."""

import gzip

import brotli
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from shared.web.assets import FOR_EVER, Assets, assets, static, static_file

NAMES = ("wl.css", "wl-dark.css", "wl.js", "htmx.js", "icons.svg", "seal.svg")
BUDGET = 90_000


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[Route("/static/{path:path}", static_file)]))


@pytest.mark.parametrize("name", NAMES)
def test_the_address_of_a_file_depends_on_its_content_only(name: str) -> None:
    assert Assets().url(name) == Assets().url(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_may_be_kept_for_ever(client: TestClient, name: str) -> None:
    answer = client.get(static(name))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == FOR_EVER


@pytest.mark.parametrize("name", NAMES)
def test_compressed_bodies_are_the_same_file(name: str) -> None:
    asset = assets().find(static(name).removeprefix("/static/"))
    assert asset is not None
    assert gzip.decompress(asset.gzipped) == asset.body
    assert brotli.decompress(asset.brotlied) == asset.body


def test_an_unknown_name_is_an_error_where_it_is_written() -> None:
    with pytest.raises(KeyError):
        static("nothing.css")


def test_an_unknown_address_is_not_found(client: TestClient) -> None:
    assert client.get("/static/../pyproject.toml").status_code == 404
    assert client.get("/static/wl.css").status_code == 404


def test_the_style_names_the_font_by_its_address() -> None:
    asset = assets().find(static("wl.css").removeprefix("/static/"))
    assert asset is not None
    assert static("fonts/inter-latin-var.woff2").encode() in asset.body
    assert b"@import" not in asset.body
    assert b"../" not in asset.body


def test_the_first_visit_stays_within_its_budget() -> None:
    names = ("wl.css", "wl-dark.css", "wl.js", "htmx.js", "icons.svg")
    found = [assets().find(static(name).removeprefix("/static/")) for name in names]
    font = assets().find(static("fonts/inter-latin-var.woff2").removeprefix("/static/"))
    assert font is not None
    total = len(font.body) + sum(len(asset.gzipped) for asset in found if asset is not None)
    assert total < BUDGET
