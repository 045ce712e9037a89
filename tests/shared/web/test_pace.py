"""Who asks too often is told when to come back; the limits are settings."""

import pytest

from shared.access import policy
from shared.settings import Problem, load
from shared.web.pace import Pace
from tests.shared.web import world
from tests.web import Browser


async def _lin(**rates: str) -> Browser:
    browser = Browser(world.admin(rate_limits="on", **rates))
    await browser.sign_in(await world.colleague(policy.ACCOUNT_MANAGER))
    return browser


@pytest.mark.asvs("2.4.1")
async def test_one_address_has_its_measure_of_requests() -> None:
    stranger = Browser(world.admin(rate_limits="on", rate_address="2/minute"))
    assert [(await stranger.get("/open")).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.asvs("2.4.1")
async def test_the_answer_says_when_to_come_back_and_carries_every_header() -> None:
    stranger = Browser(world.admin(rate_limits="on", rate_address="1/minute"))
    await stranger.get("/open")
    answer = await stranger.get("/open")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 120
    assert "Wait a moment and try again" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.asvs("2.4.1")
async def test_doors_are_tried_less_often_than_pages_are_read() -> None:
    stranger = Browser(world.admin(rate_limits="on", rate_door="1/minute"))
    answers = [await stranger.post("/open-deals", {"title": "x", "lines": "0"}) for _ in range(2)]
    assert answers[0].status_code != 429
    assert answers[1].status_code == 429
    assert (await stranger.get("/open")).status_code == 200


async def test_what_was_typed_comes_back_to_be_sent_again(database: str) -> None:
    lin = await _lin(rate_person_verbs="1/minute")
    await lin.post("/submission", {})
    answer = await lin.post("/deals", {"title": 'Two "pumps"'})
    assert answer.status_code == 429
    assert 'value="Two &#34;pumps&#34;"' in answer.text
    assert 'action="/deals"' in answer.text
    assert "new tab" not in answer.text


async def test_what_was_typed_beside_files_comes_back_too(database: str) -> None:
    lin = await _lin(rate_person_verbs="1/minute")
    await lin.post("/submission", {})
    files = {"paper": ("offer.pdf", b"%PDF-1.7 " + b"x" * 200_000)}
    answer = await lin.post("/deals", {"title": 'Two "pumps"', "tags": ["a", "b"]}, files=files)
    assert answer.status_code == 429
    assert 'value="Two &#34;pumps&#34;"' in answer.text
    assert answer.text.count('name="tags"') == 2
    assert 'enctype="multipart/form-data"' in answer.text
    assert 'type="file"' in answer.text
    assert 'name="paper"' in answer.text
    assert "%PDF" not in answer.text


async def test_a_multipart_form_without_a_file_asks_for_none(database: str) -> None:
    lin = await _lin(rate_person_verbs="1/minute")
    await lin.post("/submission", {})
    answer = await lin.post("/deals", {"title": "pumps"}, files={"paper": ("", b"")})
    assert answer.status_code == 429
    assert 'value="pumps"' in answer.text
    assert 'type="file"' not in answer.text


async def test_htmx_gets_a_sentence_and_the_form_stays(database: str) -> None:
    lin = await _lin(rate_person_verbs="1/minute")
    await lin.post("/submission", {})
    answer = await lin.htmx("POST", "/deals", "form#ask", {"title": "pumps"})
    assert answer.status_code == 429
    assert "Wait a moment" in answer.text
    assert 'id="ask"' not in answer.text


async def test_pages_and_changes_of_a_person_are_counted_apart(database: str) -> None:
    lin = await _lin(rate_person_pages="1/minute", rate_person_verbs="5/minute")
    assert (await lin.get("/words/a")).status_code == 200
    assert (await lin.get("/words/a")).status_code == 429
    assert (await lin.post("/submission", {})).status_code == 303


async def test_one_person_does_not_use_up_what_another_may(database: str) -> None:
    app = world.admin(rate_limits="on", rate_person_pages="1/minute")
    lin, mei = Browser(app), Browser(app)
    await lin.sign_in(await world.colleague(policy.ACCOUNT_MANAGER))
    await mei.sign_in(await world.colleague(policy.SALES_MANAGER, policy.ACCOUNT_MANAGER))
    assert (await lin.get("/words/a")).status_code == 200
    assert (await lin.get("/words/a")).status_code == 429
    assert (await mei.get("/words/a")).status_code == 200


async def test_probes_and_styles_are_not_counted() -> None:
    stranger = Browser(world.admin(rate_limits="on", rate_address="1/minute"))
    for path in ("/healthz", "/static/missing.css", "/healthz", "/static/missing.css"):
        assert (await stranger.get(path)).status_code != 429


@pytest.mark.asvs("16.5.2")
async def test_a_store_that_is_away_limits_nobody() -> None:
    # Nothing listens on port 1.
    app = world.admin(rate_limits="on", rate_address="1/minute", rate_store="valkey://127.0.0.1:1")
    stranger = Browser(app)
    assert [(await stranger.get("/open")).status_code for _ in range(3)] == [200, 200, 200]


def test_limits_hold_in_production_without_asking() -> None:
    assert Pace(load({"WANGLAI_ENVIRONMENT": "production"}), "portal").is_on
    assert not Pace(load({"WANGLAI_ENVIRONMENT": "demo"}), "portal").is_on
    assert not Pace(load({"WANGLAI_RATE_LIMITS": "off"}), "portal").is_on


@pytest.mark.parametrize(
    ("name", "text"),
    [("RATE_DOOR", "many"), ("RATE_STORE", "disk"), ("RATE_LIMITS", "maybe")],
)
def test_a_wrong_limit_is_said_with_its_name(name: str, text: str) -> None:
    with pytest.raises(Problem, match=f"WANGLAI_{name}"):
        Pace(load({f"WANGLAI_{name}": text}), "portal")
