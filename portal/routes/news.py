"""What the host tells organisations."""

from portal import announcements
from shared.web.routing import WebRoute, get, post

ROUTES: list[WebRoute] = [
    get("/announcements", announcements.index, name="announcements_index",
        permission="announcement.read"),
    get("/announcements/{number}", announcements.show, name="announcements_show",
        permission="announcement.read"),
    post("/announcements/{number}/reading", announcements.read, name="announcements_read",
         permission="announcement.acknowledge"),
    post("/announcements/{number}/dismissal", announcements.dismiss,
         name="announcements_dismiss", permission="announcement.acknowledge"),
    post("/announcements/{number}/confirmation", announcements.confirm,
         name="announcements_confirm", permission="announcement.acknowledge"),
]  # fmt: skip
