"""Requests for quotation: what a supplier was invited to, and her bid."""

from portal import rfqs
from shared.web.routing import WebRoute, get, post

BID = 256 * 1024  # bytes of a bid on many lines

ROUTES: list[WebRoute] = [
    get("/rfqs", rfqs.index, name="rfqs_index", permission="rfq.read"),
    get("/rfqs/{number}", rfqs.show, name="rfqs_show", permission="rfq.read"),
    post("/rfqs/{number}/reading", rfqs.look, name="rfqs_look", permission="bid.create"),
    post("/rfqs/{number}/draft", rfqs.save, name="rfqs_save", permission="bid.update",
         max_body_size=BID),
    post("/rfqs/{number}/bid", rfqs.submit, name="rfqs_submit", permission="bid.submit",
         max_body_size=BID),
    post("/rfqs/{number}/withdrawal", rfqs.withdraw, name="rfqs_withdraw",
         permission="bid.withdraw"),
    post("/rfqs/{number}/refusal", rfqs.decline, name="rfqs_decline", permission="bid.decline"),
]  # fmt: skip
