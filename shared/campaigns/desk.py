"""One announcement whole, as the staff see it."""

from dataclasses import dataclass

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.campaigns.models import AnnouncementRevision
from shared.campaigns.queries import Row, find_announcement, named_in
from shared.campaigns.receipts import shares
from shared.database.compound import Question, ask
from shared.files.queries import FileRow, attachments_of
from shared.kernel.two_languages import both

VERSIONS = 50


@dataclass(frozen=True)
class Desk:
    """Its row, whom it names, its versions (newest first), how many have read it, its files.

    `named` and `shares` tell only of organisations in the reader's scope.
    """

    row: Row
    named: list[Row]
    revisions: list[Row]
    shares: dict[str, int]
    files: list[FileRow]


async def desk_announcement(actor: Actor, number: str) -> Desk:
    """Return one announcement for the staff; NotFound otherwise. Two statements."""
    row = await find_announcement(actor, number)
    found = await ask(
        named=named_in(actor, row["id"]),
        revisions=_versions(actor, row["id"]),
        shares=shares(actor, row),
        files=attachments_of(actor, "announcement", [row["id"]]),
    )
    return Desk(row, **{**found, "files": found["files"][row["id"]]})


def _versions(actor: Actor, announcement_id: int) -> Question[list[Row]]:
    rows = scope(actor, AnnouncementRevision).filter(announcement_id=announcement_id)
    columns = ("revision", "title_zh", "title_en", "published_at", *both("published_by__name"))
    newest = rows.order_by("-revision").limit(VERSIONS).values(*columns)
    return Question({"rows": newest}, lambda rows: rows)
