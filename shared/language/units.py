"""What a unit of measure is called in the reader's language; an unknown one stands as it is."""

from shared.kernel.wording import Message, say
from shared.language.speaking import translated

UNITS: dict[str, Message] = {
    "pcs": say("pcs"),
    "set": say("set"),
    "box": say("box"),
    "carton": say("carton"),
    "kg": say("kg"),
    "m": say("m"),
}


def unit_name(unit: str, locale: str) -> str:
    """Return the name of `unit` ("pcs", "set" …) in "zh" or "en"."""
    known = UNITS.get(unit)
    return translated(known, locale) if known else unit
