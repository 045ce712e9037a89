"""Sessions, permissions, whole pages and fragments, redirects and notices."""

import pytest

from shared.web.application import WebApp
from shared.web.caller import own_path
from shared.web.pages import see_other
from shared.web.routing import Access, get, route_list
from tests.shared.web import world
from tests.web import Browser


async def test_a_page_without_session_leads_to_sign_in_and_back(stranger: Browser) -> None:
    answer = await stranger.get("/words/caf%C3%A9?state=late&after=a%26b")
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/sign-in?next=/words/caf%25C3%25A9%3Fstate%3Dlate%26after%3Da%2526b"
    )
    assert (await stranger.get("/")).headers["location"] == "/sign-in"


@pytest.mark.asvs("7.2.1")
async def test_a_made_up_session_is_no_session(stranger: Browser, database: str) -> None:
    for token in ("x" * 43, "", "x" * 5000):
        stranger.cookies[stranger.face.session_cookie] = token
        assert (await stranger.get("/")).status_code == 303


@pytest.mark.asvs("3.5.4")
async def test_a_session_of_one_face_opens_nothing_on_the_other(lin: Browser) -> None:
    assert lin.face.session_cookie == "__Host-wl_admin"
    lin.cookies = {"__Host-wl_portal": lin.cookies["__Host-wl_admin"]}
    assert (await lin.get("/")).status_code == 303


async def test_a_verb_without_session_is_401_and_keeps_what_was_typed(stranger: Browser) -> None:
    answer = await stranger.post("/deals", {"title": 'typed "text"'})
    assert answer.status_code == 401
    assert 'name="title" value="typed &#34;text&#34;"' in answer.text
    assert 'action="/deals"' in answer.text


async def test_a_fragment_that_cannot_be_had_leaves_the_page_as_it_is(lin: Browser) -> None:
    for method, path, status in (
        ("GET", "/records/SO-1", 404), ("POST", "/forbidden", 403), ("GET", "/broken", 500),
        ("POST", "/raw", 422),
    ):  # fmt: skip
        answer = await lin.htmx(method, path, "p#card")
        assert answer.status_code == status
        assert answer.text.startswith('<hx-partial hx-target="#toasts"')
        assert answer.text.rstrip().endswith("</hx-partial>")


async def test_a_refusal_outside_of_a_form_is_a_page_with_its_sentence(lin: Browser) -> None:
    answer = await lin.post("/raw")
    assert answer.status_code == 422
    assert "Closed on Sundays." in answer.text


async def test_after_signing_in_htmx_returns_to_the_page_it_was_on(stranger: Browser) -> None:
    answer = await stranger.htmx(
        "POST", "/deals", "form#ask", hx_current_url="http://127.0.0.1:8001/deals/new?a=1"
    )
    assert answer.headers["hx-redirect"] == "/sign-in?next=/deals/new%3Fa%3D1"


@pytest.mark.asvs("3.7.2")
@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://e.com",
     "/open\r\nLocation: //e", "/open%0d%0a//e\n", "@evil.example", "/no/such/page", "", None,
     "/deals", "/sign-in?next=/open", "javascript:alert(1)", "/\t/evil.example", "/open" + "x" * 2000,
     "///evil.example", "/static/x", " /open", "/words/\u200b"],
)  # fmt: skip
async def test_no_way_back_leads_out_of_the_house(app: WebApp, wanted: str | None) -> None:
    assert own_path(app.routes, wanted) == "/"


@pytest.mark.parametrize("wanted", ["/open", "/words/abc", "/words?sort=name&x=%E4%B8%AD", "/"])
async def test_a_page_of_our_own_is_a_way_back(app: WebApp, wanted: str) -> None:
    assert own_path(app.routes, wanted) == wanted


async def test_a_member_without_the_right_gets_403(lin: Browser) -> None:
    answer = await lin.post("/forbidden")
    assert answer.status_code == 403
    assert "Your role does not include this" in answer.text


async def test_htmx_gets_the_block_it_aims_at_and_a_browser_the_page(lin: Browser) -> None:
    assert (await lin.get("/words/one")).text.startswith("<title>")
    block = await lin.htmx("GET", "/words/one", "p#card")
    assert block.text == "<p id='card'>one</p>"
    assert "HX-Target" in block.headers["vary"]


@pytest.mark.parametrize(
    "headers",
    [{"hx_request_type": "full"}, {"hx_target": "p#unknown"}, {"hx_target": ""},
     {"hx_history_restore_request": "true"}, {"hx_request": ""}],
)  # fmt: skip
async def test_everything_else_of_htmx_gets_the_whole_page(
    lin: Browser, headers: dict[str, str]
) -> None:
    answer = await lin.htmx("GET", "/words/one", "p#card", **headers)
    assert answer.text.startswith("<title>")


