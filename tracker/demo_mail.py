"""The letters of the demo's past, sent in the transaction that makes the demo; and mails read from their folder."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

from flask import current_app

from tracker import clock
from tracker.models import Agency, Message
from tracker.outbox.jobs import SETTLED
from tracker.outbox.mailer import FileMailer, compose
from tracker.outbox.operations import cancel_message, claim_messages, mark_sent
from tracker.outbox.queries import claimed_messages
from tracker.outbox.rules import Claimed
from tracker.reminders.letter_acts import RENDERERS
from tracker.reminders.operations import queue_reminders
from tracker.vocabulary import Channel

WORKER = "demo"


def send_morning(agency: Agency, now: datetime) -> None:
    """Let one morning's letters of the demo's past go out."""
    queue_reminders(agency, now=now)
    send_letters(now)


def send_letters(now: datetime) -> None:
    """Send what was due by a moment of the demo's past.

    The job that sends commits after each letter; the demo is made as a whole
    or not at all, so its past is sent here without that.
    """
    numbers = claim_messages(worker=WORKER, now=now)
    with FileMailer(mail_folder()) as mailer:
        for message in claimed_messages(numbers, WORKER):
            _send(message, mailer, now)


def _send(message: Message, mailer: FileMailer, now: datetime) -> None:
    person = message.to
    taken = Claimed(
        id=message.id,
        agency_id=message.agency_id,
        kind=message.kind.value,
        claimed_by=WORKER,
        attempts=message.attempts,
        smtp_message_id=message.smtp_message_id,
        email=person.email,
        full_name=person.full_name,
        from_name=person.agency.mail_from_name or person.agency.name,
    )
    letter = RENDERERS[message.kind](message)
    if letter is None:
        cancel_message(taken, SETTLED)
    elif _may_mail(person.agency, now):
        sender = current_app.config["SETTINGS"].mail_sender
        mailer.send(compose(taken, letter, sender=sender, now=now))
        mark_sent(taken, letter, channel=Channel.MAIL, now=now)
    else:
        mark_sent(taken, letter, channel=Channel.INBOX, now=now)


def _may_mail(agency: Agency, now: datetime) -> bool:
    return agency.reminders_on_from is not None and agency.reminders_on_from <= clock.local_date(now)


# --- Reading what went out -----------------------------------------------------
@dataclass(frozen=True)
class SentMail:
    """A mail of the folder, as a mail program would show it."""

    sender: str
    to: str
    subject: str
    text: str
    html: str


def mail_folder() -> Path:
    """Return the folder that mails are written to."""
    return Path(current_app.config["DATA"]) / "mail"


def read_mail(message: Message) -> SentMail | None:
    """Return the mail of a message from the folder; None where it is not there."""
    name = message.smtp_message_id.strip("<>").partition("@")[0]
    path = mail_folder() / f"{name}.eml"
    if not path.is_file():
        return None
    data = path.read_bytes()
    mail = message_from_bytes(data, policy=policy.default)
    head = message_from_bytes(data, policy=policy.compat32)
    return SentMail(
        sender=_decoded(head["From"]),
        to=_decoded(head["To"]),
        subject=_decoded(head["Subject"]),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
    )


def _decoded(words: str) -> str:
    """Return a header as mail programs show it; the newer reader of names puts a blank where a long one is folded."""
    return str(make_header(decode_header(words)))


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body is not None else ""
