"""Documents shared with us, certificates that we prove."""

from portal import documents
from shared.web.attachments import WITH_FILES
from shared.web.routing import WebRoute, get, post

ROUTES: list[WebRoute] = [
    get("/documents", documents.index, name="documents_index", permission="document.read"),
    post("/documents/{document}/reading", documents.read, name="documents_read",
         permission="document.open"),
    get("/certificates", documents.proofs, name="certificates_index",
        permission="certificate.read"),
    get("/certificates/new", documents.new_proof, name="certificates_new",
        permission="certificate.submit"),
    post("/certificates", documents.send_proof, name="certificates_create",
         permission="certificate.submit", max_body_size=WITH_FILES),
    get("/certificates/{certificate}", documents.proof, name="certificates_show",
        permission="certificate.read"),
]  # fmt: skip
