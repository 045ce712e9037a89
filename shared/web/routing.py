"""How a face declares its URLs, and what happens around every endpoint.

    get("/orders", orders.index, name="orders_index", permission="sales_order.read")
    post("/orders", orders.create, name="orders_create", permission="sales_order.create")
    get("/sign-in", sign_in.show, name="sign_in", public="The way in")

Each route says who may use it; a route that says nothing does not build. Around the endpoint the
wrapper enforces session and permission, opens the read-only unit of work of a GET, closes it,
and only then renders.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.database.uow import reading
from shared.kernel.errors import NotAllowed, NotFound
from shared.web import other_places, problems, taking
from shared.web.bodies import bounded
from shared.web.caller import actor_of, note_use, sent_to_sign_in
from shared.web.pages import Answer, respond, surrounded

Endpoint = Callable[[Request], Awaitable[Answer]]
DEFAULT_BODY = 256 * 1024


@dataclass(frozen=True)
class Access:
    """Who may use a route: holders of a permission, anybody signed in, or the public."""

    permission: str | None = None
    signed_in: str | None = None
    public: str | None = None

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.permission, self.signed_in, self.public)) != 1:
            raise TypeError("A route declares one of permission=, signed_in='why', public='why'.")

    @property
    def label(self) -> str:
        """What `wanglai routes` prints: the permission, `signed-in` or `public`."""
        return self.permission or ("signed-in" if self.signed_in is not None else "public")


class WebRoute(Route):
    """A Starlette route that knows who may use it and how large its body may be."""

    def __init__(
        self,
        path: str,
        endpoint: Endpoint,
        *,
        method: str,
        name: str,
        access: Access,
        max_body_size: int = DEFAULT_BODY,
        cross_origin: str | None = None,
        is_stream: bool = False,
    ) -> None:
        self.access, self.target, self.cross_origin = access, endpoint, cross_origin
        self.is_stream = is_stream
        guarded = _guarded(endpoint, access, method, max_body_size, counts_as_use=not is_stream)
        super().__init__(path, guarded, methods=[method], name=name)
        self.method = method


@dataclass(frozen=True)
class RouteEntry:
    """One line of `wanglai routes`."""

    app: str
    method: str
    path: str
    name: str
    permission: str


def get(
    path: str,
    endpoint: Endpoint,
    *,
    name: str,
    permission: str | None = None,
    signed_in: str | None = None,
    public: str | None = None,
    is_stream: bool = False,
) -> WebRoute:
    """Declare a page. It reads inside one read-only unit of work and changes nothing.

    A stream stays open for minutes; the page asks for it by itself, so it is no use of the session.
    """
    access = Access(permission, signed_in, public)
    return WebRoute(path, endpoint, method="GET", name=name, access=access, is_stream=is_stream)


def post(
    path: str,
    endpoint: Endpoint,
    *,
    name: str,
    permission: str | None = None,
    signed_in: str | None = None,
    public: str | None = None,
    max_body_size: int = DEFAULT_BODY,
    cross_origin: str | None = None,
) -> WebRoute:
    """Declare a verb. `max_body_size` in bytes; `cross_origin` says why strangers may post."""
    return WebRoute(
        path,
        endpoint,
        method="POST",
        name=name,
        access=Access(permission, signed_in, public),
        max_body_size=max_body_size,
        cross_origin=cross_origin,
    )


def route_list(app_name: str, routes: Iterable[BaseRoute]) -> list[RouteEntry]:
    """Return every route of a face, in the order in which they match."""
    return [
        RouteEntry(app_name, route.method, route.path, route.name, route.access.label)
        for route in routes
        if isinstance(route, WebRoute)
    ]


def _guarded(
    endpoint: Endpoint, access: Access, method: str, limit: int, *, counts_as_use: bool
) -> Endpoint:
    async def guarded(request: Request) -> Response:
        try:
            if access.public is None:
                actor = await actor_of(request)
                if actor is None:
                    return await _without_session(request, limit)
                if counts_as_use:
                    await note_use(request)
                if access.permission is not None and not actor.may(access.permission):
                    raise NotAllowed(access.permission)
            return respond(request, await _answer(request, endpoint, method, limit))
        except (NotFound, NotAllowed) as problem:
            elsewhere = await other_places.offer(request, endpoint, access.permission)
            if elsewhere is not None:
                return respond(request, elsewhere)
            return await problems.answer(request, problem)
        except Exception as problem:  # noqa: BLE001  told to the reader and the log
            return await problems.answer(request, problem)

    return guarded


async def _answer(request: Request, endpoint: Endpoint, method: str, limit: int) -> Answer:
    if method != "GET":
        return await surrounded(request, await endpoint(bounded(request, limit)))
    if request.state.actor is None:
        return await endpoint(request)
    found = await reading(lambda: _read(request, endpoint))
    await taking.note(request)
    return found


async def _read(request: Request, endpoint: Endpoint) -> Answer:
    return await surrounded(request, await endpoint(request))


async def _without_session(request: Request, limit: int) -> Response:
    if "text/event-stream" in request.headers.get("accept", ""):
        # A stream that was led to a page would ask for it again and again.
        return Response(status_code=401)
    if request.method in ("GET", "HEAD"):
        return sent_to_sign_in(request)
    return await problems.session_ended(bounded(request, limit))
