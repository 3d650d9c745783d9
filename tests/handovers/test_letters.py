"""What the letters about a hand-over say, and that none goes out once it is past."""

from sqlalchemy import select

from tests.handovers.test_pages import answered, last, typed
from tracker.extensions import db
from tracker.models import Message
from tracker.reminders.letter_handovers import handover_letter
from tracker.vocabulary import MessageKind


def letter_of(kind):
    return handover_letter(db.session.scalars(select(Message).where(Message.kind == kind)).first())


def test_the_receiver_reads_how_many_documents_came_and_how_many_days_it_has(cast, browse, chain):
    cast.agency.receiver_days = 2
    db.session.commit()
    typed(browse(cast.inspector), chain.given, "1/QĐ", "2/QĐ")
    letter = letter_of(MessageKind.HANDED_OVER)
    assert letter.subject.startswith("[Bàn giao] Thanh tra Sở đã cung cấp 02 văn bản")
    assert letter.subject.endswith("trong 02 ngày làm việc")
    assert "1/QĐ" in letter.text


def test_the_supplier_reads_what_is_missing(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ")
    answered(browse(cast.publisher), last(), answer="incomplete", missing="Thiếu phụ lục")
    assert "Thiếu phụ lục" in letter_of(MessageKind.HANDOVER_INCOMPLETE).text
    # It was answered meanwhile: nobody is asked to look any more.
    assert letter_of(MessageKind.HANDED_OVER) is None


def test_the_supplier_reads_that_all_was_received(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ", "2/QĐ")
    answered(browse(cast.publisher), last(), answer="complete")
    letter = letter_of(MessageKind.HANDOVER_COMPLETE)
    assert letter.subject.startswith("[Đã nhận đủ]")
    assert "đã nhận đủ 2 văn bản" in letter.text
