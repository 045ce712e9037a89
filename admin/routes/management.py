"""Credit limits, tax rates, deputies and staff."""

from admin import credit_limits, deputies, staff, tax_rates
from admin.uploads import SHEET
from shared.web.routing import WebRoute, get, post

ROUTES: list[WebRoute] = [
    # Credit, tax, deputies, staff
    get("/credit-limits", credit_limits.index, name="credit_limits_index",
        permission="credit_limit.read"),
    get("/credit-limits/export", credit_limits.export, name="credit_limits_export",
        permission="credit_limit.export"),
    get("/credit-limits/sheet", credit_limits.sheet, name="credit_limits_sheet",
        permission="credit_limit.update"),
    post("/credit-limits/sheet", credit_limits.upload, name="credit_limits_upload",
         permission="credit_limit.update", max_body_size=SHEET),
    get("/credit-limits/new", credit_limits.new, name="credit_limits_new",
        permission="credit_limit.update"),
    post("/credit-limits", credit_limits.create, name="credit_limits_create",
         permission="credit_limit.update"),
    get("/credit-limits/{number}", credit_limits.edit, name="credit_limits_edit",
        permission="credit_limit.update"),
    post("/credit-limits/{number}", credit_limits.update, name="credit_limits_update",
         permission="credit_limit.update"),
    get("/tax-rates", tax_rates.index, name="tax_rates_index", permission="tax_rate.read"),
    get("/tax-rates/new", tax_rates.new, name="tax_rates_new", permission="tax_rate.update"),
    post("/tax-rates", tax_rates.create, name="tax_rates_create", permission="tax_rate.update"),
    get("/tax-rates/{rate}", tax_rates.show, name="tax_rates_show", permission="tax_rate.read"),
    post("/tax-rates/{rate}", tax_rates.update, name="tax_rates_update",
         permission="tax_rate.update"),
    get("/deputies", deputies.index, name="deputies_index", permission="deputy.read"),
    post("/deputies", deputies.create, name="deputies_create", permission="deputy.create"),
    post("/deputies/{deputy}/end", deputies.end, name="deputies_end",
         permission="deputy.update"),
    get("/staff", staff.index, name="staff_index", permission="staff_role.read"),
    post("/staff/invitations", staff.invite, name="staff_invite",
         permission="staff_role.create"),
    post("/staff/invitations/{invitation}/resending", staff.resend, name="staff_resend",
         permission="membership.invite"),
    post("/staff/invitations/{invitation}/withdrawal", staff.revoke, name="staff_revoke",
         permission="membership.invite"),
    post("/staff/{user}/roles", staff.give, name="staff_give", permission="staff_role.create"),
    post("/staff/{user}/roles/removal", staff.take, name="staff_take",
         permission="staff_role.update"),
    post("/staff/{user}/suspension", staff.suspend, name="staff_suspend",
         permission="user.deactivate"),
    post("/staff/{user}/reinstatement", staff.reinstate, name="staff_reinstate",
         permission="user.deactivate"),
]  # fmt: skip
