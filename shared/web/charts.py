"""Shapes of the charts: pure arithmetic that the chart macros call, no colours and no words.

Positions are percentages, so that an SVG without a viewBox is fluid and needs no inline style.
"""

from collections.abc import Sequence


def scale_top(values: Sequence[float], steps: int = 4) -> tuple[float, float]:
    """Return (top, step) of an axis from zero that holds `values` in about `steps` round steps."""
    largest = max([*values, 1])
    raw = largest / steps
    power = 10 ** (len(str(int(raw))) - 1) if raw >= 1 else 1
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw)
    count = int(-(-largest // step))
    step = int(step) if step == int(step) else step
    return step * max(count, 1), step


def polyline(values: Sequence[float], low: float, high: float) -> str:
    """Return SVG points in a 100×100 box, one in the middle of each column."""
    span = (high - low) or 1
    count = len(values)
    return " ".join(
        f"{(place + 0.5) / count * 100:.2f},{100 - (value - low) / span * 100:.2f}"
        for place, value in enumerate(values)
    )


def sparkline(values: Sequence[float]) -> str:
    """Return SVG points in a 100×30 box from edge to edge."""
    low, high = min(values), max(values)
    span, last = (high - low) or 1, max(len(values) - 1, 1)
    return " ".join(
        f"{place / last * 100:.2f},{28 - (value - low) / span * 25:.2f}"
        for place, value in enumerate(values)
    )


def share(part: float, whole: float) -> float:
    """Return `part` of `whole` as a percentage between 0 and 100."""
    return round(min(max(part / whole * 100, 0), 100), 2) if whole else 0


CHARTS = {
    "scale_top": scale_top,
    "polyline": polyline,
    "sparkline": sparkline,
    "share": share,
}
