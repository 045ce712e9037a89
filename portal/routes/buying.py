"""Home, orders and the catalogue."""

from portal import catalogue, channel, home, order_editor, orders, suggestions
from shared.web.routing import WebRoute, get, post

UPLOAD = 9 * 1024 * 1024

ROUTES: list[WebRoute] = [
    get("/", home.index, name="home_index", signed_in="Home shows what its reader may see"),
    get("/orders", orders.index, name="orders_index", permission="sales_order.read"),
    get("/orders/new", order_editor.new, name="orders_new", permission="sales_order.create"),
    get("/orders/export", orders.export, name="orders_export", permission="sales_order.export"),
    post("/orders", order_editor.create, name="orders_create", permission="sales_order.create",
         max_body_size=UPLOAD),
    get("/orders/{number}", orders.show, name="orders_show", permission="sales_order.read"),
    get("/orders/{number}/edit", order_editor.edit, name="orders_edit",
        permission="sales_order.update"),
    post("/orders/{number}", order_editor.update, name="orders_update",
         permission="sales_order.update", max_body_size=UPLOAD),
    post("/orders/{number}/submission", order_editor.submit, name="orders_submission",
         permission="sales_order.submit", max_body_size=UPLOAD),
    post("/orders/{number}/discard", order_editor.discard, name="orders_discard",
         permission="sales_order.update"),
    post("/orders/{number}/reorder", orders.reorder, name="orders_reorder",
         permission="sales_order.create"),
    post("/orders/{number}/cancellation", orders.cancel, name="orders_cancellation",
         permission="sales_order.cancel"),
    post("/orders/{number}/shipments/{shipment}/receipt", orders.receive, name="orders_receipt",
         permission="shipment.confirm_receipt"),
    get("/orders/{number}/paper", orders.paper, name="orders_paper",
        permission="sales_order.read"),
    # What a distributor of record sees of those who buy through it
    get("/channel-orders", channel.index, name="channel_orders_index",
        permission="channel_order.read"),
    get("/channel-orders/export", channel.export, name="channel_orders_export",
        permission="channel_order.export"),
    get("/channel-orders/{number}", channel.show, name="channel_orders_show",
        permission="channel_order.read"),
    get("/end-customers", channel.customers, name="end_customers_index",
        permission="end_customer.read"),
    get("/catalogue/suggestions", suggestions.index, name="catalogue_suggestions",
        permission="product.read"),
    get("/catalogue", catalogue.index, name="catalogue_index", permission="product.read"),
    get("/catalogue/export", catalogue.export, name="catalogue_export",
        permission="product.export"),
]  # fmt: skip
