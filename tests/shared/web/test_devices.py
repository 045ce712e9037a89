"""Browsers by their own names, in words that people know."""

import pytest

from shared.web.devices import device_name

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/148.0 Safari/537.36",
            "Chrome, Windows",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/148.0 Safari/537.36 Edg/148.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/19.0 Safari/605.1.15",
            "Safari, Mac",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/8.0",
            "WeChat, iPhone",
        ),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_recognised(agent: str, name: str) -> None:
    assert device_name(agent) == name
