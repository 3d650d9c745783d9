"""The ways out: what a mail looks like on the wire, and what a mail server may do wrong."""

import email
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from time import monotonic

import pytest

from tests.outbox.servers import (
    Hanging,
    Postbox,
    drop,
    dropping_at_once,
    free_port,
    refuse_sign_in,
    serving,
    settings_for,
)
from tracker.config import Settings
from tracker.outbox.mailer import (
    ConsoleMailer,
    FileMailer,
    Never,
    NotNow,
    ServerAway,
    SmtpMailer,
    compose,
    open_mailer,
)
from tracker.outbox.rules import MOST_ATTACHED, Attachment, Claimed, Letter

NOW = datetime(2022, 10, 12, 1, 20, tzinfo=UTC)
LETTER = Letter(
    "[Nhắc việc] Còn 07 ngày: Cung cấp văn bản khen thưởng, xử phạt cho Cổng thông tin điện tử (hạn 30/6/2022)",
    "Kính gửi: Thanh tra Sở,\n.\nĐề nghị đồng chí quan tâm chỉ đạo.\n" + "Dòng rất dài. " * 200,
    "<p>Kính gửi: Thanh tra Sở,</p>",
)
HOA = Claimed(
    id=1,
    agency_id=1,
    kind="assigned",
    claimed_by="one",
    attempts=0,
    smtp_message_id="<0123abcd@lamson.example>",
    email="hoa@lamson.example",
    full_name="Lê Thu Hoa",
    from_name="Sở Khoa học và Công nghệ tỉnh Lam Sơn",
)


def mail(letter=LETTER, **more):
    return compose(replace(HOA, **more), letter, sender="nhacviec@lamson.example", now=NOW)


def received(found):
    return email.message_from_bytes(found.raw, policy=policy.default)


def read_head(found, name):
    """Return a header as mail programs read it: what is split over two lines is joined again."""
    return str(make_header(decode_header(email.message_from_bytes(found.raw)[name])))


# --- What it looks like -------------------------------------------------------
def test_a_mail_says_the_same_as_text_and_as_html():
    found = received(mail())
    assert found["Subject"] == LETTER.subject
    assert found.get_body(("plain",)).get_content().replace("\r\n", "\n").rstrip() == LETTER.text.rstrip()
    assert found.get_body(("html",)).get_content().strip() == LETTER.html
    assert read_head(mail(), "To") == "Lê Thu Hoa <hoa@lamson.example>"
    assert read_head(mail(), "From") == f"{HOA.from_name} <nhacviec@lamson.example>"


def test_a_mail_says_that_a_program_sends_it_and_when():
    found = received(mail())
    assert found["Message-ID"] == HOA.smtp_message_id
    assert found["Date"].datetime == NOW
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-Id"] == "<assigned.agency-1.lamson.example>"


def test_a_file_goes_with_a_letter_byte_for_byte():
    content = bytes(range(256)) * 300 + b"\r\n.\r\n--=_files\r\n"
    letter = replace(LETTER, attachments=(Attachment("phiếu trình 12/10.pdf", "application/pdf", content),))
    post = Postbox()
    with serving(post) as settings, SmtpMailer(settings) as way:
        way.send(mail(letter))
    found = post.mails()[0]
    files = list(found.iter_attachments())
    assert [(one.get_content_type(), one.get_filename(), one.get_content()) for one in files] == [
        ("application/pdf", "phiếu trình 12/10.pdf", content)
    ]
    assert found.get_body(("plain",)).get_content().strip().endswith("Dòng rất dài.")
    assert "Thanh tra Sở" in found.get_body(("html",)).get_content()


@pytest.mark.parametrize("name", ["a\r\nBcc: x@lamson.example\r\n.pdf", 'a"; filename="b.exe', "tệp\u202efdp.exe"])
def test_the_name_of_a_file_writes_nothing_into_the_head(name):
    found = received(mail(replace(LETTER, attachments=(Attachment(name, "application/pdf\r\nX: y", b"x"),))))
    (file,) = found.iter_attachments()
    assert file["X"] is None
    assert file["Bcc"] is None
    assert file.get_content_type() == "application/octet-stream"
    assert all(line.isascii() and len(line) < 998 for line in mail().raw.decode().splitlines())


def test_more_than_servers_take_is_not_sent():
    with pytest.raises(Never, match="lớn quá"):
        mail(replace(LETTER, attachments=(Attachment("a.pdf", "application/pdf", b"x" * (MOST_ATTACHED + 1)),)))


@pytest.mark.parametrize(
    "words", ["Việc\r\nBcc: x@y.example", "Việc\nBcc: x@y.example", "Việc\u2028Bcc: x@y.example", "Việc\x00\x1b[31m"]
)
def test_nobody_writes_a_second_line_into_the_head(words):
    found = received(mail(replace(LETTER, subject=words), full_name=words, from_name=words))
    assert (found["Bcc"], len(found.items())) == (None, len(received(mail()).items()))
    assert found["Subject"].startswith("Việc")


NO_ADDRESS = ["", "hoa", "hoa@", "@lamson.example", "a@b@c.example", "hoa lan@x.vn", "hoa@x.vn\nBcc: x@y.z"]
NO_ADDRESS += ["Hoa <hoa@x.vn>", ".hoa@x.vn", "ho..a@x.vn", "hoa@-x.vn", "a" * 200 + "@x.vn"]


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_address_is_refused_before_the_server_sees_it(address):
    with pytest.raises(Never):
        mail(email=address)


@pytest.mark.parametrize(
    "address", ["hoa@lamson.example", "le.thu-hoa+tracker@so.khcn.lamson.example", "hoa@localhost"]
)
def test_an_ordinary_address_is_taken(address):
    assert received(mail(email=address))["To"].addresses[0].addr_spec == address


