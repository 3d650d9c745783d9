"""Two at once: one wins, the other is told; many at once lose nothing."""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from flask import request
from flask_login import current_user
from sqlalchemy import select

from tests.databases import BOTH, installation
from tests.make import make_cast, make_duty, make_plan, make_task
from tracker import clock
from tracker.audit.operations import record
from tracker.audit.verify import verify_chain
from tracker.extensions import db
from tracker.models import AuditEntry, SignIn, Submission, Task
from tracker.vocabulary import TaskState
from tracker.web.access import get_visible, token_hash

PAIRS = 20
WRITERS, EACH = 8, 12
both = pytest.mark.parametrize("kind", BOTH)


@pytest.fixture
def app(kind, tmp_path):
    with installation(kind, tmp_path) as app:
        app.add_url_rule("/touch/<int:task_id>", "touch", _touch, methods=["POST"])
        app.add_url_rule("/note/<int:task_id>", "note", _note, methods=["POST"])
        yield app


@pytest.fixture
def cast(app):
    people = make_cast(clock.now())
    db.session.commit()
    return people


def _touch(task_id):
    """An act as every act is: read, check the version, wait as real work does, write."""
    task = get_visible(Task, task_id)
    task.touch(int(request.form["version"]))
    time.sleep(0.01)
    task.decision = current_user.login
    db.session.commit()
    return "won"


def _note(task_id):
    record("task.progress", get_visible(Task, task_id), by=current_user, now=clock.now())
    db.session.commit()
    return "noted"


def _client(app, person):
    token = secrets.token_urlsafe(16)
    now = clock.now()
    db.session.add(
        SignIn(token_hash=token_hash(token), user_id=person.id, agency_id=person.agency_id, created_at=now, seen_at=now)
    )
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def _at_once(*acts):
    """Run the acts in threads that start together; return what each gave."""
    start = Barrier(len(acts))

    def _wait_and(act):
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(_wait_and, acts))


def _tasks(cast, count, **more):
    plan = make_plan(cast.agency)
    tasks = [make_task(make_duty(plan, cast.centre), cast.centre, **more) for _ in range(count)]
    db.session.commit()
    return [SimpleNamespace(id=task.id) for task in tasks]


def _race(clients, address, **data):
    """Post the same form from both browsers at once; return the two answers, the winner's first."""
    return sorted(
        _at_once(*(lambda client=client: client.post(address, data=data) for client in clients)),
        key=lambda answer: answer.status_code,
    )


def _now(task_id):
    """Return a task's state and version, and hold no lock."""
    db.session.rollback()
    found = tuple(db.session.execute(select(Task.state, Task.version).where(Task.id == task_id)).one())
    db.session.rollback()
    return found


@both
def test_of_two_edits_at_once_exactly_one_wins(app, cast, kind):
    tasks = _tasks(cast, PAIRS)
    clients = [_client(app, cast.officer), _client(app, cast.publisher)]
    for task in tasks:
        won, lost = _race(clients, f"/touch/{task.id}", version="1", note="Đã đăng ba bài")
        assert (won.status_code, lost.status_code) == (200, 409)
        assert "Đã đăng ba bài" in lost.text
        assert _now(task.id) == (TaskState.IN_PROGRESS, 2)


@both
def test_of_two_verifications_at_once_exactly_one_wins(app, cast, kind):
    tasks = _tasks(cast, PAIRS // 2, state=TaskState.SUBMITTED, submitted_on=clock.today())
    for task in tasks:
        done = {"submitted_at": clock.now(), "submitted_by_id": cast.publisher.id}
        db.session.add(Submission(agency_id=cast.agency.id, task_id=task.id, **done))
    clients = [_client(app, cast.officer), _client(app, cast.second_officer)]
    for task in tasks:
        won, lost = _race(clients, f"/tasks/{task.id}/verify", version="1")
        # Whoever comes after the other has finished finds nothing left to verify.
        assert won.status_code == 302
        assert lost.status_code in (403, 409)
        assert _now(task.id) == (TaskState.VERIFIED, 2)
    verified = db.session.scalars(select(AuditEntry.task_id).where(AuditEntry.action == "task.verified")).all()
    assert sorted(verified) == sorted(task.id for task in tasks)


@both
def test_of_two_acceptances_at_once_exactly_one_wins(app, cast, kind):
    tasks = _tasks(cast, PAIRS // 2, state=TaskState.ASSIGNED)
    clients = [_client(app, cast.publisher), _client(app, cast.head)]
    for task in tasks:
        won, lost = _race(clients, f"/tasks/{task.id}/accept", version="1")
        assert won.status_code == 302
        assert lost.status_code in (403, 409)
        assert _now(task.id) == (TaskState.IN_PROGRESS, 2)


@both
def test_many_writers_at_once_lose_nothing(app, cast, kind):
    tasks = _tasks(cast, WRITERS)
    clients = [_client(app, cast.officer) for _ in tasks]
    record("agency.created", cast.agency, by=None, now=clock.now())
    db.session.commit()

    def _write(client, task):
        return [client.post(f"/note/{task.id}").status_code for _ in range(EACH)]

    answers = _at_once(*(lambda pair=pair: _write(*pair) for pair in zip(clients, tasks, strict=True)))
    assert {status for found in answers for status in found} == {200}
    db.session.rollback()
    seqs = db.session.scalars(
        select(AuditEntry.seq).where(AuditEntry.agency_id == cast.agency.id).order_by(AuditEntry.seq)
    ).all()
    assert seqs == list(range(1, WRITERS * EACH + 2))
    assert verify_chain(cast.agency.id) is None


def test_without_a_version_the_second_edit_would_win(tmp_path, monkeypatch):
    """The test above can fail: with the guards taken out, nobody is told."""
    monkeypatch.setattr(Task, "touch", lambda task, version: None)
    with installation("sqlite", tmp_path) as app:
        app.add_url_rule("/touch/<int:task_id>", "touch", _touch, methods=["POST"])
        cast = make_cast(clock.now())
        [task] = _tasks(cast, 1)
        clients = [_client(app, cast.officer), _client(app, cast.publisher)]
        assert [answer.status_code for answer in _race(clients, f"/touch/{task.id}", version="1")] == [200, 200]
