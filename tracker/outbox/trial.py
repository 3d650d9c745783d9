"""The trial letter, with which an administrator sees whether mail arrives."""

from markupsafe import escape

from tracker.models import Message
from tracker.outbox.rules import Letter
from tracker.text import msgid

SUBJECT = msgid("[Thư thử] Phần mềm theo dõi khắc phục gửi được thư")
BODY = msgid(
    "Kính gửi: %(person)s,\n\nThư này chỉ để kiểm tra việc gửi thư của %(agency)s; không cần trả lời.\n\n"
    "Trân trọng cảm ơn./."
)


def trial_letter(message: Message) -> Letter:
    """Return the trial letter of the person who asked for it."""
    text = BODY % {"person": message.to.full_name, "agency": message.to.agency.name}
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    return Letter(SUBJECT, text, paragraphs)
