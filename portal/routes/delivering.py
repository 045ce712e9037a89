"""What suppliers send: lines that are due, notices, differences."""

from portal import deliveries, delivery_notices, delivery_record
from shared.web.attachments import WITH_FILES
from shared.web.routing import WebRoute, get, post

LINES = 512 * 1024  # bytes of a notice of many lines
PACKING_LIST = 9 * 1024 * 1024

ROUTES: list[WebRoute] = [
    get("/deliveries", deliveries.index, name="deliveries_index", permission="delivery.read"),
    post("/deliveries", deliveries.create, name="deliveries_create", permission="delivery.create",
         max_body_size=LINES),
    post("/deliveries/dates", deliveries.move, name="deliveries_dates",
         permission="purchase_order.answer", max_body_size=LINES),
    get("/deliveries/notices", deliveries.notices, name="deliveries_notices", permission="delivery.read"),
    get("/deliveries/record", delivery_record.export, name="deliveries_record",
        permission="purchase_order.export"),
    get("/deliveries/new", delivery_notices.new, name="deliveries_new", permission="delivery.create"),
    post("/deliveries/new", delivery_notices.create, name="deliveries_send", permission="delivery.create",
         max_body_size=LINES),
    post("/deliveries/packing-list", delivery_notices.match, name="deliveries_match",
         permission="delivery.create", max_body_size=PACKING_LIST),
    get("/deliveries/{number}", delivery_notices.show, name="deliveries_show", permission="delivery.read"),
    post("/deliveries/{number}", delivery_notices.update, name="deliveries_update",
         permission="delivery.update"),
    get("/deliveries/{number}/paper", delivery_notices.paper, name="deliveries_paper",
        permission="delivery.read"),
    get("/deliveries/{number}/label", delivery_notices.label, name="deliveries_label",
        permission="delivery.read"),
    post("/deliveries/{number}/departure", delivery_notices.leave, name="deliveries_departure",
         permission="delivery.depart"),
    post("/deliveries/{number}/cancellation", delivery_notices.cancel,
         name="deliveries_cancellation", permission="delivery.cancel"),
    post("/deliveries/{number}/differences/{difference}", delivery_notices.write,
         name="deliveries_write", permission="discrepancy.message", max_body_size=WITH_FILES),
]  # fmt: skip
