"""What a browser calls itself, in two words that a person recognises: “Chrome, Windows”."""

import re

# The first that fits: many browsers claim to be several others.
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("wxwork", "WeCom"), ("Edg", "Edge"),
    ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"), ("Mac OS X", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def device_name(agent: str) -> str:
    """Return the browser and system of a User-Agent, "" when neither is known."""
    found = [
        next((name for sign, name in names if re.search(sign, agent)), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found))
