"""The colours of text and marks are readable: WCAG contrast of the token pairs, light and dark."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TEXT, MARK = 4.5, 3.0
TONES = ("neutral", "info", "wait", "move", "good", "bad")


def tokens(name: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})", (CSS / name).read_text()))


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    surfaces = ("surface", "paper", "hover", "raised", "sunken", "brand-soft")
    found = [(ink, on, TEXT) for ink in ("ink", "ink-2", "ink-3") for on in surfaces]
    found += [("brand", on, TEXT) for on in ("surface", "paper", "hover")]
    found += [("on-brand", "brand", TEXT), ("on-brand", "brand-hover", TEXT)]
    found += [("brand-ink", "brand-soft", TEXT), ("bad", "surface", TEXT)]
    found += [("line-ctl", "surface", MARK), ("focus", "paper", MARK), ("focus", "surface", MARK)]
    for tone in TONES:
        found += [(f"{tone}-ink", f"{tone}-soft", TEXT), (f"{tone}-ink", "surface", TEXT)]
        found += [(tone, "surface", MARK), (tone, f"{tone}-soft", MARK)]
    return found + [(series, "surface", MARK) for series in ("c1", "c3", "c4", "c5")]


LIGHT = tokens("00-tokens.css")
DARK = {**LIGHT, **tokens("01-tokens-dark.css")}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_of_colours_can_be_read(theme: dict[str, str]) -> None:
    weak = [
        f"{ink} on {on}: {ratio(theme[ink], theme[on]):.2f} < {need}"
        for ink, on, need in pairs()
        if ratio(theme[ink], theme[on]) < need
    ]
    assert weak == []


def test_a_colour_that_is_too_pale_is_caught() -> None:
    assert ratio("#999999", "#ffffff") < TEXT < ratio("#666666", "#ffffff")
