"""When a message is tried again, how long a sender may hold it, and what can stand in its head."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

# After the first attempt that failed, the second, …; after the last of them a person has to look.
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
)
# The server itself cannot be used: no message is to blame, all wait a moment.
SERVER_PAUSE = timedelta(minutes=1)
# A sender is cut off after ten seconds of silence; a claim outlasts what it sends with one connection.
LEASE = timedelta(minutes=5)
# What is left of a claim must be enough for one more message.
MARGIN = timedelta(seconds=45)
BATCH = 50
# Nothing is queued so long before it is due.
HORIZON = timedelta(days=14)

# Control characters, line separators of Unicode, and those that reverse the direction of reading.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


# Offices' mail servers take about so many bytes in all; base64 makes four of three.
MOST_ATTACHED = 7 * 1024 * 1024


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter: what it is called there, its media type ("application/pdf") and its bytes."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """The words of one message, as its renderer made them a moment before they are sent."""

    subject: str
    text: str
    html: str = ""
    # Read from the store when the words are made: the outbox keeps no files.
    attachments: tuple[Attachment, ...] = ()

    @property
    def attached(self) -> int:
        """Return how many bytes go with it."""
        return sum(len(file.content) for file in self.attachments)


@dataclass(frozen=True)
class Claimed:
    """A claimed message as it was read a moment before it is sent; it needs no database any more."""

    id: int
    agency_id: int
    kind: str
    claimed_by: str
    attempts: int
    smtp_message_id: str
    email: str
    full_name: str
    from_name: str


def next_try(attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts, None when it is a person's turn."""
    return now + BACK_OFF[attempts - 1] if 0 < attempts <= len(BACK_OFF) else None


def one_line(words: str, limit: int = 250) -> str:
    """Return words that can stand in a header: one line, nothing unseen, not endless."""
    clean = " ".join(UNSEEN.sub(" ", words).split())
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"
