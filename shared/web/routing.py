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
from shared.web import looking, other_places, problems, sessions, taking
from shared.web.bodies import bounded
from shared.web.caller import actor_of, is_fresh, note_use, sent_to_sign_in
from shared.web.gate import SAFE_METHODS
from shared.web.pace import Pace, RouteClass, class_of
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


@dataclass(frozen=True)
class Rule:
    """What holds for a request to one route before its endpoint is asked.

    What `is_for_views` may change something in a view: it enters or leaves one.
    """

    access: Access
    method: str
    limit: int
    kind: RouteClass
    is_stream: bool = False
    is_grave: bool = False
    is_for_views: bool = False


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
        is_grave: bool = False,
        is_for_views: bool = False,
    ) -> None:
        self.is_grave, self.is_for_views = is_grave, is_for_views
        self.access, self.target, self.cross_origin = access, endpoint, cross_origin
        self.is_stream = is_stream
        is_door = access.public is not None and cross_origin is None
        kind = class_of(path, method, is_public=is_door)
        self.rule = Rule(
            access, method, max_body_size, kind, is_stream=is_stream, is_grave=is_grave,
            is_for_views=is_for_views,
        )  # fmt: skip
        super().__init__(path, _guarded(endpoint, self.rule), methods=[method], name=name)
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
    is_grave: bool = False,
) -> WebRoute:
    """Declare a page. It reads inside one read-only unit of work and changes nothing.

    A stream stays open for minutes; the page asks for it by itself, so it is no use of the session.
    What `is_grave` asks people who signed in a while ago to prove once more who they are.
    """
    access = Access(permission, signed_in, public)
    return WebRoute(
        path,
        endpoint,
        method="GET",
        name=name,
        access=access,
        is_stream=is_stream,
        is_grave=is_grave,
    )


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
    is_grave: bool = False,
    is_for_views: bool = False,
) -> WebRoute:
    """Declare a verb. `max_body_size` in bytes; `cross_origin` says why strangers may post.

    What `is_grave` asks people who signed in a while ago to prove once more who they are; only what
    `is_for_views` is open to whoever looks as somebody else does.
    """
    return WebRoute(
        path,
        endpoint,
        method="POST",
        name=name,
        access=Access(permission, signed_in, public),
        max_body_size=max_body_size,
        cross_origin=cross_origin,
        is_grave=is_grave,
        is_for_views=is_for_views,
    )


def route_list(app_name: str, routes: Iterable[BaseRoute]) -> list[RouteEntry]:
    """Return every route of a face, in the order in which they match."""
    return [
        RouteEntry(app_name, route.method, route.path, route.name, route.access.label)
        for route in routes
        if isinstance(route, WebRoute)
    ]


def _guarded(endpoint: Endpoint, rule: Rule) -> Endpoint:
    async def guarded(request: Request) -> Response:
        try:
            stopped = await _stopped(request, rule)
            if stopped:
                return stopped
            return await sessions.renew(
                request, respond(request, await _answer(request, endpoint, rule))
            )
        except (NotFound, NotAllowed) as problem:
            elsewhere = await other_places.offer(request, endpoint, rule.access.permission)
            if elsewhere is not None:
                return respond(request, elsewhere)
            return await problems.answer(request, problem)
        except Exception as problem:  # noqa: BLE001  told to the reader and the log
            return await problems.answer(request, problem)

    return guarded


async def _stopped(request: Request, rule: Rule) -> Response | None:
    """Return the answer to whom the route is not open now; raises NotAllowed without the right."""
    pace: Pace = request.app.state.pace
    if wait := await pace.wait_for_address(_address(request), rule.kind):
        return await problems.too_often(bounded(request, rule.limit), wait)
    if rule.method not in SAFE_METHODS and not rule.is_for_views:
        await looking.refuse_changes(request)
    if rule.access.public is not None:
        return None
    actor = await actor_of(request)
    if actor is None:
        return await _without_session(request, rule.limit)
    if wait := await pace.wait_for_actor(actor, rule.kind):
        return await problems.too_often(bounded(request, rule.limit), wait)
    if not rule.is_stream:
        await note_use(request)
        await looking.note(request)
    permission = rule.access.permission
    if permission is not None and not actor.may(permission):
        raise NotAllowed(permission)
    if rule.is_grave:
        looking.refuse_grave(request)
        if not is_fresh(request):
            return await problems.ask_again(bounded(request, rule.limit))
    return None


async def _answer(request: Request, endpoint: Endpoint, rule: Rule) -> Answer:
    if rule.method != "GET":
        is_patient = getattr(endpoint, "keeps_texts", False)
        request = bounded(request, rule.limit, is_patient=is_patient)
        return await surrounded(request, await endpoint(request))
    if request.state.actor is None:
        return await endpoint(request)
    found = await reading(lambda: _read(request, endpoint))
    looking.refuse_taking(request, found)
    await taking.note(request)
    return found


async def _read(request: Request, endpoint: Endpoint) -> Answer:
    return await surrounded(request, await endpoint(request))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


async def _without_session(request: Request, limit: int) -> Response:
    if "text/event-stream" in request.headers.get("accept", ""):
        # A stream that was led to a page would ask for it again and again.
        return Response(status_code=401)
    if request.state.view_over:
        return looking.over(request)
    if request.method in ("GET", "HEAD"):
        return sent_to_sign_in(request)
    return await problems.session_ended(bounded(request, limit))
