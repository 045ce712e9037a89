"""Language, look and zone of one request.

A signed-in person's account decides the language and zone; before that the cookie, then the
browser's Accept-Language. Theme and density are a matter of the device and live in cookies only.
"""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from shared.language.speaking import LOCALES

DEFAULT_ZONE = "Asia/Shanghai"
THEMES = ("auto", "light", "dark")
DENSITIES = ("comfortable", "compact")

DEFAULT_LOCALE = "en"
LANGUAGE_COOKIE, THEME_COOKIE, DENSITY_COOKIE = "wl_lang", "wl_theme", "wl_density"
A_YEAR = 365 * 24 * 3600


def read(connection: HTTPConnection) -> dict[str, str | None]:
    """Return locale, zone, theme and density (None: as the layout likes) as the device asks."""
    cookies = connection.cookies
    theme, density = cookies.get(THEME_COOKIE), cookies.get(DENSITY_COOKIE)
    return {
        "locale": as_locale(cookies.get(LANGUAGE_COOKIE))
        or negotiated(connection.headers.get("accept-language", "")),
        "zone": DEFAULT_ZONE,
        "theme": theme if theme in THEMES else "auto",
        "density": density if density in DENSITIES else None,
    }


def as_locale(value: str | None) -> str | None:
    """Return the locale of that name, or nothing for a language we do not speak."""
    return value if value in LOCALES else None


def negotiated(accept_language: str) -> str:
    """Pick the language the browser likes best among ours (English when it likes neither)."""
    liking, chosen = 0.0, DEFAULT_LOCALE
    for part in accept_language[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        locale = as_locale(tag.strip().lower().partition("-")[0])
        if locale and _weight(weight) > liking:
            liking, chosen = _weight(weight), locale
    return chosen


def _weight(text: str) -> float:
    try:
        return min(1.0, float(text)) if text else 1.0
    except ValueError:
        return 0.0


def remember(response: Response, name: str, value: str, *, secure: bool) -> None:
    """Keep one preference on this device for a year."""
    response.set_cookie(name, value, max_age=A_YEAR, secure=secure, httponly=True, samesite="lax")
