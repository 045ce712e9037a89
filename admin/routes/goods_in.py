"""Goods that come in: deliveries, receipts, differences, the late board."""

from admin import deliveries, delivery_record, late_board, receipts
from shared.web.attachments import WITH_FILES
from shared.web.routing import WebRoute, get, post

COUNT = 512 * 1024  # bytes of a count of many lines

ROUTES: list[WebRoute] = [
    get("/deliveries", deliveries.index, name="deliveries_index", permission="delivery.read"),
    post("/deliveries/scan", deliveries.scan, name="deliveries_scan", permission="delivery.read"),
    get("/deliveries/{number}", deliveries.show, name="deliveries_show", permission="delivery.read"),
    post("/deliveries/{number}/arrival", deliveries.arrive, name="deliveries_arrival",
         permission="delivery.arrive"),
    get("/deliveries/{number}/receipt", receipts.new, name="receipts_new",
        permission="receipt.create"),
    post("/deliveries/{number}/receipt", receipts.create, name="receipts_create",
         permission="receipt.create", max_body_size=WITH_FILES),
    get("/deliveries/{number}/receipts/{receipt}/lines/{position}", receipts.inspection,
        name="receipts_inspection", permission="receipt.inspect"),
    post("/deliveries/{number}/receipts/{receipt}/lines/{position}", receipts.inspect,
         name="receipts_inspect", permission="receipt.inspect", max_body_size=WITH_FILES),
    post("/deliveries/{number}/differences/{difference}", deliveries.write,
         name="differences_write", permission="discrepancy.message", max_body_size=WITH_FILES),
    get("/counterparties/{number}/delivery-record", delivery_record.export, name="delivery_record",
        permission="purchase_order.export"),
    get("/late", late_board.index, name="late_index", permission="purchase_order.read"),
    get("/late/export", late_board.export, name="late_export",
        permission="purchase_order.export"),
]  # fmt: skip
