"""Forms: what the reader typed, what is wrong with it, and the decorator that keeps both together.

    class DealForm(FormModel):
        title: Annotated[str, Field(max_length=80)]

    async def new(request, form=None):
        return page(request, "portal/deals_new.html", form=form or fresh(request, DealForm))

    @form(DealForm, again=new)
    async def create(request, form):
        number = await actions.register_deal(request.state.actor, key=form.key, title=form.clean.title)
        return see_other(f"/deals/{number}")

Bad input and a refusal of the business show `again` with everything typed and status 422; a record
that somebody else has changed meanwhile shows it with both values and status 409.
"""

import functools
import inspect
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from shared.database.outages import does_not_fit
from shared.database.uow import reading
from shared.files.queries import staged_of
from shared.kernel.errors import Invalid, NoRoom, Refusal, Stale
from shared.kernel.wording import say
from shared.web import opened_for, other_places
from shared.web.attachments import stage_upload
from shared.web.bodies import multipart
from shared.web.form import Form
from shared.web.form_reading import (
    FILES,
    KEY,
    UPLOAD,
    VERSION,
    FilesForm,
    FormModel,
    Label,
    NoFields,
    Rows,
    Upload,
    read,
)
from shared.web.opened_for import OpenedElsewhere
from shared.web.pages import Answer, Page

__all__ = [
    "FilesForm", "Form", "FormModel", "Label", "NoFields", "Rows", "Upload", "form", "fresh", "query",
]  # fmt: skip

# What belongs to the form itself; no model has fields of these names.
OWN = (KEY, VERSION, opened_for.FIELD)
MAX_FIELDS = 2000
VERSION_FORM = re.compile(r"[0-9]{1,9}")
MAX_FILES = 10
MAX_FIELD_SIZE = 64 * 1024
MAX_FILE_SIZE = 8 * 1024 * 1024

TOO_LARGE = say(
    "The files are larger together than this page accepts. Choose fewer or smaller ones; "
    "what you typed is kept as far as it arrived."
)

UNFIT = say("Something here is longer or larger than it can be. Check what you typed.")

_LETTERS, _DIGITS = 60, 18
"""So long are the longest names and numbers of records."""

M = TypeVar("M", bound=BaseModel)
Again = Callable[..., Awaitable[Answer]]
Verb = Callable[[Request, Form[M]], Awaitable[Answer]]


def form(
    model: type[M], *, again: Again, max_file_size: int = MAX_FILE_SIZE
) -> Callable[[Verb[M]], Callable[[Request], Awaitable[Answer]]]:
    """Give a POST endpoint its form, read and valid; show `again(request, form=...)` when not."""

    def decorate(verb: Verb[M]) -> Callable[[Request], Awaitable[Answer]]:
        @functools.wraps(verb)
        async def endpoint(request: Request) -> Answer:
            try:
                sent = await _sent(request, model, max_file_size)
            except OpenedElsewhere as opened:
                return other_places.refuse(request, opened)
            if sent.is_valid and (answer := await _done(verb, request, sent)) is not None:
                return answer
            return await _shown_again(request, again, sent)

        _describe(endpoint, model)
        return endpoint

    _check_again(again)
    return decorate


async def _done(verb: Verb[M], request: Request, sent: Form[M]) -> Answer | None:
    """Return the verb's answer; None if it refused, with its reasons in the form."""
    try:
        return await verb(request, sent)
    except Refusal as refusal:
        sent.refuse(refusal)
    except Invalid as invalid:
        for one in invalid.refusals:
            sent.refuse(one)
    except Stale as stale:
        sent.meet(stale)
    except Exception as error:
        # What fits into no column: nothing was done, and nothing typed may be lost. An address that
        # can name no record is missing as before.
        if not does_not_fit(error) or _names_nothing(request):
            raise
        sent.refuse(Refusal(UNFIT))
    return None


def _names_nothing(request: Request) -> bool:
    """Return whether a name in the address is longer than any that a record can have."""
    names = [str(one) for one in request.path_params.values()]
    return any(len(one) > (_DIGITS if one.isdecimal() else _LETTERS) for one in names)


def _describe(endpoint: object, model: type[BaseModel]) -> None:
    """Whoever reads the list of routes can see what each form asks for."""
    endpoint.form_model = model  # type: ignore[attr-defined]
    endpoint.keeps_texts = issubclass(model, FilesForm)  # type: ignore[attr-defined]


def _check_again(again: Again) -> None:
    """What was typed is shown again by what takes the form; told when the face is built."""
    if "form" not in inspect.signature(again).parameters:
        raise TypeError(f"{again.__name__} shows no form again: it takes no `form`.")


def fresh(
    request: Request,
    model: type[M],
    initial: Mapping[str, Any] | None = None,
    *,
    version: int | None = None,
) -> Form[M]:
    """Return a form nobody has typed in yet, filled with `initial` (tables by their prefix)."""
    return Form(model, request.state.locale, _texts(initial or {}), version=version)


def form_or_fresh(request: Request, model: type[M], sent: Form[Any] | None) -> Form[M]:
    """Return the form that was refused if it is one of `model`, else one nobody has typed in yet.

    For pages with several forms: each keeps what was typed in it.
    """
    return sent if sent is not None and sent.model is model else fresh(request, model)


