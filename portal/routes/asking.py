"""Order requests between a distributor and its end customers."""

from portal import order_request_entry as entry
from portal import order_requests as requests
from shared.web.routing import WebRoute, get, post

LINES = 256 * 1024  # bytes of a request with many lines

ROUTES: list[WebRoute] = [
    get("/order-requests", requests.index, name="order_requests_index",
        permission="channel_request.read"),
    get("/order-requests/new", entry.new, name="order_requests_new",
        permission="channel_request.create"),
    post("/order-requests", entry.create, name="order_requests_create",
         permission="channel_request.create", max_body_size=LINES),
    get("/order-requests/{number}", requests.show, name="order_requests_show",
        permission="channel_request.read"),
    get("/order-requests/{number}/edit", entry.edit, name="order_requests_edit",
        permission="channel_request.update"),
    post("/order-requests/{number}", entry.update, name="order_requests_update",
         permission="channel_request.update", max_body_size=LINES),
    post("/order-requests/{number}/submission", requests.submit, name="order_requests_submission",
         permission="channel_request.submit"),
    post("/order-requests/{number}/cancellation", requests.cancel,
         name="order_requests_cancellation", permission="channel_request.cancel"),
    post("/order-requests/{number}/acceptance", requests.accept, name="order_requests_acceptance",
         permission="channel_request.accept", max_body_size=LINES),
    post("/order-requests/{number}/refusal", requests.decline, name="order_requests_refusal",
         permission="channel_request.decline"),
]  # fmt: skip
