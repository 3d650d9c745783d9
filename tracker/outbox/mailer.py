"""Hand one letter to the mail server, to a folder or to the console; say whether a failure is for now or for good."""

import os
import re
import smtplib
import ssl
from base64 import encodebytes
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import quote

from flask import current_app

from tracker.config import Settings
from tracker.outbox.rules import MOST_ATTACHED, Attachment, Claimed, Letter, one_line
from tracker.text import is_address, msgid

BAD_ADDRESS = msgid("Địa chỉ thư không đúng: %(address)s")

TOO_LARGE = msgid("Tệp kèm theo lớn quá %(most)s MB.")

BORDER = "=_letter"
MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]+")
# Around the letter and its files; the letter's own border must not begin with it.
OUTER = "=_files"


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
    """Put the letter into an envelope. Raises Never for a bad address, and for more files than a server takes."""
    if not is_address(message.email):
        raise Never(BAD_ADDRESS % {"address": one_line(message.email)})
    if letter.attached > MOST_ATTACHED:
        raise Never(TOO_LARGE % {"most": MOST_ATTACHED // 1024**2})
    subject, domain = one_line(letter.subject), sender.partition("@")[2]
    heads = {
        "From": f"{_words(message.from_name, 'From')} <{sender}>",
        "To": f"{_words(message.full_name, 'To')} <{message.email}>",
        "Subject": _words(subject, "Subject"),
        "Message-ID": message.smtp_message_id,
        "Date": format_datetime(now),
        "List-Id": f"<{message.kind}.agency-{message.agency_id}.{domain}>",
        # Nobody's absence notice answers it.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
    }
    raw = "".join(f"{name}: {value}\r\n" for name, value in heads.items()) + _whole(letter)
    return Mail(sender, message.email, message.smtp_message_id, raw.encode("ascii"), subject, letter.text)


def _words(words: str, head: str) -> str:
    """Return words of a head encoded, always, so that no sign in them means anything there."""
    return Header(one_line(words), "utf-8", header_name=head).encode(linesep="\r\n")


def _whole(letter: Letter) -> str:
    """Return the words, and behind them the files that go with them."""
    if not letter.attachments:
        return _body(letter)
    parts = "".join(f"--{OUTER}\r\n{part}\r\n" for part in (_body(letter), *map(_file, letter.attachments)))
    return f'Content-Type: multipart/mixed; boundary="{OUTER}"\r\n\r\n{parts}--{OUTER}--\r\n'


def _file(file: Attachment) -> str:
    """Return a file as a part of a mail; its name encoded, so that no sign in it means anything there."""
    kind = file.media_type if MEDIA_TYPE.fullmatch(file.media_type) else "application/octet-stream"
    name = quote(one_line(file.filename, 60), safe="")
    lines = encodebytes(file.content).decode("ascii").replace("\n", "\r\n")
    return (
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n filename*=utf-8''{name}\r\n\r\n{lines}"
    )


def _body(letter: Letter) -> str:
    """Return the same words as text and as HTML, the better one last.

    Written out here: the library's own writing takes more time than all the
    rest of a mail's way.
    """
    text = _part("plain", letter.text)
    if not letter.html:
        return text
    # Base64 has no "=_", so that no line of the parts is taken for the border between them.
    parts = "".join(f"--{BORDER}\r\n{part}\r\n" for part in (text, _part("html", letter.html)))
    return f'Content-Type: multipart/alternative; boundary="{BORDER}"\r\n\r\n{parts}--{BORDER}--\r\n'


def _part(kind: str, words: str) -> str:
    lines = encodebytes(words.encode()).decode("ascii").replace("\n", "\r\n")
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head + lines


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
        place, seconds = (settings.mail_host, settings.mail_port), settings.mail_seconds
        # Without a name of its own it would ask the network for one, and that waits as long as it likes.
        name = settings.mail_domain if "." in settings.mail_domain else "[127.0.0.1]"
        if settings.mail_security == "none":
            return smtplib.SMTP(*place, local_hostname=name, timeout=seconds)
        trust = ssl.create_default_context(cafile=settings.mail_ca_file or None)
        if settings.mail_security == "tls":
            return smtplib.SMTP_SSL(*place, local_hostname=name, timeout=seconds, context=trust)
        self.connection = smtplib.SMTP(*place, local_hostname=name, timeout=seconds)
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