async def test_an_unchanged_page_is_304(lin: Browser) -> None:
    first = await lin.get("/words/one")
    assert first.headers["cache-control"] == "private, no-cache"
    again = await lin.get("/words/one", if_none_match=f'"x", {first.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["vary"] == first.headers["vary"]
    changed = await lin.get("/words/two", if_none_match=first.headers["etag"])
    assert changed.status_code == 200


async def test_done_leads_on_and_says_so_once(lin: Browser) -> None:
    answer = await lin.post("/submission")
    assert (answer.status_code, answer.headers["location"]) == (303, "/words/done")
    assert "<i>Order SO-1 submitted</i>" in (await lin.get("/words/done")).text
    assert "submitted" not in (await lin.get("/words/done")).text


async def test_htmx_is_led_on_by_its_own_header(lin: Browser) -> None:
    answer = await lin.htmx("POST", "/submission", "form#ask")
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/words/done")
    assert "location" not in answer.headers


async def test_a_forged_notice_is_not_shown(lin: Browser) -> None:
    await lin.post("/submission")
    name = lin.face.flash_cookie
    lin.cookies[name] = "x" + lin.cookies[name]
    assert "submitted" not in (await lin.get("/words/done")).text


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3")
async def test_every_cookie_is_tied_to_host_and_hidden_from_scripts(lin: Browser) -> None:
    answer = await lin.post("/submission")
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("__Host-wl_flash_admin=")
    for attribute in ("Path=/", "Secure", "HttpOnly", "SameSite=lax"):
        assert attribute in cookie
    assert "Domain" not in cookie


@pytest.mark.asvs("15.3.7")
async def test_filters_sent_twice_or_wrong_are_refused_and_foreign_ones_left_alone(
    stranger: Browser,
) -> None:
    assert "name 50" in (await stranger.get("/words?from=singlemessage&from=x")).text
    assert "city 20" in (await stranger.get("/words?sort=city&page_size=20")).text
    assert (await stranger.get("/words?sort=city&sort=name")).status_code == 422
    wrong = await stranger.get("/words?page_size=1000")
    assert wrong.status_code == 422
    assert "This must be 100 or less." in wrong.text


async def test_the_language_switch_stays_on_the_page_and_with_the_person(lin: Browser) -> None:
    answer = await lin.post(
        "/language",
        {"language": "zh", "next": "/words"},
        referer="http://127.0.0.1:8001/words?sort=city",
    )
    assert answer.headers["location"] == "/words?sort=city"
    elsewhere = Browser(lin.app)
    elsewhere.cookies = {lin.face.session_cookie: lin.cookies[lin.face.session_cookie]}
    assert 'lang="zh-CN"' in (await elsewhere.get("/records/1")).text
    assert (await lin.post("/language", {"language": "xx"})).status_code == 400
    away = await lin.post("/language", {"language": "en", "next": "//evil.example"})
    assert away.headers["location"] == "/"


async def test_the_look_is_kept_on_the_device(stranger: Browser) -> None:
    answer = await stranger.post("/preferences", {"theme": "dark", "next": "/open"})
    assert (answer.status_code, stranger.cookies["wl_theme"]) == (303, "dark")
    assert (await stranger.post("/preferences", {"density": "tiny"})).status_code == 400


async def test_static_files_are_kept_for_ever(stranger: Browser) -> None:
    icon = await stranger.get("/favicon.ico")
    file = await stranger.get(icon.headers["location"])
    assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await stranger.get("/static/../portal/app.py")).status_code == 404
    assert (await stranger.get("/static/%2e%2e/pyproject.toml")).status_code == 404


async def test_a_route_says_who_may_use_it_or_does_not_build() -> None:
    with pytest.raises(TypeError, match="permission"):
        get("/x", world.show, name="x")
    with pytest.raises(TypeError, match="permission"):
        Access(permission="a.b", public="why")
    entries = {entry.name: entry for entry in route_list("admin", world.ROUTES)}
    assert entries["words_show"].permission == "sales_order.read"
    assert (entries["home"].permission, entries["open"].permission) == ("signed-in", "public")
    assert (entries["submission"].method, entries["submission"].app) == ("POST", "admin")


@pytest.mark.asvs("3.7.2")
async def test_an_endpoint_leads_within_the_house_only() -> None:
    for path in ("//evil.example", "https://evil.example", "/\\evil.example", "orders"):
        with pytest.raises(ValueError, match="within the app"):
            see_other(path)


async def test_head_is_answered_like_get_without_a_body(lin: Browser) -> None:
    answer = await lin.send("HEAD", "/words/one", headers={})
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_no_header_can_hold_is_written_out_in_the_way_on() -> None:
    assert see_other("/products/剃须 1\r\nset-cookie: x=1").path.isascii()
    assert "\n" not in see_other("/products/a\nb").path
    assert see_other("/orders/SO-2026-0001?tab=a&q=%E5%89%83#end").path.endswith("%E5%89%83#end")
