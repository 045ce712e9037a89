"""Puts a face together: its routes, the routes every face has, and the shell around them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from shared.settings import Settings
from shared.settings.keys import face_key
from shared.web import (
    attachments,
    live,
    notifications,
    outbox,
    own_name,
    own_sessions,
    problems,
    searching,
    sign_in_routes,
    system,
    unsubscribing,
    view_as,
)
from shared.web.desk import open_desk
from shared.web.face import Face, FaceName
from shared.web.pace import Pace
from shared.web.pages import Surroundings
from shared.web.providers import providers_of
from shared.web.routing import WebRoute
from shared.web.shell import Shell
from shared.web.switchboard import Switchboard

SMALLEST_TO_COMPRESS = 800
GZIP_LEVEL = 4


class WebApp:
    """An ASGI app: a Starlette app inside the shell. `face`, `routes` and `settings` to look at."""

    def __init__(
        self,
        settings: Settings,
        face: Face,
        routes: Sequence[WebRoute],
        surroundings: Surroundings | None = None,
    ) -> None:
        self.settings, self.face = settings, face
        self.routes = [
            *routes, *attachments.routes(), *searching.routes(), *view_as.routes(face.name),
            *sign_in_routes.routes(face.name), *own_name.routes(), *own_sessions.routes(face.name),
            *system.routes(), *live.routes(), *notifications.routes(), *unsubscribing.routes(),
        ]  # fmt: skip
        if settings.is_demo:
            self.routes += outbox.routes()
        self.inner = Starlette(
            routes=self.routes,
            middleware=[
                Middleware(
                    GZipMiddleware, minimum_size=SMALLEST_TO_COMPRESS, compresslevel=GZIP_LEVEL
                )
            ],
            exception_handlers={HTTPException: problems.answer},
        )
        # It would build its address from the Host header and the scheme of the last hop.
        self.inner.router.redirect_slashes = False
        self.inner.state.settings = settings
        self.inner.state.surroundings = surroundings
        self.inner.state.pace = Pace(settings, face.name)
        self.inner.state.desk = open_desk(settings, face.name)
        self.switchboard = self.inner.state.switchboard = Switchboard(face.name)
        self.shell = Shell(self.inner, face, _open_to_strangers(self.routes))

    def without_cast(self) -> Self:
        """Show no cards of the demo's people: those in this database are others."""
        self.inner.state.desk = replace(self.inner.state.desk, cards=())
        return self

    def close(self) -> None:
        """End what would hold a stopping server up: the open streams."""
        self.switchboard.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.shell(scope, receive, send)


def build(
    settings: Settings,
    name: FaceName,
    routes: Sequence[WebRoute],
    surroundings: Surroundings | None = None,
) -> WebApp:
    """Build a face from its settings. `surroundings(request)` adds navigation to whole pages."""
    face = Face(
        name=name,
        public_url=settings.portal_url if name == "portal" else settings.admin_url,
        secret=face_key(settings, name, "flash"),
        form_targets=tuple(dict.fromkeys(one.origin for one in providers_of(settings, name))),
        host_name_en=settings.host_name_en,
        host_name_zh=settings.host_name_zh,
    )
    return WebApp(settings, face, routes, surroundings)


def _open_to_strangers(routes: Sequence[WebRoute]) -> tuple[str, ...]:
    """Return how the addresses begin that strangers may post to: all before the first parameter."""
    strangers = [route for route in routes if route.cross_origin is not None]
    return tuple(route.path.partition("{")[0] for route in strangers)
