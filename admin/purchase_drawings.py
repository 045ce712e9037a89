"""Drawings of a purchase order: added to a draft or to what was sent, taken off a draft again."""

from starlette.requests import Request

from admin.purchase_orders import DrawingsForm, show
from shared.kernel.wording import say
from shared.purchasing.actions.drawings import add_drawings, remove_drawing
from shared.web.forms import Form, NoFields, form
from shared.web.pages import Answer, is_fragment, see_other


@form(DrawingsForm, again=show)
async def add(request: Request, form: Form[DrawingsForm]) -> Answer:
    """Attach what was sent; the lines that are being typed beside it stay as they are."""
    number = request.path_params["number"]
    waits = await add_drawings(
        request.state.actor, number, files=form.clean.files, key=form.key
    )  # fmt: skip
    if is_fragment(request):
        return await show(request)
    done = say("Drawings added") if waits else say("Drawings added; the supplier is told")
    return see_other(f"/purchase-orders/{number}{'/edit' if waits else ''}", toast=done)


@form(NoFields, again=show)
async def remove(request: Request, form: Form[NoFields]) -> Answer:
    """Take a drawing off a draft."""
    number = request.path_params["number"]
    drawing = request.path_params["drawing"]
    await remove_drawing(request.state.actor, number, drawing, key=form.key)
    if is_fragment(request):
        return await show(request)
    return see_other(f"/purchase-orders/{number}/edit", toast=say("Drawing removed"))
