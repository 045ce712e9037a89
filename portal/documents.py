"""Papers that the company shares with us, and the certificates that we prove."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.documents import certificate_queries, certificates, documents, queries
from shared.kernel.wording import say
from shared.web.forms import FilesForm, Form, FormModel, Label, form, fresh, query
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other
from shared.web.paper_words import KIND_LABELS

PAPERS, PROOFS = say("Documents"), say("Certificates")


class PaperQuery(FormModel):
    """Which papers."""

    kind: str = ""


class OpenForm(FormModel):
    """The file that is opened."""

    file: Annotated[str, Field(max_length=32)]


class NewQuery(FormModel):
    """Which requirement is met."""

    requirement: Annotated[str, Field(max_length=32)] = ""


class ProofForm(FilesForm):
    """A certificate to be reviewed."""

    requirement: Annotated[str, Field(max_length=32)]
    expires_on: Annotated[date, Label(say("Valid until"))]
    number: Annotated[str, Field(max_length=80), Label(say("Number on the certificate"))] = ""


async def index(request: Request) -> Answer:
    """Show the papers that are meant for us; new editions are marked."""
    wanted = query(request, PaperQuery)
    shelf = await queries.shared_with_us(request.state.actor, kind=wanted.kind)
    return page(
        request, "portal/documents_index.html", papers=shelf.papers, kinds=KIND_LABELS, wanted=wanted,
        crumbs=[(PAPERS, None)], used=shelf.used,
    )  # fmt: skip


async def refused(request: Request, form: Form[Any] | None = None) -> Answer:  # noqa: ARG001
    """Show the papers again when one could not be opened."""
    await queries.document(request.state.actor, request.path_params["document"])
    return await index(request)


@form(OpenForm, again=refused)
async def read(request: Request, form: Form[OpenForm]) -> Answer:
    """Note that it was opened and give the file."""
    file = await documents.note_reading(
        request.state.actor, request.path_params["document"], file=form.clean.file
    )
    return see_other(f"/files/{file}")


async def proofs(request: Request) -> Answer:
    """Show a card for each certificate that is asked of us."""
    cards = await certificate_queries.our_cards(request.state.actor)
    return page(request, "portal/certificates_index.html", cards=cards, crumbs=[(PROOFS, None)])


async def new_proof(request: Request, form: Form[ProofForm] | None = None) -> Answer:
    """Show the form for one certificate."""
    actor: Actor = request.state.actor
    wanted = form.value("requirement") if form else query(request, NewQuery).requirement
    required = await certificate_queries.requirement(actor, wanted)
    name = name_of(request.state.locale, required)
    return page(
        request, "portal/certificates_new.html", required=required, name=name,
        form=form or fresh(request, ProofForm, {"requirement": required.public_id}),
        crumbs=[(PROOFS, "/certificates"), (name, None)],
    )  # fmt: skip


@form(ProofForm, again=new_proof)
async def send_proof(request: Request, form: Form[ProofForm]) -> Answer:
    """Send it for review."""
    clean = form.clean
    await certificates.submit_certificate(
        request.state.actor, requirement=clean.requirement, expires_on=clean.expires_on,
        files=clean.files, number=clean.number, key=form.key,
    )  # fmt: skip
    return see_other("/certificates", toast=say("Sent. We look at it and tell you."))


async def proof(request: Request) -> Answer:
    """Show one certificate with its files and what became of it."""
    actor: Actor = request.state.actor
    kept = await certificate_queries.certificate(actor, request.path_params["certificate"])
    return page(
        request, "portal/certificates_show.html", kept=kept,
        state=certificate_queries.standing_of(kept),
        files=await certificate_queries.files_of(actor, kept.id),
        crumbs=[(PROOFS, "/certificates"), (name_of(request.state.locale, kept.requirement), None)],
    )  # fmt: skip
