"""The portal as an ASGI app. `build` makes one from settings; nothing is opened on import."""

from portal.navigation import surroundings
from portal.routes import ROUTES
from shared.settings import Settings
from shared.web.application import WebApp
from shared.web.application import build as build_face


def build(settings: Settings) -> WebApp:
    """Return the portal for these settings."""
    return build_face(settings, "portal", ROUTES, surroundings)
