"""Visits to the demo: who looks, through what window, and what the browser complains about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from shared.demo.cast import persona
from tests.browser.accessibility import sideways
from tools.demo_house import House, looking, sign_in

PATIENCE = 20_000  # milliseconds
# What the policy refuses is said on the console, where `_heard` keeps it.
LISTENING = """addEventListener("securitypolicyviolation", (broken) => console.error(
  "refused by the policy:", broken.violatedDirective, broken.blockedURI, broken.sourceFile, broken.sample
));"""


class Visits:
    """Opens windows onto the demo; `complaints` are what no page may cause."""

    def __init__(self, browser: Browser, house: House, keys: dict[str, Any]) -> None:
        self.browser, self.house, self.keys = browser, house, keys
        self.complaints: list[str] = []
        self.expected = {422}
        self.contexts: list[BrowserContext] = []

    def __call__(self, subject: str, path: str = "/", **look: Any) -> Page:
        """Return a page at `path`, signed in as somebody of the cast (see `looking` for the look).

        Nobody ("") is a stranger at the `face` that is named in the look.
        """
        if subject:
            look |= {"face": persona(subject).face, "state": self._key(subject)}
        page = self.window(**look)
        page.goto(path)
        return page

    def window(self, face: str, *, state: Any = None, **look: Any) -> Page:
        """Return an empty page of one face, signed in only with a `state`."""
        context = looking(self.browser, self.house, face, storage_state=state, **look)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(LISTENING)
        self.contexts.append(context)
        context.on("page", self._watch)
        return context.new_page()

    def expect(self, *statuses: int) -> None:
        """Let answers of these statuses pass: this test asks for what is not there."""
        self.expected |= set(statuses)

    def close(self) -> None:
        """Look once more for pages that scroll sideways, then close every window."""
        for context in self.contexts:
            for page in context.pages:
                if page.url.startswith("http") and (wider := sideways_or_nothing(page)):
                    self.complaints.append(f"{page.url} scrolls sideways by {wider} px")
            context.close()

    def _key(self, subject: str) -> Any:
        """Return the cookies of a person, who signs in once per run by pressing her card."""
        if subject not in self.keys:
            context = looking(self.browser, self.house, persona(subject).face)
            sign_in(context.new_page(), self.house, subject)
            self.keys[subject] = context.storage_state()
            context.close()
        return self.keys[subject]

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._heard(page, said))
        page.on("requestfailed", lambda asked: self._failed(page, asked))
        page.on("response", lambda answer: self._answered(page, answer))

    def _heard(self, page: Page, said: ConsoleMessage) -> None:
        """Keep errors (a refused inline style is one); statuses are judged by `_answered`."""
        if said.type == "error" and "the server responded with a status of" not in said.text:
            self.complaints.append(f"{page.url}: {said.text}")

    def _failed(self, page: Page, asked: Request) -> None:
        """Keep failures; what a newer search or page made superfluous is none."""
        if asked.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{page.url}: {asked.url} failed: {asked.failure}")

    def _answered(self, page: Page, answer: Response) -> None:
        if answer.status >= 400 and answer.status not in self.expected:
            self.complaints.append(f"{page.url}: {answer.url} answered {answer.status}")


def sideways_or_nothing(page: Page) -> int:
    """Return how far the page scrolls sideways; 0 where it runs no script."""
    try:
        return sideways(page)
    except Exception:  # noqa: BLE001  a window without script or in the middle of a download
        return 0


@contextmanager
def visiting(browser: Browser, house: House, keys: dict[str, Any]) -> Iterator[Visits]:
    """Watch every page of the body and fail if any of them complained."""
    visits = Visits(browser, house, keys)
    try:
        yield visits
    finally:
        visits.close()
    assert visits.complaints == [], visits.complaints
