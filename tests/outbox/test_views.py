"""The inbox: a person reads what they were told; the bell counts what is new to them."""

import re

import pytest

from tracker import clock
from tracker.extensions import db
from tracker.models import Message, User
from tracker.vocabulary import MessageKind, MessageState


def told(person: User, subject: str = "[Nhắc việc] Đăng tin", **more: object) -> Message:
    """Make a message that stands in a person's inbox."""
    now = clock.now()
    number = db.session.query(Message).count() + 1
    facts = {
        "kind": MessageKind.DIGEST,
        "state": MessageState.FAILED,
        "error": "550 no such mailbox",
        "text": "Kính gửi đơn vị",
        "html": "",
    }
    message = Message(
        agency_id=person.agency_id,
        to_user_id=person.id,
        once_key=f"test:{number}",
        smtp_message_id=f"<test{number}@lamson.example>",
        created_at=now,
        due_at=now,
        next_try_at=now,
        subject=subject,
        **{**facts, **more},
    )
    db.session.add(message)
    db.session.commit()
    return message


def bell(page: str) -> int:
    """Return the number beside the bell."""
    found = re.search(r'class="bell".*?</a>', page, re.S)
    count = re.search(r'class="count">(\d+)', found.group())
    return int(count.group(1)) if count else 0


def test_the_bell_counts_what_is_new_on_every_page(cast, browse):
    client = browse(cast.publisher)
    assert bell(client.get("/department").text) == 0
    told(cast.publisher)
    told(cast.publisher)
    told(cast.head)
    assert bell(client.get("/department").text) == 2
    assert bell(client.get("/profile").text) == 2


def test_the_bell_counts_neither_what_has_no_words_yet_nor_what_was_called_off(cast, browse):
    told(cast.publisher, None, text=None, state=MessageState.QUEUED)
    told(cast.publisher, state=MessageState.CANCELLED)
    assert bell(browse(cast.publisher).get("/profile").text) == 0
    assert "[Nhắc việc] Đăng tin" not in browse(cast.publisher).get("/inbox/").text


def test_reading_the_list_and_the_message_marks_nothing(cast, browse):
    message = told(cast.publisher)
    client = browse(cast.publisher)
    assert "[Nhắc việc] Đăng tin" in client.get("/inbox/").text
    assert "Kính gửi đơn vị" in client.get(f"/inbox/{message.id}").text
    assert bell(client.get("/inbox/").text) == 1


def test_opening_a_new_message_marks_it_as_read(cast, browse):
    message = told(cast.publisher)
    client = browse(cast.publisher)
    answer = client.post(f"/inbox/{message.id}/read", follow_redirects=True)
    assert "Kính gửi đơn vị" in answer.text
    assert bell(answer.text) == 0


def test_all_is_marked_as_read_at_once(cast, browse):
    told(cast.publisher)
    told(cast.publisher)
    told(cast.head)
    page = browse(cast.publisher).post("/inbox/read", follow_redirects=True).text
    assert bell(page) == 0
    assert bell(browse(cast.head).get("/inbox/").text) == 1


@pytest.mark.parametrize("name", ["head", "officer", "administrator"])
def test_nobody_reads_anothers_message(cast, browse, name):
    message = told(cast.publisher)
    client = browse(getattr(cast, name))
    assert client.get(f"/inbox/{message.id}").status_code == 404
    assert client.post(f"/inbox/{message.id}/read").status_code == 404
    assert db.session.get(Message, message.id).read_at is None


def test_words_of_a_message_are_never_code(cast, browse):
    message = told(cast.publisher, "<b>x</b>", text="<script>alert(1)</script> http://127.0.0.1:8000/tasks/1")
    page = browse(cast.publisher).get(f"/inbox/{message.id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    # The link leads to where the reader is, not to the address that stands in mails.
    assert '<a href="http://localhost/tasks/1"' in page


def test_a_long_list_has_pages(cast, browse):
    for number in range(35):
        told(cast.publisher, f"Thư số {number}.")
    client = browse(cast.publisher)
    first, second = client.get("/inbox/").text, client.get("/inbox/?page=2").text
    assert "Thư số 34." in first
    assert "Thư số 0." not in first
    assert "Thư số 0." in second
    assert client.get("/inbox/?page=99").status_code == 200
