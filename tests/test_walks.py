"""The main story end to end, through pages only, on both databases: from the document to the verified result."""

import io
import re
import secrets
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import Browser
from tests.databases import BOTH, installation
from tests.make import make_cast
from tracker import clock
from tracker.accounts.operations import add_alias, create_group
from tracker.audit.verify import verify_chain
from tracker.extensions import db
from tracker.models import Plan, Reading, SignIn, Task
from tracker.vocabulary import TaskState
from tracker.web.access import token_hash

PLAN = Path(__file__).parents[1] / "examples" / "ke-hoach-khac-phuc-2022.docx"


@pytest.fixture(params=BOTH)
def world(request, tmp_path):
    """An installation with the cast, its units known by the names of the document."""
    with installation(request.param, tmp_path) as app:
        app.test_client_class = Browser
        now = clock.now()
        cast = make_cast(now)
        units = [cast.office, cast.inspectorate, cast.centre, cast.division]
        names = ("các phòng, đơn vị",)
        create_group(cast.agency, name="Các phòng, đơn vị thuộc Sở", aliases=names, members=units, by=None, now=now)
        add_alias(cast.centre, "Trung tâm Ứng dụng", by=None, now=now)
        db.session.commit()
        yield app, cast


def browse(app, person):
    """Return a browser in which a person is signed in."""
    token, now = secrets.token_urlsafe(16), clock.now()
    row = {"user_id": person.id, "agency_id": person.agency_id, "created_at": now, "seen_at": now}
    db.session.add(SignIn(token_hash=token_hash(token), **row))
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def first_answers(page):
    """The first answer to each doubt, as an officer who agrees with every proposal would choose."""
    answers = {}
    for name, value in re.findall(r'<input type="radio" name="(q\d+)" value="([\w-]+)"', page):
        answers.setdefault(name, value)
    return answers


def test_a_document_becomes_a_verified_result(world):
    app, cast = world
    officer, publisher, director = (browse(app, who) for who in (cast.officer, cast.publisher, cast.director))
    answer = officer.post("/plans/new", data={"file": (io.BytesIO(PLAN.read_bytes()), PLAN.name)})
    assert answer.status_code == 302, answer.text
    review = answer.location
    page = officer.get(review).text
    assert db.session.scalar(select(func.count(Task.id))) == 0
    version = db.session.scalar(select(Reading.version))
    answer = officer.post(review, data={"version": version, "do": "confirm", **first_answers(page)})
    assert answer.status_code == 302, answer.text[:2000]
    plan = db.session.scalar(select(Plan))
    assert officer.get(f"/plans/{plan.id}").status_code == 200
    task = db.session.scalar(select(Task).where(Task.duty.has(code="3")))
    assert task.department_id == cast.centre.id
    db.session.commit()

    sent = {"version": task.version, "do": "submit", "address": "https://skhcn.example/ke-hoach/1"}
    assert publisher.post(f"/tasks/{task.id}/report", data=sent).status_code == 302
    db.session.refresh(task)
    db.session.commit()
    assert officer.get("/desk").status_code == 200
    assert officer.post(f"/tasks/{task.id}/verify", data={"version": task.version}).status_code == 302
    db.session.refresh(task)
    assert task.state is TaskState.VERIFIED
    db.session.commit()
    for path in ("/leadership", f"/plans/{plan.id}", "/tracking", "/search?q=ke+hoach", f"/tasks/{task.id}/history"):
        assert director.get(path).status_code == 200, path
    assert "1/" in director.get("/leadership").text
    assert verify_chain(cast.agency.id) is None
