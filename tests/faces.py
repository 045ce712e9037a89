"""The faces by name: a test that needs one names it, and none falls when the other is removed."""

from importlib.util import find_spec

from shared.cli.serve import load_face
from shared.settings import Settings
from shared.web.application import WebApp

SETTINGS = Settings(environment="development", secret_key="k" * 40)


def face(name: str, settings: Settings = SETTINGS) -> WebApp:
    """Return "portal" or "admin" as an app."""
    return load_face(name, settings)


def present(settings: Settings = SETTINGS) -> dict[str, WebApp]:
    """Return the faces that this tree has."""
    return {name: face(name, settings) for name in ("portal", "admin") if find_spec(name)}
