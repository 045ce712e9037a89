"""Support requests and help articles."""

from portal import articles, ticket_steps, tickets
from shared.web.attachments import WITH_FILES
from shared.web.routing import WebRoute, get, post

ROUTES: list[WebRoute] = [
    get("/tickets", tickets.index, name="tickets_index", permission="ticket.read"),
    get("/tickets/export", tickets.export, name="tickets_export", permission="ticket.export"),
    get("/tickets/new", tickets.new, name="tickets_new", permission="ticket.create"),
    post("/tickets", tickets.create, name="tickets_create", permission="ticket.create",
         max_body_size=WITH_FILES),
    get("/tickets/{number}", tickets.show, name="tickets_show", permission="ticket.read"),
    get("/tickets/{number}/news", tickets.news, name="tickets_news", permission="ticket.read"),
    post("/tickets/{number}/messages", ticket_steps.answer, name="tickets_answer",
         permission="ticket.comment", max_body_size=WITH_FILES),
    post("/tickets/{number}/resolution", ticket_steps.settle, name="tickets_settle",
         permission="ticket.close"),
    post("/tickets/{number}/closing", ticket_steps.close, name="tickets_close",
         permission="ticket.close"),
    post("/tickets/{number}/reopening", ticket_steps.reopen, name="tickets_reopen",
         permission="ticket.reopen"),
    post("/tickets/{number}/rating", ticket_steps.rate, name="tickets_rate",
         permission="ticket.rate"),
    post("/tickets/{number}/cancellation", ticket_steps.cancel, name="tickets_cancel",
         permission="ticket.cancel"),
    get("/articles", articles.index, name="articles_index", permission="article.read"),
    get("/articles/suggestions", articles.suggestions, name="articles_suggestions",
        permission="article.read"),
    get("/articles/{number}", articles.show, name="articles_show", permission="article.read"),
    post("/articles/{number}/thanks", articles.thank, name="articles_thank",
         permission="article.thank"),
]  # fmt: skip
