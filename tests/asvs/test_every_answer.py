"""What every answer of both faces carries, whoever asks; a route born tomorrow is looked at."""

import re
from collections.abc import Iterable
from http.cookies import SimpleCookie
from itertools import cycle

import pytest

from shared.web.forms import OWN
from tests.asvs.asking import HTTPS, Asked, Everything
from tests.faces import present
from tests.web import Browser

pytestmark = pytest.mark.one_database

SANDBOX = "sandbox"
OF_THE_DEVICE = {"wl_lang", "wl_theme"}
_TEXT = ("text/", "application/xml", "application/javascript", "image/svg+xml")
_BEGINNINGS = {
    "application/pdf": b"%PDF-",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": b"PK\x03\x04",
    "text/csv": b"\xef\xbb\xbf",
    "image/webp": b"RIFF",
    "image/png": b"\x89PNG",
}
_OF_THE_INSIDE = (
    "Traceback (most",
    "site-packages",
    "tortoise.",
    "sqlite3.",
    "asyncpg.",
    'File "/',
)


@pytest.mark.asvs("3.4.3")
def test_asvs_3_4_3_every_address_was_asked(everything: Everything) -> None:
    assert len(everything.answers) > 700
    assert {one.who for one in everything.answers} == {"somebody", "nobody", "another site"}
    good = [one for one in everything.answers if one.is_private and one.answer.status_code == 200]
    assert len({(one.face, one.route.name) for one in good}) > 150


@pytest.mark.asvs("3.4.1", "3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.8")
def test_asvs_3_4_1_every_answer_carries_the_headers(everything: Everything) -> None:
    assert told(everything.answers, _is_unguarded) == []


def _is_unguarded(one: Asked) -> bool:
    headers = one.answer.headers
    policy = {
        words[0]: words[1:]
        for words in (part.split() for part in headers["content-security-policy"].split(";"))
    }
    age = re.fullmatch(r"max-age=(\d+)", headers["strict-transport-security"])
    return not (
        age
        and int(age[1]) >= 31_536_000
        and policy["default-src"] == ["'none'"]
        and policy["frame-ancestors"] == ["'none'"]
        and (SANDBOX in policy or policy["base-uri"] == ["'none'"])
        and not re.search(r"unsafe|nonce|\*|http:|data:", str(policy))
        and headers["x-content-type-options"] == "nosniff"
        and headers["referrer-policy"] in ("same-origin", "no-referrer")
        and headers["cross-origin-opener-policy"] == "same-origin"
        and headers["cross-origin-resource-policy"] == "same-origin"
    )


@pytest.mark.asvs("4.1.1")
def test_asvs_4_1_1_every_body_has_its_type_and_encoding(everything: Everything) -> None:
    assert told((one for one in everything.answers if one.answer.content), _is_mistyped) == []


def _is_mistyped(one: Asked) -> bool:
    kind, _, rest = one.answer.headers.get("content-type", "").partition(";")
    if kind.startswith(_TEXT) and rest.strip() != "charset=utf-8":
        return True
    if kind == "text/html" and not one.answer.text.lstrip().startswith("<"):
        return True
    return not kind or not one.answer.content.startswith(_BEGINNINGS.get(kind, b""))


@pytest.mark.asvs("14.3.2")
def test_asvs_14_3_2_private_answers_are_not_kept(everything: Everything) -> None:
    kept = ("private, no-cache", "no-store", "private, no-store", "no-store, private")
    private = [one for one in everything.answers if one.is_private]
    assert told(private, lambda one: one.answer.headers["cache-control"] not in kept) == []
    for one in everything.answers:
        if "public" in one.answer.headers["cache-control"]:
            assert one.route.path.startswith("/static/"), one.name


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4")
async def test_asvs_3_3_1_every_cookie_is_tied_down(everything: Everything) -> None:
    answers = [one.answer for one in everything.answers]
    for app in present(HTTPS).values():
        answers.append(await Browser(app).post("/language", {"language": "zh"}))
        answers.append(await Browser(app).post("/preferences", {"theme": "dark"}))
    lines = [line for answer in answers for line in answer.headers.get_list("set-cookie")]
    names = {line.split("=")[0] for line in lines}
    assert {"__Host-wl_flash_portal", "__Host-wl_flash_admin"} | OF_THE_DEVICE <= names
    for line in lines:
        ((name, morsel),) = SimpleCookie(line).items()
        assert name.startswith("__Host-") or name in OF_THE_DEVICE, line
        assert morsel["secure"], line
        assert morsel["httponly"], line
        assert morsel["samesite"].lower() in ("lax", "strict"), line
        assert morsel["path"] == "/", line
        assert not morsel["domain"], line


