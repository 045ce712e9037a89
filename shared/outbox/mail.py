"""Mail as bytes and where it goes: an SMTP server, or a folder that the demo shows at /outbox."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy as mail_policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import formatdate, make_msgid, parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from shared.kernel import clock


@dataclass(frozen=True)
class Mail:
    """A mail to one person, already in her language; it carries a link, never the record itself.

    `unsubscribe` is the address that stops mails of its kind, "" where they cannot be stopped.
    """

    to_name: str
    to_address: str
    subject: str
    text: str
    message_id: str = ""
    unsubscribe: str = ""


class Transport(Protocol):
    """Takes mails out of the house; raises when it cannot, so that the outbox tries again."""

    async def send(self, mail: Mail) -> None: ...


def compose(mail: Mail, sender: str) -> EmailMessage:
    """Return the message; line breaks in names or subjects are folded away, never sent."""
    message = EmailMessage()
    message["From"] = sender
    named = f'"{_quoted(mail.to_name)}" <{mail.to_address}>'
    is_named = mail.to_name not in ("", mail.to_address)
    message["To"] = _one_line(named if is_named else mail.to_address)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = formatdate(clock.now().timestamp())
    message["Message-ID"] = mail.message_id or make_msgid(domain="wanglai")
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    return message


def _one_line(text: str) -> str:
    """Return the text for a header: in one line, and nothing in it is read as an encoded word."""
    return " ".join(text.split()).replace("=?", "= ?")


def _quoted(name: str) -> str:
    return name.replace("\\", "").replace('"', "'")


class FolderTransport:
    """Keeps each mail as one `.eml` file, named by its time, newest last."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    async def send(self, mail: Mail) -> None:
        await asyncio.to_thread(self._write, mail)

    def _write(self, mail: Mail) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = clock.now().strftime("%Y%m%dT%H%M%S%f")
        path = self.folder / f"{stem}.eml"
        running = 1
        while path.exists():
            path = self.folder / f"{stem}-{running}.eml"
            running += 1
        path.write_bytes(compose(mail, self.sender).as_bytes())


@dataclass(frozen=True)
class KeptMail:
    """A mail in the folder, as the demo's outbox page lists and shows it."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    text: str


def kept_mails(folder: Path, limit: int = 100) -> list[KeptMail]:
    """Return the newest mails of `folder`, newest first."""
    if not folder.is_dir():
        return []
    paths = sorted(folder.glob("*.eml"), reverse=True)[:limit]
    return [_read(path) for path in paths]


def _read(path: Path) -> KeptMail:
    message = BytesParser(policy=mail_policy.default).parsebytes(path.read_bytes())
    body = message.get_body()
    return KeptMail(
        path.stem,
        str(message["To"]),
        str(message["Subject"]),
        parsedate_to_datetime(str(message["Date"])).replace(tzinfo=UTC),
        body.get_content() if body else "",
    )


class SmtpTransport:
    """Sends through `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`."""

    def __init__(self, url: str, sender: str) -> None:
        self.parts = urlsplit(url)
        self.sender = sender

    async def send(self, mail: Mail) -> None:
        await asyncio.to_thread(self._send, compose(mail, self.sender))

    def _send(self, message: EmailMessage) -> None:
        host, context = self.parts.hostname or "localhost", ssl.create_default_context()
        server: smtplib.SMTP
        if self.parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, self.parts.port or 465, timeout=20, context=context)
        else:
            server = smtplib.SMTP(host, self.parts.port or 587, timeout=20)
        with server:
            if self.parts.scheme == "smtp" and self.parts.username:
                server.starttls(context=context)
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(message)
