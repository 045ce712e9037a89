"""The admin as an ASGI app. `build` makes one from settings; nothing is opened on import."""

from admin.navigation import surroundings
from admin.routes import ROUTES
from shared.settings import Settings
from shared.web.application import WebApp
from shared.web.application import build as build_face


def build(settings: Settings) -> WebApp:
    """Return the admin for these settings."""
    return build_face(settings, "admin", ROUTES, surroundings)
