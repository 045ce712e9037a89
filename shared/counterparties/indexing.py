"""Under which words a counterparty is found: its number, names, place, tax number and people."""

from shared.counterparties.models import Contact, Counterparty
from shared.counterparties.queries import SEARCH
from shared.database import fulltext


async def index_words(kept: Counterparty) -> None:
    """Store the words of one counterparty inside the open unit of work."""
    people = await Contact.filter(counterparty_id=kept.id, is_archived=False).values_list(
        "name", "name_other", "email"
    )
    words = [str(word) for person in people for word in person]
    await fulltext.index(
        SEARCH, kept.id, kept.number, kept.name_zh, kept.name_en, kept.city, kept.city_other,
        kept.region, kept.region_other, kept.tax_number, kept.external_key, *words,
    )  # fmt: skip
