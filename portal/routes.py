"""Every URL of the portal on one page, and who may use it."""

from shared.web.routing import WebRoute

ROUTES: list[WebRoute] = []
