"""The door, the administrator's pages and the audit on PostgreSQL."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from tests.accounts.conftest import PASSWORD
from tests.make import make_cast
from tests.postgres import postgres_url  # noqa: F401  A fixture.
from tracker import clock, create_app
from tracker.accounts import passwords, sessions
from tracker.audit.verify import CHANGED, verify_chain
from tracker.config import Settings
from tracker.extensions import db

pytestmark = pytest.mark.postgres


@pytest.fixture
def app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:  # noqa: F811
    app = create_app(Settings(data=str(tmp_path), secret_key="x", password_cost="low", database_url=postgres_url))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> SimpleNamespace:
    people = make_cast(clock.now())
    sessions.store_hash(people.administrator, passwords.make_hash(PASSWORD, "low"))
    db.session.commit()
    return people


def test_an_administrator_comes_in_works_and_proves_the_record(cast, sign_in, app):
    client = app.test_client()
    assert sign_in("quantri", client=client).location == "/"
    unit = cast.division.id
    data = {"name": "Các phòng", f"in_{unit}": "y", f"from_{unit}": "01/01/2022"}
    assert client.post("/admin/groups/new", data=data).status_code == 302
    data = {"version": "1", "name": "Phòng Khoa học", "kind": "division", "valid_to": "01/10/2022"}
    assert client.post(f"/admin/departments/{unit}", data=data).status_code == 302
    assert client.post(f"/admin/people/{cast.publisher.id}/link").status_code == 200
    assert client.post(f"/admin/people/{cast.publisher.id}/disable", data={"version": "1"}).status_code == 302
    for address in ("agency", "departments", f"departments/{unit}", "groups", "people?q=lan&state=active", "audit/"):
        assert client.get(f"/admin/{address}").status_code == 200, address
    assert client.get(f"/admin/audit/?start={date(2022, 10, 12):%d/%m/%Y}&thing=users").status_code == 200
    assert client.get("/admin/people/99999999999").status_code == 404
    assert "khớp đến mục số 5," in client.post("/admin/audit/check", follow_redirects=True).text


def test_five_failures_lock_a_name(cast, sign_in):
    assert [sign_in("lan", "sai").status_code for _ in range(6)] == [401] * 5 + [429]


def test_a_changed_entry_is_found(cast, sign_in, app):
    client = app.test_client()
    sign_in("quantri", client=client)
    client.post(f"/admin/people/{cast.publisher.id}/link")
    client.post(f"/admin/people/{cast.publisher.id}/disable", data={"version": "1"})
    assert verify_chain(cast.agency.id) is None
    db.session.rollback()
    db.session.execute(text("DROP TRIGGER audit_entries_no_change ON audit_entries"))
    db.session.execute(text("UPDATE audit_entries SET reason = 'khác' WHERE seq = 1"))
    db.session.commit()
    assert verify_chain(cast.agency.id) == (1, CHANGED)
