"""The mail of the daily summary: what its reader may still read, in one list."""

from typing import Any

from shared.identity.recipients import Recipient, recipient_of
from shared.kernel.two_languages import name_in
from shared.kernel.wording import say, say_n
from shared.outbox.digesting import Gathered, gathered
from shared.reactions import letters
from shared.reactions.kinds import sentence
from shared.reactions.post_office import Letter, PostOffice, spoken_in
from shared.reactions.unsubscribing import SUMMARY

MOST = 40


async def deliver(office: PostOffice, _record: str, payload: dict[str, Any]) -> None:
    """Send the summary of the named notifications; none when nothing is left to tell."""
    rows = await gathered(payload["notifications"])
    told: list[tuple[Recipient, Gathered]] = []
    for row in rows:
        reader = await recipient_of(row.user_id, row.face, row.place_id)
        if reader and await letters.may_read(reader, row.topic, row.record_number):
            told.append((reader, row))
    if told:
        once = f"digest-{payload['face']}-{payload['user']}-{rows[0].id}"
        await office.send(told[0][0], _letter(told), once=once, kind=SUMMARY)


def _letter(told: list[tuple[Recipient, Gathered]]) -> Letter:
    first = told[0][0]
    locale = first.locale or spoken_in(first.zone)
    lines = [
        sentence(
            row.topic,
            row.face,
            row.record_number,
            name_in(locale, row.company_zh, row.company_en),
            row.decided,
        )
        for _, row in told[:MOST]
    ]
    if len(told) > MOST:
        lines.append(say("and {n} more", n=len(told) - MOST))
    subject = say_n("{n} piece of news", "{n} pieces of news", len(told))
    return Letter(subject, tuple(lines), "/notifications", is_list=True)
