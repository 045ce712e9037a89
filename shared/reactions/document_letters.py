"""What is written about shared papers: to everybody in each organisation that they are open to.

The words carry the title and a link, never the paper. An organisation hears once of one edition.
"""

from typing import Any

from shared.access.actor import system
from shared.database.uow import uow
from shared.documents.documents import RENEWED, SHARED
from shared.documents.queries import audience_of
from shared.kernel.wording import Message, say
from shared.outbox.actions import announce
from shared.reactions.telling import Telling, text_of


def _paper(subject: Message, *sentences: Message) -> Telling:
    words = tuple(map(text_of, sentences))
    return Telling("document.read", "documents/", text_of(subject), words, key="public_id")


THEIRS: dict[str, Telling] = {
    SHARED: _paper(
        say("A document for you: {title}"),
        say("We share a document with you: {title}. It stands among your documents."),
    ),
    RENEWED: _paper(
        say("New edition: {title}"),
        say("There is a new edition of {title}. It stands among your documents."),
    ),
}


async def spread(public_id: str, payload: dict[str, Any]) -> None:
    """Hand the news of one paper to each organisation that may read it now; a repeat adds nothing.

    Nothing is told of a paper that has been withdrawn or has a newer edition meanwhile.
    """
    found = await audience_of(system(), public_id, payload["edition"])
    if found is None:
        return
    paper, places = found

    async def write() -> None:
        for place in places:
            await announce(
                payload["tells"], public_id, once=f"{public_id}-{paper.edition}-{place}",
                counterparty_id=place, title_zh=paper.title_zh, title_en=paper.title_en,
            )  # fmt: skip

    await uow(write)
