"""The door: who comes in, who does not, and what the answer gives away."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher, _password_hasher
from sqlalchemy import func, select

from tests.accounts.conftest import PASSWORD
from tracker import clock, create_app
from tracker.accounts import passwords
from tracker.accounts.operations import disable_user
from tracker.extensions import db
from tracker.models import AccessEntry, AuditEntry, LoginAttempt, SignIn, User

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture(autouse=True)
def _passwords(with_password, cast):
    with_password(cast.officer, cast.publisher)


def events():
    return db.session.scalars(select(AccessEntry.event).order_by(AccessEntry.id)).all()


def inside(client):
    return client.get("/profile").status_code == 200


def test_a_person_comes_in_with_name_and_password(app, cast, sign_in):
    client = app.test_client()
    answer = sign_in(" LAN ", client=client)
    assert (answer.status_code, answer.location) == (302, "/")
    assert inside(client)
    assert events() == ["signed_in"]
    db.session.expire_all()
    assert db.session.get(User, cast.officer.id).last_signed_in_at is not None


@pytest.mark.parametrize(
    ("login", "password"),
    [("lan", "sai"), ("khongco", PASSWORD), ("lan", PASSWORD.lower()), ("hoa", PASSWORD), ("minh", PASSWORD)],
    ids=["wrong password", "unknown name", "other capitals", "no password yet", "disabled"],
)
def test_every_refusal_says_the_same(app, cast, sign_in, login, password):
    disable_user(cast.publisher, version=cast.publisher.version, by=cast.administrator, now=clock.now())
    db.session.commit()
    client = app.test_client()
    answer = sign_in(login, password, client)
    assert answer.status_code == 401
    assert WRONG in answer.text
    assert not inside(client)
    assert events() == ["sign_in_failed"]
    assert f'value="{login}"' in answer.text


@pytest.mark.parametrize(
    ("login", "password"), [("lan", PASSWORD), ("lan", "sai"), ("khongco", "sai"), ("hoa", "sai"), ("minh", PASSWORD)]
)
def test_each_attempt_costs_exactly_one_verification(cast, sign_in, login, password):
    cast.publisher.disabled_at = clock.now()
    db.session.commit()
    passwords.is_right(None, "warm", "low")
    work, make = _password_hasher.verify_secret, PasswordHasher.hash
    with (
        patch.object(_password_hasher, "verify_secret", side_effect=work) as verified,
        patch.object(PasswordHasher, "hash", autospec=True, side_effect=make) as hashed,
    ):
        sign_in(login, password)
    assert (verified.call_count, hashed.call_count) == (1, 0)
    stored = verified.call_args.args[0].decode()
    assert not passwords.is_outdated(stored, "low"), "the name shows in the time when the work differs"


def test_the_password_is_not_verified_inside_a_transaction(cast, sign_in):
    def is_right(*_):
        assert not db.session.in_transaction()
        return True

    with patch.object(passwords, "is_right", side_effect=is_right) as asked:
        sign_in("lan")
    assert asked.called


def test_a_password_with_an_older_cost_is_hashed_anew(app, cast, sign_in):
    db.session.execute(User.__table__.update().values(password_hash=passwords.make_hash(PASSWORD, "normal")))
    db.session.commit()
    sign_in("lan")
    stored = db.session.scalar(select(User.password_hash).where(User.login == "lan"))
    assert not passwords.is_outdated(stored, "low")
    assert sign_in("lan").status_code == 302


# --- Locks -------------------------------------------------------------------
@pytest.mark.parametrize("login", ["lan", "khongco"])
def test_five_failures_lock_a_name_whether_it_exists_or_not(app, cast, sign_in, today, login):
    for place in range(5):
        assert sign_in(login, "sai", address=f"10.0.0.{place}").status_code == 401
    answer = sign_in(login, PASSWORD, address="10.0.0.99")
    assert answer.status_code == 429
    assert "Thử lại sau 15 phút" in answer.text
    assert f'value="{login}"' in answer.text
    assert events()[-1] == "sign_in_locked"
    today.shift(timedelta(minutes=14))
    assert "Thử lại sau 1 phút" in sign_in(login, PASSWORD).text
    today.shift(timedelta(minutes=1, seconds=5))
    assert sign_in(login, PASSWORD).status_code == (302 if login == "lan" else 401)


def test_a_success_forgets_the_failures_before_it(cast, sign_in):
    for _ in range(3):
        for _ in range(4):
            sign_in("lan", "sai")
        assert sign_in("lan").status_code == 302
    assert db.session.scalar(select(func.count()).select_from(LoginAttempt).where(LoginAttempt.scope == "account")) == 0


def test_an_address_that_tries_many_names_is_locked(cast, sign_in):
    for place in range(50):
        assert sign_in(f"ten{place}", "sai").status_code == 401
    assert sign_in("lan").status_code == 429
    assert sign_in("lan", address="10.0.0.2").status_code == 302


def test_many_attempts_at_once_get_no_more_guesses_than_one_after_the_other(app, cast, settings):
    def attempt(place):
        data = {"login": "lan", "password": f"sai {place}"}
        return app.test_client().post("/sign-in", data=data).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(16)))
    assert sorted(answers) == [401] * 5 + [429] * 11


def test_what_is_typed_as_a_name_is_kept_nowhere(cast, sign_in):
    sign_in("my-secret-password", "sai")
    kept = [*db.session.scalars(select(LoginAttempt.key)), *db.session.scalars(select(AccessEntry.detail))]
    assert not [text for text in kept if "secret" in text]


# --- The session -------------------------------------------------------------
def test_nothing_of_the_session_before_survives_the_sign_in(app, cast, sign_in):
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["planted"] = "known-to-the-attacker", "yes"
    sign_in("lan", client=client)
    with client.session_transaction() as session:
        assert session["_user_id"] != "known-to-the-attacker"
        assert "planted" not in session


def test_signing_in_again_ends_the_session_before(app, cast, sign_in):
    client = app.test_client()
    sign_in("lan", client=client)
    with client.session_transaction() as session:
        old = session["_user_id"]
    sign_in("minh", client=client)
    stale = app.test_client()
    with stale.session_transaction() as session:
        session["_user_id"] = old
    assert not inside(stale)
    assert inside(client)


def test_signing_out_ends_the_session_in_the_database_too(app, cast, sign_in):
    client = app.test_client()
    sign_in("lan", client=client)
    with client.session_transaction() as session:
        stolen = session["_user_id"]
    assert client.post("/sign-out").location == "/sign-in"
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["_user_id"] = stolen
    assert not inside(thief)
    assert db.session.scalars(select(SignIn)).all() == []
    assert events() == ["signed_in", "signed_out"]


def test_signing_out_is_no_link(app):
    assert app.test_client().get("/sign-out").status_code == 405


def test_a_disabled_person_is_out_at_once(app, cast, sign_in):
    client = app.test_client()
    sign_in("lan", client=client)
    disable_user(cast.officer, version=cast.officer.version, by=cast.administrator, now=clock.now())
    db.session.commit()
    assert client.get("/profile").location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("keep", "steps", "stays"),
    [
        ({}, [timedelta(minutes=59)], True),
        ({}, [timedelta(minutes=61)], False),
        ({}, [timedelta(minutes=50)] * 14, True),
        ({}, [timedelta(minutes=50)] * 15, False),
        ({"keep": "y"}, [timedelta(days=3), timedelta(days=3)], True),
        ({"keep": "y"}, [timedelta(days=7, minutes=1)], False),
    ],
    ids=["used", "idle", "used all day", "longer than a day's work", "kept", "kept too long"],
)
def test_a_session_ends_when_it_should(app, cast, sign_in, today, keep, steps, stays):
    client = app.test_client()
    sign_in("lan", client=client, **keep)
    for step in steps[:-1]:
        today.shift(step)
        assert inside(client)
    today.shift(steps[-1])
    assert inside(client) is stays


def test_only_a_kept_session_survives_the_browser(app, cast, sign_in):
    assert "Expires=" not in sign_in("lan").headers["Set-Cookie"]
    assert "Expires=" in sign_in("lan", keep="y").headers["Set-Cookie"]


def test_staying_signed_in_can_be_taken_away(settings, cast, with_password):
    app = create_app(replace(settings, keep_days=0))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert "Giữ đăng nhập" not in client.get("/sign-in").text
    answer = client.post("/sign-in", data={"login": "lan", "password": PASSWORD, "keep": "y"})
    assert answer.status_code == 302
    assert "Expires=" not in answer.headers["Set-Cookie"]


def test_the_cookie_is_closed_to_scripts_and_other_sites(cast, sign_in):
    cookie = sign_in("lan").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


# --- Where it leads ----------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/tasks/7?tab=1", "/tasks/7?tab=1"),
        ("", "/"),
        ("https://example.com/", "/"),
        ("//example.com/", "/"),
        ("/\\example.com", "/"),
        ("/\t/example.com", "/"),
        ("javascript:alert(1)", "/"),
        ("tasks", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
    ],
)
def test_the_door_leads_nowhere_else(cast, sign_in, wanted, led):
    assert sign_in("lan", next=wanted).location == led


def test_the_page_one_came_from_is_kept_through_a_wrong_password(app, cast, sign_in):
    client = app.test_client()
    assert client.get("/profile").location == "/sign-in?next=/profile"
    assert 'name="next" type="hidden" value="/profile"' in client.get("/sign-in?next=/profile").text
    assert 'value="/profile"' in sign_in("lan", "sai", client, next="/profile").text


def test_whoever_is_in_passes_the_door(app, cast, sign_in):
    client = app.test_client()
    sign_in("lan", client=client)
    assert client.get("/sign-in").location == "/"


@pytest.mark.parametrize("typed", [{}, {"login": ""}, {"login": "lan"}, {"password": "x"}, {"login": "x" * 500}])
def test_an_incomplete_form_is_no_attempt(app, cast, typed):
    answer = app.test_client().post("/sign-in", data=typed)
    assert answer.status_code == 422
    assert db.session.scalars(select(LoginAttempt)).all() == []


def test_the_door_names_the_agency_only_where_there_is_one(app, cast):
    assert cast.agency.name not in app.test_client().get("/sign-in").text


def test_a_sign_in_is_no_act_of_the_audit(cast, sign_in):
    sign_in("lan")
    assert db.session.scalars(select(AuditEntry)).all() == []
