"""What else happens when something has happened: one table from announcements to reactions.

Everything here runs after the commit, from the outbox, and may run twice; recipients and contents
are computed when it runs, from the rights of that moment.
"""

from functools import partial

from shared.campaigns.actions import DUE as ANNOUNCED
from shared.documents.documents import DUE as PAPER_SHARED
from shared.files.actions import STORED
from shared.identity import below
from shared.identity.rules import BELOW_CHANGED
from shared.outbox.actions import Reaction
from shared.outbox.digesting import DUE
from shared.reactions import (
    announcement_letters,
    digests,
    document_letters,
    file_checks,
    invitations,
    letters,
    notices,
)
from shared.reactions.post_office import PostOffice
from shared.settings import Settings


def reactions(settings: Settings) -> dict[str, list[Reaction]]:
    """Return what to do for each topic of the outbox."""
    office = PostOffice(settings)
    table: dict[str, list[Reaction]] = {
        topic: [partial(letters.address, topic)] for topic in letters.TOPICS
    }
    table["letter.addressed"] = [partial(letters.deliver, office)]
    table["invitation.issued"] = [partial(invitations.deliver, office)]
    table["invitation.code"] = [partial(invitations.deliver_code, office)]
    table["step_up.code"] = [partial(invitations.deliver_step_up, office)]
    table["profile_change.noticed"] = [partial(notices.deliver, office)]
    table[ANNOUNCED] = [announcement_letters.spread]
    table[PAPER_SHARED] = [document_letters.spread]
    table[BELOW_CHANGED] = [below.follow]
    table.setdefault("counterparty.status_changed", []).append(below.status_follows)
    table[STORED] = [file_checks.check]
    table[DUE] = [partial(digests.deliver, office)]
    return table
