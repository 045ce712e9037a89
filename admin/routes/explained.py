"""Who can see a record, and why: a page beside that of each record."""

from admin import access
from shared.web.routing import WebRoute, get

# The address of a product's page takes everything that follows, so these are asked first.
ROUTES: list[WebRoute] = [
    get("/counterparties/{number}/access", access.explain("counterparty"), name="counterparty_access",
        permission="counterparty.read"),
    get("/orders/{number}/access", access.explain("sales_order"), name="sales_order_access",
        permission="sales_order.read"),
    get("/opportunities/{number}/access", access.explain("opportunity"), name="opportunity_access",
        permission="opportunity.read"),
    get("/deals/{number}/access", access.explain("deal_registration"), name="deal_registration_access",
        permission="deal_registration.read"),
    get("/order-requests/{number}/access", access.explain("channel_request"),
        name="channel_request_access", permission="channel_request.read"),
    get("/purchase-orders/{number}/access", access.explain("purchase_order"), name="purchase_order_access",
        permission="purchase_order.read"),
    get("/rfqs/{number}/access", access.explain("rfq"), name="rfq_access", permission="rfq.read"),
    get("/deliveries/{number}/access", access.explain("delivery"), name="delivery_access",
        permission="delivery.read"),
    get("/tickets/{number}/access", access.explain("ticket"), name="ticket_access",
        permission="ticket.read"),
    get("/profile-changes/{number}/access", access.explain("profile_change"), name="profile_change_access",
        permission="profile_change.read"),
    get("/announcements/{number}/access", access.explain("announcement"), name="announcement_access",
        permission="announcement.read"),
    get("/products/{sku:path}/access", access.explain("product"), name="product_access",
        permission="product.read"),
    get("/price-lists/{code}/access", access.explain("price_list"), name="price_list_access",
        permission="price_list.read"),
    get("/documents/{document}/access", access.explain("document"), name="document_access",
        permission="document.read"),
    get("/certificates/{certificate}/access", access.explain("certificate"), name="certificate_access",
        permission="certificate.read"),
    get("/articles/{number}/access", access.explain("article"), name="article_access",
        permission="article.read"),
    get("/staff/{user}/access", access.person, name="staff_access",
        permission="staff_role.read"),
    get("/counterparties/{number}/people/{member}/access", access.member, name="portal_people_access",
        permission="membership.read"),
]  # fmt: skip
