"""What suppliers do: purchase orders to answer, what they supply."""

from portal import purchase_answers, purchase_orders
from shared.web.attachments import WITH_FILES
from shared.web.routing import WebRoute, get, post

ANSWER = 512 * 1024  # bytes of an answer to many lines

ROUTES: list[WebRoute] = [
    get("/purchase-orders", purchase_orders.index, name="purchase_orders_index",
        permission="purchase_order.read"),
    get("/purchase-orders/export", purchase_orders.export, name="purchase_orders_export",
        permission="purchase_order.export"),
    get("/purchase-orders/{number}", purchase_orders.show, name="purchase_orders_show",
        permission="purchase_order.read"),
    get("/purchase-orders/{number}/paper", purchase_orders.paper, name="purchase_orders_paper",
        permission="purchase_order.read"),
    post("/purchase-orders/{number}/answer", purchase_answers.answer,
         name="purchase_orders_answer", permission="purchase_order.answer", max_body_size=ANSWER),
    post("/purchase-orders/{number}/acceptance", purchase_answers.accept_all,
         name="purchase_orders_acceptance", permission="purchase_order.answer"),
    post("/purchase-orders/{number}/messages", purchase_orders.message,
         name="purchase_orders_message", permission="purchase_order.message",
         max_body_size=WITH_FILES),
    post("/purchase-orders/{number}/cancellation", purchase_orders.decide_cancellation,
         name="purchase_orders_cancellation", permission="purchase_order.decide_cancellation"),
    get("/purchase-orders/{number}/lines/{position}", purchase_answers.line,
        name="purchase_orders_line", permission="purchase_order.answer"),
    post("/purchase-orders/{number}/lines/{position}", purchase_answers.propose,
         name="purchase_orders_propose", permission="purchase_order.answer"),
    get("/supplier-items", purchase_orders.our_items, name="supplier_items_index",
        permission="supplier_item.read"),
]  # fmt: skip
