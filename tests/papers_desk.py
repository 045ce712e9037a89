"""Papers for the tests that try every route: shared by name, and a certificate that waits."""

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.documents.models import (
    Certificate,
    CertificateRequirement,
    Document,
    DocumentShare,
    DocumentVersion,
    for_kinds,
)
from shared.documents.rules import PARTNER_KINDS, CertificateState
from tests.cast import ANCHOR


async def documents(of: Counterparty) -> list[str]:
    """One that is open to it by name."""
    share = await DocumentShare.filter(counterparty=of, document__edition=1).order_by("-id").first()
    return [(await share.document).public_id]  # type: ignore[union-attr]


async def certificates(of: Counterparty) -> list[str]:
    """One in review and one that was decided, if there are any."""
    mine = Certificate.filter(counterparty=of).order_by("-id")
    sent = await mine.filter(state=CertificateState.IN_REVIEW).first()
    decided = await mine.exclude(state=CertificateState.IN_REVIEW).first()
    return [one.public_id for one in (sent, decided) if one]


async def requirements(_: Counterparty) -> list[str]:
    return [(await CertificateRequirement.first()).public_id]  # type: ignore[union-attr]


async def file_papers(place: Counterparty) -> None:
    """Share one paper with it alone, and have it send a certificate that nobody else is asked for."""
    paper = await Document.create(
        public_id=f"9{place.id:023d}", title_en="For them alone", kind="contract", edition=1,
        created_at=ANCHOR, updated_at=ANCHOR,
    )  # fmt: skip
    await DocumentVersion.create(document=paper, number=1, created_at=ANCHOR)
    await DocumentShare.create(document=paper, counterparty=place, created_at=ANCHOR)
    required = await CertificateRequirement.create(
        public_id=f"8{place.id:023d}", name_en="Permit", **for_kinds(PARTNER_KINDS),
        created_at=ANCHOR,
    )  # fmt: skip
    sender = await User.filter(memberships__counterparty=place).first()
    await Certificate.create(
        public_id=f"7{place.id:023d}", counterparty=place, requirement=required,
        state=CertificateState.IN_REVIEW, number="A very private number", expires_on="2027-12-24",
        submitted_by=sender, submitted_at=ANCHOR,
    )  # fmt: skip
