"""Take the README's screenshots: `./run screenshots` (into docs/screenshots, or a folder given).

The demo of the frozen day is looked at, so the pictures change only when the pages do.
"""

import struct
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from shared.demo.cast import persona
from tools.chromium import chromium
from tools.demo_house import House, demo_house, looking, sign_in

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
LARGEST = 200_000  # bytes
HEIGHT = 860
LINES = "RS-520 60\nHD-520 90\nTB-30 40\nRS-900 5"


@dataclass(frozen=True)
class Shot:
    """A picture: its name, whose page, and the way from there to what is shown."""

    name: str
    subject: str
    path: str
    go: Callable[[Page], None] | None = None
    lang: str = "en"
    theme: str = "light"
    width: int = 1440


def first_row(page: Page) -> None:
    """Open the first entry of a list."""
    page.locator("[data-rows] .rowlink").first.click()
    page.wait_for_load_state()


def draft(page: Page) -> None:
    """Begin an order with a few lines."""
    page.locator("#f-paste").fill(LINES)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/edit")


SHOTS = (
    Shot("portal-home-en", "zhou.min", "/"),
    Shot("portal-home-phone-zh", "zhou.min", "/", lang="zh", width=390),
    Shot("portal-order-edit-zh", "zhou.min", "/orders/new", draft, "zh"),
    Shot("portal-order-en", "zhou.min", "/orders?tab=on_the_way", first_row),
    Shot("admin-today-en-dark", "lin.xiaoyu", "/", theme="dark"),
    Shot("admin-pipeline-zh", "lin.xiaoyu", "/pipeline", lang="zh"),
    Shot("admin-counterparty-en", "lin.xiaoyu", "/counterparties/CP-0001"),
    Shot("admin-approval-zh", "lin.xiaoyu", "/orders?tab=awaiting_approval", first_row, "zh"),
)


def take(browser: Browser, house: House, shot: Shot, folder: Path) -> Path:
    """Take one picture of the first screen, as small as it can be without loss."""
    more = {"device_scale_factor": 2, "is_mobile": True} if shot.width < 500 else {}
    context = looking(
        browser, house, persona(shot.subject).face,
        lang=shot.lang, theme=shot.theme, width=shot.width, **more,
    )  # fmt: skip
    page = context.new_page()
    sign_in(page, house, shot.subject)
    page.goto(shot.path)
    if shot.go is not None:
        shot.go(page)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    path = folder / f"{shot.name}.png"
    high = 844 if shot.width < 500 else HEIGHT
    shown = page.screenshot(clip={"x": 0, "y": 0, "width": shot.width, "height": high})
    path.write_bytes(packed(shown))
    context.close()
    return path


def packed(png: bytes) -> bytes:
    """Return the same picture, deflated as far as it goes and without what is no picture."""
    head, pixels, place = b"", b"", 8
    while place < len(png):
        size, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + size]
        if kind == b"IDAT":
            pixels += body
        elif kind == b"IHDR":
            head = body
        place += 12 + size
    small = zlib.compress(zlib.decompress(pixels), 9)
    return png[:8] + _chunk(b"IHDR", head) + _chunk(b"IDAT", small) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    sealed = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + sealed


def main() -> None:
    """Take every picture; say which are too large for a README."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        demo_house(Path(place) / "demo") as house,
        chromium() as browser,
    ):
        taken = [take(browser, house, shot, folder) for shot in SHOTS]
    for path in taken:
        size = path.stat().st_size
        print(f"{path.name}  {size // 1000} kB{'  too large' if size > LARGEST else ''}")


if __name__ == "__main__":
    main()
