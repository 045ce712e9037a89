"""Turns a letter into a mail in the reader's language and hands it to a transport."""

from dataclasses import dataclass
from pathlib import Path

from shared.access.actor import PORTAL
from shared.identity.recipients import Recipient
from shared.kernel.wording import Message, say
from shared.language.formatting import in_zone
from shared.language.speaking import translated
from shared.outbox.mail import FolderTransport, Mail, SmtpTransport, Transport
from shared.reactions.unsubscribing import PATH, token_for
from shared.settings import Settings


@dataclass(frozen=True)
class Letter:
    """What a mail says: a subject, sentences, and the path of the matter on the reader's face.

    Each sentence is a paragraph; those of a list stand on lines of their own, close together.
    """

    subject: Message
    sentences: tuple[Message, ...]
    path: str
    is_list: bool = False


class PostOffice:
    """Knows where mails go and under which public addresses links stand."""

    def __init__(self, settings: Settings, transport: Transport | None = None) -> None:
        self.settings = settings
        self.transport = transport or transport_of(settings)

    async def send(self, to: Recipient, letter: Letter, *, once: str, kind: str = "") -> None:
        """Send `letter`; `once` names the occasion, so that a repeat carries the same Message-ID.

        Mails of a `kind` can be stopped by their reader with one click; those without one cannot.
        """
        locale = to.locale or spoken_in(to.zone)
        with in_zone(to.zone):
            lines = [translated(sentence, locale) for sentence in letter.sentences]
            subject = translated(letter.subject, locale)
        home = self.settings.portal_url if to.face == PORTAL else self.settings.admin_url
        name = to.name_in(locale)
        # Of somebody who was only invited nothing but the address is known: that is no name.
        is_known = name.strip() not in ("", to.email)
        hello = say("Hello {name},", name=name) if is_known else say("Hello,")
        said = ("\n" if letter.is_list else "\n\n").join(lines)
        sender = self.settings.host_name_zh if locale == "zh" else self.settings.host_name_en
        parts = [translated(hello, locale), said, f"{home}{letter.path}", f"— {sender}"]
        text = "\n\n".join([*parts, *([_which_mails(home, locale)] if to.user_id else [])])
        token = token_for(self.settings, to, kind)
        stop = f"{home}{PATH}{token}" if token else ""
        await self.transport.send(
            Mail(name, to.email, subject, text + "\n", f"<{once}@wanglai>", unsubscribe=stop)
        )


def _which_mails(home: str, locale: str) -> str:
    """Return where a reader who has a door chooses which mails come."""
    where = f"{home}/notifications/mails"
    return translated(say("You choose which mails come, and when: {link}", link=where), locale)


def spoken_in(zone: str) -> str:
    """Return the language for somebody who has not chosen one, from her time zone."""
    return "zh" if zone in ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong") else "en"


def transport_of(settings: Settings) -> Transport:
    """Return SMTP when a server is named, else the folder for kept mails."""
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url, settings.mail_from)
    return FolderTransport(mail_folder(settings), settings.mail_from)


def mail_folder(settings: Settings) -> Path:
    """Return where mails are kept when no server takes them."""
    return Path(settings.files_dir or "var") / "mails"
