"""What we tell organisations."""

from admin import announcement_steps, announcements
from shared.web.attachments import WITH_FILES
from shared.web.routing import WebRoute, get, post

ROUTES: list[WebRoute] = [
    get("/announcements", announcements.index, name="announcements_index",
        permission="announcement.read"),
    get("/announcements/new", announcements.new, name="announcements_new",
        permission="announcement.create"),
    post("/announcements", announcements.create, name="announcements_create",
         permission="announcement.create", max_body_size=WITH_FILES),
    get("/announcements/{number}", announcements.show, name="announcements_show",
        permission="announcement.read"),
    get("/announcements/{number}/edit", announcements.edit, name="announcements_edit",
        permission="announcement.update"),
    post("/announcements/{number}", announcements.update, name="announcements_update",
         permission="announcement.update", max_body_size=WITH_FILES),
    get("/announcements/{number}/preview", announcement_steps.preview,
        name="announcements_preview", permission="announcement.read"),
    get("/announcements/{number}/receipts", announcement_steps.who,
        name="announcements_receipts", permission="announcement.read"),
    get("/announcements/{number}/receipts/export", announcement_steps.export,
        name="announcements_export", permission="announcement.export"),
    post("/announcements/{number}/publication", announcement_steps.publish,
         name="announcements_publish", permission="announcement.publish"),
    post("/announcements/{number}/withdrawal", announcement_steps.withdraw,
         name="announcements_withdraw", permission="announcement.withdraw"),
    post("/announcements/{number}/reminder", announcement_steps.remind,
         name="announcements_remind", permission="announcement.remind"),
]  # fmt: skip