def query(request: Request, model: type[M]) -> M:
    """Read the filters of a list from the address. Unknown ones are left alone; raises Invalid."""
    known = set(model.model_fields)
    items = [(name, value) for name, value in request.query_params.multi_items() if name in known]
    result = read(model, items)
    if result.model is None:
        raise Invalid([one for some in result.refusals.values() for one in some])
    return result.model


async def _shown_again(request: Request, again: Again, sent: Form[M]) -> Answer:
    async def show() -> Answer:
        return await again(request, form=sent)

    actor = request.state.actor
    if actor is not None and issubclass(sent.model, FilesForm):
        sent.staged = await reading(lambda: staged_of(actor, sent.values(FILES)))
    if actor is None:
        answer = await show()
    else:
        answer = await reading(show)
    status = 409 if sent.is_stale else 422
    return replace(answer, status=status) if isinstance(answer, Page) else answer


async def _sent(request: Request, model: type[M], max_file_size: int) -> Form[M]:
    """Read body and files within their limits and validate them."""
    body, is_whole = await _body(request, model)
    try:
        _check_place(request, body.multi_items())
        items, refusals = await _staged(request, model, body.multi_items())
        items = [(name, await _value(value, max_file_size)) for name, value in items]
    finally:
        await body.close()
    ours = [(name, value) for name, value in items if name in OWN and isinstance(value, str)]
    own = dict(ours)
    rest = [(name, value) for name, value in items if name not in OWN]
    version = own.get(VERSION, "")
    result = Form(
        model,
        request.state.locale,
        _typed(rest),
        key=own.get(KEY),
        version=int(version) if VERSION_FORM.fullmatch(version) else None,
    )
    result.take(read(model, rest))
    if len(own) < len(ours):
        result.refuse(Refusal(say("This was sent more than once.")))
    for refusal in refusals if is_whole else [Refusal(TOO_LARGE, FILES)]:
        result.refuse(refusal)
    return result


def _typed(items: Iterable[tuple[str, str | Upload]]) -> dict[str, list[str]]:
    """Return the texts as the page shows them again, by name; NULs are left out.

    That page asks for records by what was typed, and PostgreSQL takes no text with a NUL. `read`
    refuses the field by what was sent.
    """
    typed: dict[str, list[str]] = {}
    for name, value in items:
        if isinstance(value, str):
            typed.setdefault(name, []).append(value.replace("\x00", ""))
    return typed


async def _body(request: Request, model: type[BaseModel]) -> tuple[FormData, bool]:
    """Return what was sent and whether that is all: a form with too large files keeps its texts."""
    most = {"max_files": MAX_FILES, "max_fields": MAX_FIELDS, "max_part_size": MAX_FIELD_SIZE}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if issubclass(model, FilesForm) and kind == "multipart/form-data":
        return await multipart(request, **most)
    return await request.form(**most), True


async def _staged(
    request: Request, model: type[M], items: list[tuple[str, str | UploadFile]]
) -> tuple[list[tuple[str, Any]], list[Refusal]]:
    """Stage the files that a form carries itself; what is wrong with one spares the others."""
    refusals: list[Refusal] = []
    if not issubclass(model, FilesForm):
        return list(items), refusals
    kept: list[tuple[str, Any]] = []
    for name, value in items:
        if name != UPLOAD or isinstance(value, str):
            kept.append((name, value))
        elif value.filename or value.size:
            try:
                kept.append((FILES, await stage_upload(request.state.actor, value)))
            except (Refusal, NoRoom) as refusal:
                message = say("{name}: {sentence}", name=value.filename, sentence=refusal.message)
                refusals.append(Refusal(message, FILES))
    return kept, refusals


def _check_place(request: Request, items: list[tuple[str, str | UploadFile]]) -> None:
    """Refuse a form that was opened for another organisation than the active one."""
    typed = [(name, value) for name, value in items if isinstance(value, str)]
    actor, number = request.state.actor, dict(typed).get(opened_for.FIELD, "")
    if actor is None or not number or number == actor.counterparty_number:
        return
    raise OpenedElsewhere(number, [one for one in typed if one[0] not in (KEY, opened_for.FIELD)])


async def _value(value: str | UploadFile, max_file_size: int) -> str | Upload:
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if (value.size or 0) > max_file_size:
        raise HTTPException(413)
    name = (value.filename or "").replace("\\", "/").rpartition("/")[2]
    return Upload(name[:200], await value.read(), value.content_type or "")


def _texts(initial: Mapping[str, Any]) -> dict[str, list[str]]:
    """Write initial values as the browser would send them."""
    texts: dict[str, list[str]] = {}
    for name, value in initial.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            for n, one in enumerate(value):
                if isinstance(one, Mapping):
                    row = {f"{name}-{n}-{key}": [_text(cell)] for key, cell in one.items()}
                    texts.update(row)
                else:
                    texts.setdefault(name, []).append(_text(one))
        else:
            texts[name] = [_text(value)]
    return texts


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    return "on" if value is True else str(value)
