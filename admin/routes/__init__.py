"""Every URL of the admin, and who may use it: one file a part of the rail (docs/routes.md lists all)."""

from admin.routes import (
    counterparties,
    explained,
    goods_in,
    management,
    news,
    papers,
    purchasing,
    quoting,
    sales,
    supply,
    support,
)
from shared.web.routing import WebRoute

ROUTES: list[WebRoute] = [
    *explained.ROUTES,
    *sales.ROUTES,
    *counterparties.ROUTES,
    *supply.ROUTES,
    *support.ROUTES,
    *papers.ROUTES,
    *purchasing.ROUTES,
    *quoting.ROUTES,
    *news.ROUTES,
    *goods_in.ROUTES,
    *management.ROUTES,
]
