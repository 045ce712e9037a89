"""The steps of a fresh proof at a service that cannot say when it asked."""

import json
from urllib.parse import urlsplit

from shared.outbox.models import OutboxMessage
from shared.web.application import WebApp
from tests.shared.web.stand_ins import StandIn
from tests.web import Browser

GRAVE = "/grave?tab=numbers"
CODE = "/sign-in/again/code"
AGAIN = "/sign-in/again?next=/grave"
ZHOU = "zhou.min@qiming.example"


async def signed_in_at(portal: WebApp, service: StandIn) -> Browser:
    browser = Browser(portal)
    leaving = await browser.post("/sign-in/office", {"next": "/"})
    await browser.get(path_of(service.authorize(leaving.headers["location"])))
    assert (await browser.get("/")).status_code == 200
    return browser


def path_of(back: str) -> str:
    return f"{urlsplit(back).path}?{urlsplit(back).query}"


async def left(browser: Browser, service: StandIn) -> str:
    answer = await browser.post("/sign-in/office", {"again": "1", "next": GRAVE})
    assert answer.status_code == 303
    return path_of(service.authorize(answer.headers["location"]))


async def half(browser: Browser, service: StandIn) -> str:
    """Make the round trip; return the code that was mailed."""
    back = await browser.get(await left(browser, service))
    assert (back.status_code, back.headers["location"]) == (
        303,
        f"{CODE}?next=/grave%3Ftab%3Dnumbers",
    )
    return await code_of()


async def code_of(topic: str = "step_up.code") -> str:
    sent = await OutboxMessage.filter(topic=topic).order_by("-id").first()
    assert sent is not None
    return str(json.loads(sent.payload)["token"])


async def typed(browser: Browser, code: str) -> int:
    return (await browser.post(CODE, {"code": code, "next": GRAVE})).status_code


async def opens(browser: Browser) -> bool:
    return (await browser.get(GRAVE)).status_code == 200


def other_than(code: str, step: int = 1) -> str:
    return f"{(int(code) + step) % 1_000_000:06d}"