@pytest.mark.asvs("3.3.4", "14.2.1")
def test_asvs_3_3_4_no_answer_holds_the_secret_of_a_session(everything: Everything) -> None:
    for one in everything.answers:
        heads = str(one.answer.headers.get("location", "")) + str(one.answer.url)
        assert not any(secret in one.answer.text + heads for secret in everything.secrets), one.name


@pytest.mark.asvs("14.2.1")
def test_asvs_14_2_1_no_form_puts_a_secret_into_the_address(everything: Everything) -> None:
    secret = re.compile(r"token|secret|iban|account_number|code$|password|key$", re.IGNORECASE)
    forms = 0
    for one in everything.answers:
        for attributes, body in re.findall(r"(?s)<form\b([^>]*)>(.*?)</form>", one.answer.text):
            if "post" in attributes.lower():
                continue
            forms += 1
            names = re.findall(r'\bname="([^"]+)"', body)
            assert not [name for name in names if secret.search(name)], one.name
    assert forms > 20


@pytest.mark.asvs("15.3.7")
def test_asvs_15_3_7_no_form_of_ours_sends_a_field_of_the_house_twice(
    everything: Everything,
) -> None:
    forms = 0
    for one in everything.answers:
        for body in re.findall(r"(?s)<form\b[^>]*post[^>]*>(.*?)</form>", one.answer.text):
            forms += 1
            for name in OWN:
                assert body.count(f'name="{name}"') <= 1, f"{one.name}: {name}"
    assert forms > 200


@pytest.mark.asvs("7.6.2")
def test_asvs_7_6_2_reading_a_page_begins_no_session(everything: Everything) -> None:
    cookies = ("__Host-wl_portal=", "__Host-wl_admin=", "__Host-wl_view=")
    for one in everything.answers:
        if one.route.method == "GET":
            given = one.answer.headers.get_list("set-cookie")
            assert not [line for line in given if line.startswith(cookies)], one.name


@pytest.mark.asvs("3.7.2")
def test_asvs_3_7_2_every_way_on_stays_in_the_house(everything: Everything) -> None:
    led = [one for one in everything.answers if "location" in one.answer.headers]
    assert len(led) > 100
    assert told(led, lambda one: not re.match(r"/(?![/\\])", one.answer.headers["location"])) == []


@pytest.mark.asvs("16.5.1")
def test_asvs_16_5_1_no_answer_tells_of_the_inside(everything: Everything) -> None:
    assert told(everything.answers, lambda one: one.answer.status_code >= 500) == []
    for one in everything.answers:
        assert not [word for word in _OF_THE_INSIDE if word in one.answer.text], one.name


@pytest.mark.asvs("3.4.2")
async def test_asvs_3_4_2_no_other_site_may_read_an_answer(everything: Everything) -> None:
    for one in everything.answers:
        found = [name for name in one.answer.headers if name.startswith("access-control")]
        assert found == [], one.name
    for name, app in present(HTTPS).items():
        origins = cycle(("https://evil.example", "null", app.face.origin))
        for path in {one.path for one in everything.answers if one.face == name}:
            asked = {"origin": next(origins), "access-control-request-method": "POST"}
            answer = await Browser(app).send("OPTIONS", path, headers=asked)
            assert answer.status_code in (404, 405), path
            assert not [h for h in answer.headers if h.startswith("access-control")], path


def told(answers: Iterable[Asked], is_wrong: object) -> list[str]:
    """Return the names of the answers that are wrong, or that lack what is looked at."""
    found = []
    for one in answers:
        try:
            wrong = is_wrong(one)  # type: ignore[operator]
        except KeyError as missing:
            wrong = missing
        if wrong:
            found.append(f"{one.name} {wrong}")
    return found
