"""Opportunities shared with us and deal registrations."""

from portal import deal_steps, deals, opportunities
from shared.web.routing import WebRoute, get, post

ROUTES: list[WebRoute] = [
    get("/opportunities", opportunities.index, name="opportunities_index", permission="opportunity.read"),
    get("/opportunities/export", opportunities.export, name="opportunities_export",
        permission="opportunity.export"),
    get("/opportunities/{number}", opportunities.show, name="opportunities_show",
        permission="opportunity.read"),
    post("/opportunities/{number}/next-step", opportunities.plan, name="opportunities_plan",
         permission="opportunity.plan"),
    post("/opportunities/{number}/notes", opportunities.add_note, name="opportunities_note",
         permission="opportunity.note"),
    post("/opportunities/{number}/stage", opportunities.move, name="opportunities_move",
         permission="opportunity.move"),
    get("/deals", deals.index, name="deals_index", permission="deal_registration.read"),
    get("/deals/export", deals.export, name="deals_export", permission="deal_registration.export"),
    get("/deals/new", deals.new, name="deals_new", permission="deal_registration.create"),
    get("/deals/conflict", deals.conflict, name="deals_conflict", permission="deal_registration.create"),
    post("/deals", deals.create, name="deals_create", permission="deal_registration.create"),
    get("/deals/{number}", deal_steps.show, name="deals_show", permission="deal_registration.read"),
    get("/deals/{number}/edit", deals.edit, name="deals_edit", permission="deal_registration.update"),
    post("/deals/{number}", deals.update, name="deals_update", permission="deal_registration.update"),
    post("/deals/{number}/submission", deal_steps.submit, name="deals_submit",
         permission="deal_registration.submit"),
    post("/deals/{number}/answer", deal_steps.answer, name="deals_answer",
         permission="deal_registration.submit"),
    post("/deals/{number}/withdrawal", deal_steps.withdraw, name="deals_withdraw",
         permission="deal_registration.withdraw"),
    post("/deals/{number}/extension", deal_steps.ask_extension, name="deals_ask_extension",
         permission="deal_registration.ask_extension"),
]  # fmt: skip
