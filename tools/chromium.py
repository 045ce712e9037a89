"""A headless Chromium for the browser tests and the screenshots, the same one for both."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium for the body (WANGLAI_TEST_CHROMIUM names another one than the PATH's)."""
    found = (shutil.which(one) for one in ("chromium-headless-shell", "chromium"))
    path = os.environ.get("WANGLAI_TEST_CHROMIUM") or next(filter(None, found), None)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield started
        finally:
            started.close()
