"""One's own account: profile, password, one-time link."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.accounts.conftest import PASSWORD
from tracker import clock
from tracker.accounts import sessions
from tracker.extensions import db
from tracker.models import AuditEntry, LoginAttempt, PasswordLink, SignIn, User

NEW = "Mây trắng đỉnh núi 9"


@pytest.fixture
def link(cast):
    token = sessions.issue_link(cast.officer, hours=48, by=cast.administrator, now=clock.now())
    db.session.commit()
    return f"/password/{token}"


def audited():
    return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()


def fresh(person):
    db.session.expire_all()
    return db.session.get(User, person.id)


# --- Profile -----------------------------------------------------------------
def test_a_person_changes_post_mail_and_language(cast, browse):
    client = browse(cast.officer)
    page = client.get("/profile").text
    assert "Nguyễn Thị Lan" in page
    assert 'lang="vi"' in page
    data = {"version": "1", "post": "Phó Chánh Văn phòng", "email": "lan@lamson.gov.vn", "locale": "en"}
    assert client.post("/profile", data=data).status_code == 302
    lan = fresh(cast.officer)
    assert (lan.post, lan.email, lan.locale) == ("Phó Chánh Văn phòng", "lan@lamson.gov.vn", "en")
    assert 'lang="en"' in client.get("/profile").text
    assert audited() == ["user.changed"]
    client.post("/profile", data=data | {"version": "2", "locale": ""})
    assert fresh(cast.officer).locale is None


@pytest.mark.parametrize(
    ("wrong", "kept"),
    [
        ({"email": "khong-phai-thu"}, "khong-phai-thu"),
        ({"email": "a" * 210 + "@x.vn"}, "@x.vn"),
        ({"post": "p" * 121}, "p" * 121),
        ({"locale": "fr"}, "Chức vụ mới"),
    ],
)
def test_a_wrong_profile_keeps_what_was_typed(cast, browse, wrong, kept):
    data = {"version": "1", "post": "Chức vụ mới", "email": "lan@lamson.gov.vn", "locale": "vi"} | wrong
    answer = browse(cast.officer).post("/profile", data=data)
    assert answer.status_code == 422
    assert kept in answer.text
    assert audited() == []


@pytest.mark.parametrize("version", ["7", "", "x", "9" * 40])
def test_a_stale_profile_is_not_saved(cast, browse, version):
    data = {"version": version, "post": "Chức vụ mới", "email": "", "locale": ""}
    answer = browse(cast.officer).post("/profile", data=data)
    assert answer.status_code == 409
    assert "Chức vụ mới" in answer.text


def test_a_profile_cannot_give_oneself_a_role(cast, browse):
    data = {"version": "1", "role": "administrator", "department_id": "", "full_name": "X", "locale": ""}
    browse(cast.officer).post("/profile", data=data)
    lan = fresh(cast.officer)
    assert (lan.role, lan.full_name) == (cast.officer.role, "Nguyễn Thị Lan")


# --- Own password ------------------------------------------------------------
def test_a_new_password_ends_the_sessions_elsewhere_and_keeps_this_one(app, cast, with_password, sign_in):
    with_password(cast.officer)
    here, elsewhere = app.test_client(), app.test_client()
    sign_in("lan", client=here)
    sign_in("lan", client=elsewhere)
    data = {"old_password": PASSWORD, "new_password": NEW, "again": NEW}
    assert here.post("/password", data=data).status_code == 302
    assert here.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302
    assert sign_in("lan").status_code == 401
    assert sign_in("lan", NEW).status_code == 302
    assert audited() == ["user.password_set"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old_password": "sai"}, "Mật khẩu đang dùng không đúng."),
        ({"old_password": ""}, "Ghi mật khẩu đang dùng."),
        ({"again": "khác"}, "chưa giống nhau"),
        ({"new_password": "matkhau123", "again": "matkhau123"}, "dễ đoán"),
        ({"new_password": "ngan", "again": "ngan"}, "ít nhất 8"),
    ],
)
def test_a_password_is_not_changed_by_a_wrong_form(cast, with_password, browse, typed, sentence):
    with_password(cast.officer)
    data = {"old_password": PASSWORD, "new_password": NEW, "again": NEW} | typed
    answer = browse(cast.officer).post("/password", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert PASSWORD not in answer.text
    assert NEW not in answer.text
    assert audited() == []


def test_whoever_sits_at_an_unlocked_screen_does_not_guess_for_long(cast, with_password, browse):
    with_password(cast.officer)
    client = browse(cast.officer)
    data = {"old_password": "sai", "new_password": NEW, "again": NEW}
    answers = [client.post("/password", data=data).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


# --- The one-time link -------------------------------------------------------
def test_a_link_sets_a_password_once(app, cast, link, browse, sign_in):
    browse(cast.officer)
    client = app.test_client()
    assert client.get(link).location == "/password/new"
    assert "Nguyễn Thị Lan" in client.get("/password/new").text
    answer = client.post("/password/new", data={"new_password": NEW, "again": NEW})
    assert answer.location == "/sign-in"
    assert "Đã đặt mật khẩu mới" in client.get("/sign-in").text
    assert db.session.scalars(select(SignIn)).all() == []
    assert sign_in("lan", NEW).status_code == 302
    again = app.test_client()
    assert again.get(link, follow_redirects=True).status_code == 410
    assert again.post("/password/new", data={"new_password": NEW, "again": NEW}).status_code == 410
    assert audited() == ["user.password_link", "user.password_set"]


def test_two_who_hold_the_page_of_one_link_do_not_both_set_a_password(app, cast, link, sign_in):
    first, second = app.test_client(), app.test_client()
    for client in (first, second):
        assert client.get(link, follow_redirects=True).status_code == 200
    assert first.post("/password/new", data={"new_password": NEW, "again": NEW}).status_code == 302
    other = NEW + " khác"
    assert second.post("/password/new", data={"new_password": other, "again": other}).status_code == 410
    assert sign_in("lan", other).status_code == 401


def test_a_link_ends_with_its_time(app, cast, link, today):
    client = app.test_client()
    today.shift(timedelta(hours=47))
    assert client.get(link, follow_redirects=True).status_code == 200
    today.shift(timedelta(hours=2))
    answer = client.post("/password/new", data={"new_password": NEW, "again": NEW})
    assert answer.status_code == 410
    assert "đã dùng hoặc đã quá hạn" in answer.text


def test_a_newer_link_and_a_closed_account_end_the_older(app, cast, link):
    sessions.issue_link(cast.officer, hours=48, by=None, now=clock.now())
    db.session.commit()
    assert app.test_client().get(link, follow_redirects=True).status_code == 410
    newest = sessions.issue_link(cast.officer, hours=48, by=None, now=clock.now())
    cast.officer.disabled_at = clock.now()
    db.session.commit()
    assert app.test_client().get(f"/password/{newest}", follow_redirects=True).status_code == 410


@pytest.mark.parametrize("token", ["x", "a" * 5000, "%00", "..%2f..", "new%20"])
def test_a_link_that_never_was_says_so(app, cast, token):
    client = app.test_client()
    answer = client.get(f"/password/{token}", follow_redirects=True)
    assert answer.status_code in (404, 410)


def test_a_wrong_new_password_leaves_the_link_usable(app, cast, link):
    client = app.test_client()
    client.get(link)
    answer = client.post("/password/new", data={"new_password": "lan12345", "again": "lan12345"})
    assert answer.status_code == 422
    assert client.post("/password/new", data={"new_password": NEW, "again": NEW}).status_code == 302


def test_a_link_opens_a_locked_account(app, cast, link, sign_in):
    for _ in range(6):
        sign_in("lan", "sai", address="10.9.9.9")
    client = app.test_client()
    client.get(link)
    client.post("/password/new", data={"new_password": NEW, "again": NEW})
    assert sign_in("lan", NEW).status_code == 302


def test_the_secret_of_a_link_is_stored_and_shown_nowhere(app, cast, link):
    token = link.rsplit("/", 1)[1]
    row = db.session.scalars(select(PasswordLink)).one()
    assert token not in row.token_hash
    client = app.test_client()
    client.get(link)
    page = client.get("/password/new")
    assert token not in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    entries = db.session.scalars(select(AuditEntry)).all()
    assert token not in "".join(f"{entry.before}{entry.after}{entry.reason}" for entry in entries)


def test_opening_a_link_signs_nobody_in(app, cast, link):
    client = app.test_client()
    client.get(link, follow_redirects=True)
    assert client.get("/profile").status_code == 302
    assert db.session.scalars(select(LoginAttempt)).all() == []
