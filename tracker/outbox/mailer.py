"""Hand one letter to the mail server, to a folder or to the console; say whether a failure is for now or for good."""

import os
import smtplib
import ssl
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from flask import current_app

from tracker.config import Settings
from tracker.outbox.rules import Claimed, Letter, one_line
from tracker.text import is_address, msgid

BAD_ADDRESS = msgid("Địa chỉ thư không đúng: %(address)s")


class ServerAway(Exception):
    """The server cannot be used at all; the mail is not to blame."""


class NotNow(Exception):
    """The server did not take this mail, but may take it later; lost says that the connection went with it."""

    def __init__(self, words: str, *, lost: bool = False):
        super().__init__(words)
        self.lost = lost


class Never(Exception):
    """The server, or the address itself, refuses this mail for good."""


class Mailer(Protocol):
    """A way out, open for as long as one batch takes."""

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
    def send(self, mail: EmailMessage) -> None: ...


def compose(message: Claimed, letter: Letter, *, sender: str, now: datetime) -> EmailMessage:
    """Put the letter into an envelope. Raises Never for an address that cannot be written to."""
    if not is_address(message.email):
        raise Never(BAD_ADDRESS % {"address": one_line(message.email)})
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(one_line(message.from_name), addr_spec=sender)
    mail["To"] = Address(one_line(message.full_name), addr_spec=message.email)
    mail["Subject"] = one_line(letter.subject)
    mail["Message-ID"] = message.smtp_message_id
    mail["Date"] = format_datetime(now)
    domain = sender.partition("@")[2]
    mail["List-Id"] = f"<{message.kind}.agency-{message.agency_id}.{domain}>"
    # Nobody's absence notice answers it.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text, cte="base64")
    if letter.html:
        mail.add_alternative(letter.html, subtype="html", cte="base64")
    return mail


class SmtpMailer:
    """One connection, opened by the first mail and used for all of a batch."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.connection is not None:
            try:
                self.connection.quit()
            except (smtplib.SMTPException, OSError):
                self._drop()
            self.connection = None

    def send(self, mail: EmailMessage) -> None:
        """Return when the server has taken it. Raises ServerAway, NotNow, Never."""
        connection = self._ready() or self._connect()
        try:
            connection.send_message(mail)
        except smtplib.SMTPSenderRefused as refused:
            # It takes nothing from this sender: that is the program's settings, not this mail.
            self._drop()
            raise ServerAway(_said(refused)) from refused
        except smtplib.SMTPRecipientsRefused as refused:
            self._raise(*next(iter(refused.recipients.values())))
        except smtplib.SMTPResponseException as refused:
            self._raise(refused.smtp_code, refused.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            # It may have taken the mail and lost its voice: the next attempt carries the same Message-ID.
            self._drop()
            raise NotNow(_said(error), lost=True) from error

    def _ready(self) -> smtplib.SMTP | None:
        """Return the open connection, if the server did not close it after the last mail."""
        try:
            if self.connection is not None and self.connection.rset()[0] == 250:
                return self.connection
        except (smtplib.SMTPException, OSError):
            pass  # A new one is opened; this mail has not been tried yet.
        self._drop()
        return None

    def _connect(self) -> smtplib.SMTP:
        try:
            self.connection = self._open()
            if self.settings.mail_user:
                self.connection.login(self.settings.mail_user, self.settings.mail_password)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self._drop()
            raise ServerAway(_said(error)) from error
        return self.connection

    def _open(self) -> smtplib.SMTP:
        settings = self.settings
        place = (settings.mail_host, settings.mail_port)
        if settings.mail_security == "none":
            return smtplib.SMTP(*place, timeout=settings.mail_seconds)
        trust = ssl.create_default_context(cafile=settings.mail_ca_file or None)
        if settings.mail_security == "tls":
            return smtplib.SMTP_SSL(*place, timeout=settings.mail_seconds, context=trust)
        self.connection = smtplib.SMTP(*place, timeout=settings.mail_seconds)
        self.connection.starttls(context=trust)
        return self.connection

    def _raise(self, code: int, words: bytes | str) -> None:
        said = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
        lost = code == 421 or code < 200
        if lost:
            self._drop()
        raise Never(said) if 500 <= code < 600 else NotNow(said, lost=lost)

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class FileMailer:
    """Each mail becomes a file of the data folder; the demo shows it, and no server is needed."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""

    def send(self, mail: EmailMessage) -> None:
        """Write it whole or not at all; the same Message-ID is the same file. Raises ServerAway."""
        name = mail["Message-ID"].strip("<>").partition("@")[0]
        draft = self.folder / f"{name}.new"
        try:
            draft.write_bytes(mail.as_bytes())
            os.replace(draft, draft.with_suffix(".eml"))
        except OSError as error:
            raise ServerAway(_said(error)) from error


class ConsoleMailer:
    """Print it where the program runs."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""

    def send(self, mail: EmailMessage) -> None:
        body = mail.get_body(("plain",))
        print(f"To: {mail['To']}\nSubject: {mail['Subject']}\n\n{body.get_content() if body else ''}", flush=True)


def open_mailer(settings: Settings) -> Mailer:
    """Return the way out that the settings name."""
    if settings.mail == "smtp":
        return SmtpMailer(settings)
    if settings.mail == "console":
        return ConsoleMailer()
    return FileMailer(Path(current_app.config["DATA"]) / "mail")


def _said(error: Exception) -> str:
    """Return what went wrong in one line, without what was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "the mail server did not answer in time"
    return str(error) or type(error).__name__
