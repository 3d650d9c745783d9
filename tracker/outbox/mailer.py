"""Hand one letter to the mail server, to a folder or to the console; say whether a failure is for now or for good."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from flask import current_app

from tracker.config import Settings
from tracker.outbox.rules import Claimed, Letter, one_line
from tracker.text import is_address, msgid

BAD_ADDRESS = msgid("Địa chỉ thư không đúng: %(address)s")

# The newer policies of the library take milliseconds for each head; on the wire it is the same.
WIRE = compat32.clone(linesep="\r\n")


class ServerAway(Exception):
    """The server cannot be used at all; the mail is not to blame."""


class NotNow(Exception):
    """The server did not take this mail, but may take it later; lost says that the connection went with it."""

    def __init__(self, words: str, *, lost: bool = False):
        super().__init__(words)
        self.lost = lost


class Never(Exception):
    """The server, or the address itself, refuses this mail for good."""


@dataclass(frozen=True)
class Mail:
    """One mail as it goes over the wire, and what stands on its envelope."""

    sender: str
    to: str
    message_id: str
    raw: bytes
    # For those who read it here.
    subject: str
    text: str


class Mailer(Protocol):
    """A way out, open for as long as one batch takes."""

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
    def send(self, mail: Mail) -> None: ...


def compose(message: Claimed, letter: Letter, *, sender: str, now: datetime) -> Mail:
    """Put the letter into an envelope. Raises Never for an address that cannot be written to."""
    if not is_address(message.email):
        raise Never(BAD_ADDRESS % {"address": one_line(message.email)})
    subject = one_line(letter.subject)
    mail = _bodies(letter)
    mail["From"] = _named(message.from_name, sender, "From")
    mail["To"] = _named(message.full_name, message.email, "To")
    mail["Subject"] = Header(subject, "utf-8", header_name="Subject")
    mail["Message-ID"] = message.smtp_message_id
    mail["Date"] = format_datetime(now)
    domain = sender.partition("@")[2]
    mail["List-Id"] = f"<{message.kind}.agency-{message.agency_id}.{domain}>"
    # Nobody's absence notice answers it.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    return Mail(sender, message.email, message.smtp_message_id, mail.as_bytes(policy=WIRE), subject, letter.text)


def _bodies(letter: Letter) -> MIMEBase:
    """Return the same words as text and as HTML, the better one last."""
    text = MIMEText(letter.text, "plain", "utf-8")
    if not letter.html:
        return text
    both = MIMEMultipart("alternative")
    both.attach(text)
    both.attach(MIMEText(letter.html, "html", "utf-8"))
    return both


def _named(name: str, address: str, head: str) -> Header:
    """Return a name, always encoded, so that no sign in it means anything, and the address."""
    words = Header(one_line(name), "utf-8", header_name=head)
    words.append(f"<{address}>", "us-ascii")
    return words


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

    def send(self, mail: Mail) -> None:
        """Return when the server has taken it. Raises ServerAway, NotNow, Never."""
        connection = self._begin(mail.sender)
        try:
            self._expect(connection, *connection.rcpt(mail.to))
            self._expect(connection, *connection.data(mail.raw))
        except smtplib.SMTPResponseException as refused:
            self._expect(connection, refused.smtp_code, refused.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            # It may have taken the mail and lost its voice: the next attempt carries the same Message-ID.
            self._drop()
            raise NotNow(_said(error), lost=True) from error

    def _begin(self, sender: str) -> smtplib.SMTP:
        """Return a connection that has taken the sender; one that the server closed meanwhile is opened anew."""
        if self.connection is not None:
            try:
                if self.connection.mail(sender)[0] == 250:
                    return self.connection
            except (smtplib.SMTPException, OSError):
                pass  # Nothing of this mail was said yet.
            self._drop()
        connection = self._connect()
        try:
            code, words = connection.mail(sender)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ServerAway(_said(error)) from error
        if code != 250:
            # It takes nothing from this sender: that is the program's settings, not this mail.
            self._drop()
            raise ServerAway(_answer(code, words))
        return connection

    def _expect(self, connection: smtplib.SMTP, code: int, words: bytes | str) -> None:
        if code in (250, 251):
            return
        self._forget(connection, lost=code == 421)
        raise Never(_answer(code, words)) if 500 <= code < 600 else NotNow(_answer(code, words), lost=code == 421)

    def _forget(self, connection: smtplib.SMTP, *, lost: bool) -> None:
        """Let the server forget the mail that it refused; where it does not, begin anew with the next one."""
        try:
            if not lost and connection.rset()[0] == 250:
                return
        except (smtplib.SMTPException, OSError):
            pass
        self._drop()

    def _connect(self) -> smtplib.SMTP:
        try:
            self.connection = self._open()
            if self.settings.mail_user:
                self.connection.login(self.settings.mail_user, self.settings.mail_password)
            self.connection.ehlo_or_helo_if_needed()
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

    def send(self, mail: Mail) -> None:
        """Write it whole or not at all; the same Message-ID is the same file. Raises ServerAway."""
        name = mail.message_id.strip("<>").partition("@")[0]
        draft = self.folder / f"{name}.new"
        try:
            draft.write_bytes(mail.raw)
            os.replace(draft, draft.with_suffix(".eml"))
        except OSError as error:
            raise ServerAway(_said(error)) from error


class ConsoleMailer:
    """Print it where the program runs."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""

    def send(self, mail: Mail) -> None:
        print(f"To: {mail.to}\nSubject: {mail.subject}\n\n{mail.text}\n", flush=True)


def open_mailer(settings: Settings) -> Mailer:
    """Return the way out that the settings name."""
    if settings.mail == "smtp":
        return SmtpMailer(settings)
    if settings.mail == "console":
        return ConsoleMailer()
    return FileMailer(Path(current_app.config["DATA"]) / "mail")


def _answer(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _said(error: Exception) -> str:
    """Return what went wrong in one line, without what was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "the mail server did not answer in time"
    return str(error) or type(error).__name__
