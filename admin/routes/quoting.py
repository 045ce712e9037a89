"""Requests for quotation: the way to them, and what is decided about them."""

from admin import rfq_entry, rfqs
from shared.web.routing import WebRoute, get, post

LINES = 256 * 1024  # bytes of a request with many lines

ROUTES: list[WebRoute] = [
    get("/rfqs", rfqs.index, name="rfqs_index", permission="rfq.read"),
    get("/rfqs/new", rfq_entry.new, name="rfqs_new", permission="rfq.create"),
    post("/rfqs", rfq_entry.create, name="rfqs_create", permission="rfq.create",
         max_body_size=LINES),
    get("/rfqs/{number}", rfqs.show, name="rfqs_show", permission="rfq.read"),
    get("/rfqs/{number}/edit", rfq_entry.edit, name="rfqs_edit", permission="rfq.update"),
    post("/rfqs/{number}", rfq_entry.update, name="rfqs_update", permission="rfq.update",
         max_body_size=LINES),
    post("/rfqs/{number}/publication", rfq_entry.publish, name="rfqs_publish",
         permission="rfq.publish"),
    post("/rfqs/{number}/deadline", rfqs.extend, name="rfqs_extend", permission="rfq.extend"),
    post("/rfqs/{number}/closing", rfqs.close, name="rfqs_close", permission="rfq.close"),
    post("/rfqs/{number}/cancellation", rfqs.cancel, name="rfqs_cancel", permission="rfq.cancel"),
    post("/rfqs/{number}/failure", rfqs.fail, name="rfqs_fail", permission="rfq.fail"),
    post("/rfqs/{number}/award", rfqs.award, name="rfqs_award", permission="rfq_award.create"),
    post("/rfqs/{number}/approval", rfqs.approve, name="rfqs_approve",
         permission="rfq_award.decide"),
    post("/rfqs/{number}/orders", rfqs.order, name="rfqs_order",
         permission="purchase_order.create"),
    post("/rfqs/{number}/return", rfqs.give_back, name="rfqs_return",
         permission="rfq_award.decide"),
]  # fmt: skip
