"""The real `wanglai demo` in a process of its own, with its clock held at one moment.

Used by the browser tests and by the screenshots: the same world, the same day, every time. Its
neighbours are `shared.cli.demo` (what runs) and `tools.chromium` (who looks at it).
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from shared.demo.cast import persona
from shared.kernel import clock

ANCHOR = datetime(2026, 11, 23, 2, 12, tzinfo=UTC)
CHECKOUT = Path(__file__).resolve().parents[1]
LONGEST_START = 120.0


@dataclass(frozen=True)
class House:
    """A running demo: the address of each face and the folder of its database and mails."""

    portal: str
    admin: str
    folder: Path

    def address(self, face: str) -> str:
        """Return the address of "portal" or "admin"."""
        return self.portal if face == "portal" else self.admin


@contextmanager
def demo_house(folder: Path, at: datetime = ANCHOR) -> Iterator[House]:
    """Make a world in `folder` (new) and serve both faces on free ports for the body."""
    portal, admin, provider = _free_ports(3)
    command = [
        sys.executable, "-m", "tools.demo_house", at.isoformat(), "--data", str(folder),
        "--portal-port", str(portal), "--admin-port", str(admin), "--provider-port", str(provider),
    ]  # fmt: skip
    log = folder.parent / f"{folder.name}.log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=CHECKOUT, stdout=said, stderr=subprocess.STDOUT)
    try:
        _wait_until_it_answers(process, portal, log)
        yield House(f"http://127.0.0.1:{portal}", f"http://127.0.0.1:{admin}", folder)
    finally:
        process.terminate()
        process.wait(30)


def sign_in(page: Page, house: House, subject: str) -> None:
    """Press the persona card of somebody in the cast, as a visitor does."""
    home = house.address(persona(subject).face)
    page.goto(f"{home}/sign-in")
    page.locator(f"button[name=as][value='{subject}']").click()
    page.wait_for_url(lambda url: url.startswith(home) and "/sign-in" not in url)


def looking(
    browser: Browser,
    house: House,
    face: str,
    *,
    lang: str = "en",
    theme: str = "light",
    width: int = 1440,
    script: bool = True,
    **more: object,
) -> BrowserContext:
    """Return a window of `width` pixels onto one face, in that language and theme."""
    context = browser.new_context(
        base_url=house.address(face),
        viewport={"width": width, "height": 900 if width > 500 else 844},
        locale="zh-CN" if lang == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        java_script_enabled=script,
        **more,  # type: ignore[arg-type]
    )
    chosen = (("wl_lang", lang), ("wl_theme", theme))
    context.add_cookies(
        [{"name": name, "value": value, "url": house.address(face)} for name, value in chosen]
    )
    return context


def _free_ports(wanted: int) -> list[int]:
    probes = [socket.socket() for _ in range(wanted)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and "Ctrl-C" in log.read_text():
                return
        time.sleep(0.1)
    raise RuntimeError(f"The demo did not start:\n{log.read_text()[-3000:]}")


if __name__ == "__main__":
    from shared.cli.demo import demo

    clock.hold(datetime.fromisoformat(sys.argv[1]))
    demo.main(sys.argv[2:])