# --- The mail server ------------------------------------------------------------
def test_one_connection_takes_a_whole_batch():
    box, greeted = Postbox(), []
    with serving(box) as settings, SmtpMailer(settings) as mailer:
        opened = mailer._connect
        mailer._connect = lambda: greeted.append(1) or opened()
        for number in range(20):
            mailer.send(mail(smtp_message_id=f"<{number}@lamson.example>"))
    assert (len(box.ids), len(greeted)) == (20, 1)
    assert box.mails()[0]["Subject"] == LETTER.subject
    assert box.mails()[0].get_body(("plain",)).get_content().split() == LETTER.text.split()


@pytest.mark.parametrize(
    ("answer", "error"), [("550 no such user", Never), ("450 full", NotNow), ("421 later", NotNow)]
)
def test_an_answer_about_the_recipient_says_whether_to_try_again(answer, error):
    box = Postbox()
    box.at_recipient = lambda address: answer if address.startswith("hoa") else None
    with serving(box) as settings, SmtpMailer(settings) as mailer:
        with pytest.raises(error, match=answer[:3]):
            mailer.send(mail())
        mailer.send(mail(email="lan@lamson.example"))
    assert len(box.raw) == 1


@pytest.mark.parametrize(("answer", "error"), [("554 spam", Never), ("451 later", NotNow), ("421 closing", NotNow)])
def test_an_answer_about_the_mail_says_whether_to_try_again(answer, error):
    box, answers = Postbox(), [answer]
    box.before_taking = lambda server: answers.pop() if answers else None
    with serving(box) as settings, SmtpMailer(settings) as mailer:
        with pytest.raises(error, match=answer[:3]):
            mailer.send(mail())
        mailer.send(mail())
    assert len(box.raw) == 1


def test_a_server_that_refuses_the_sender_is_not_the_mail_s_fault():
    class Strict(Postbox):
        async def handle_MAIL(self, *_):
            return "550 unknown sender"

    with serving(Strict()) as settings, SmtpMailer(settings) as mailer, pytest.raises(ServerAway, match="550"):
        mailer.send(mail())


def test_a_connection_lost_after_the_mail_was_taken_is_tried_again_with_the_same_id():
    box, losses = Postbox(), [True]
    box.after_taking = lambda server: drop(server) if losses and losses.pop() else None
    with serving(box) as settings, SmtpMailer(settings) as mailer:
        with pytest.raises(NotNow) as lost:
            mailer.send(mail())
        assert lost.value.lost
        mailer.send(mail())
    assert box.ids == {HOA.smtp_message_id: 2}


def test_a_connection_closed_between_two_mails_is_nobody_s_failure():
    box = Postbox()
    with serving(box) as settings, SmtpMailer(settings) as mailer:
        mailer.send(mail())
        mailer.connection.sock.shutdown(2)
        mailer.send(mail(smtp_message_id="<2@lamson.example>"))
    assert len(box.ids) == 2


def test_a_server_that_hangs_is_left():
    with serving(Hanging()) as settings, SmtpMailer(replace(settings, mail_seconds=1)) as mailer:
        began = monotonic()
        with pytest.raises((ServerAway, NotNow), match="in time"):
            mailer.send(mail())
        assert monotonic() - began < 5


def test_a_server_that_drops_each_connection_is_away():
    with dropping_at_once() as settings, SmtpMailer(settings) as mailer, pytest.raises(ServerAway):
        mailer.send(mail())


def test_a_server_that_is_not_there_is_away():
    with SmtpMailer(settings_for(free_port())) as mailer, pytest.raises(ServerAway, match="refused"):
        mailer.send(mail())
    with SmtpMailer(replace(settings_for(25), mail_host="no.such.host.invalid")) as mailer, pytest.raises(ServerAway):
        mailer.send(mail())


def test_wrong_credentials_are_said_without_the_password():
    more = {"authenticator": refuse_sign_in, "auth_require_tls": False}
    with serving(Postbox(), **more) as settings:
        settings = replace(settings, mail_user="tracker", mail_password="mật khẩu hỏng"[:8].encode().hex())
        with SmtpMailer(settings) as mailer, pytest.raises(ServerAway, match="535") as away:
            mailer.send(mail())
    assert settings.mail_password not in str(away.value)


def test_a_server_without_tls_gets_neither_mail_nor_password():
    box = Postbox()
    with serving(box) as settings:
        settings = replace(settings, mail_security="starttls", mail_user="tracker", mail_password="x")
        with SmtpMailer(settings) as mailer, pytest.raises(ServerAway, match="STARTTLS"):
            mailer.send(mail())
    assert box.raw == []


# --- Without a mail server -----------------------------------------------------------
def test_a_folder_holds_each_mail_once(tmp_path):
    with FileMailer(tmp_path / "mail") as mailer:
        mailer.send(mail())
        mailer.send(mail())
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["0123abcd.eml"]
    found = email.message_from_bytes((tmp_path / "mail" / "0123abcd.eml").read_bytes(), policy=policy.default)
    assert found["Subject"] == LETTER.subject


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "mail").write_text("not a folder")
    mailer = FileMailer(tmp_path / "mail")
    with pytest.raises(ServerAway):
        mailer.send(mail())


def test_the_console_shows_to_whom_and_what(capsys):
    with ConsoleMailer() as mailer:
        mailer.send(mail())
    said = capsys.readouterr().out
    assert "hoa@lamson.example" in said
    assert "Kính gửi: Thanh tra Sở," in said


@pytest.mark.parametrize(("name", "kind"), [("file", FileMailer), ("console", ConsoleMailer), ("smtp", SmtpMailer)])
def test_the_settings_name_the_way_out(app, name, kind):
    assert isinstance(open_mailer(Settings(mail=name)), kind)
