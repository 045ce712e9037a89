"""Every URL of the portal, and who may use it: one file a part of the menu (docs/routes.md lists all)."""

from portal.routes import (
    asking,
    buying,
    company,
    delivering,
    funnel,
    news,
    papers,
    quoting,
    supplying,
    support,
)
from shared.web.routing import WebRoute

ROUTES: list[WebRoute] = [
    *buying.ROUTES, *asking.ROUTES,
    *funnel.ROUTES, *supplying.ROUTES, *quoting.ROUTES, *delivering.ROUTES, *support.ROUTES,
    *papers.ROUTES, *news.ROUTES, *company.ROUTES,
]  # fmt: skip
