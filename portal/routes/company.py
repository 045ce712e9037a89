"""Our own organisation and its people."""

from portal import company
from shared.web.routing import WebRoute, get, post

ROUTES: list[WebRoute] = [
    get("/company", company.show, name="company_show", permission="counterparty.read"),
    get("/company/people", company.people, name="company_people", permission="membership.read"),
    post("/company/people/invitations", company.invite, name="company_invite",
         permission="membership.invite"),
    post("/company/people/invitations/{invitation}/resending", company.resend,
         name="company_resend", permission="membership.invite"),
    post("/company/people/invitations/{invitation}/withdrawal", company.revoke,
         name="company_revoke", permission="membership.invite"),
    post("/company/people/{member}/suspension", company.suspend, name="company_suspend",
         permission="membership.suspend"),
    post("/company/people/{member}/reinstatement", company.reinstate, name="company_reinstate",
         permission="membership.suspend"),
]  # fmt: skip
