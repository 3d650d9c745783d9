"""What the program checked of many tasks is known in one statement; whatever needs a person is said."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.evidence.test_looked_at import DAY, OUT, link, look
from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.evidence.operations import add_document
from tracker.evidence.proof_queries import proofs_of
from tracker.evidence.rules import (
    GONE,
    NO_DAY,
    NOT_ALL_OPENED,
    NOTHING_TO_CHECK,
    OFF_PORTAL,
    OUTSIDE_PERIOD,
    SAME_ARTICLE,
    TO_BE_READ,
)
from tracker.extensions import db


@pytest.fixture
def task(cast):
    made = make_task(make_duty(make_plan(cast.agency), cast.centre), cast.centre)
    db.session.commit()
    return made


def proof(task, *portals):
    return proofs_of(task.agency_id, [task.id], portals)[task.id]


def test_a_task_whose_links_all_opened_is_checked(cast, task):
    for number in (1, 2):
        look(link(cast, task, number), content_hash=str(number), snapshot=b"x")
    found = proof(task)
    assert (found.links, found.opened, found.snapshots, found.days, found.why_not) == (2, 2, 2, [DAY, DAY], [])
    assert found.is_checked


def test_a_task_without_evidence_is_not_checked(task):
    assert proof(task).why_not == [NOTHING_TO_CHECK]


def test_a_document_is_for_a_person_to_read(cast, task):
    look(link(cast, task, 1))
    add_document(task, number="12/BC", document_on=DAY, by=cast.publisher, now=clock.now())
    assert proof(task).why_not == [TO_BE_READ]


def test_a_link_without_a_look_is_not_checked(cast, task):
    link(cast, task, 1, published_on=DAY)
    assert proof(task).why_not == [NOT_ALL_OPENED]


def test_a_link_that_failed_later_is_not_checked_until_the_office_takes_what_was_seen(cast, task):
    item = link(cast, task, 1)
    look(item)
    look(item, days=31, status=404, failure=GONE, title="", published_on=None, content_hash="")
    item.lost_at = clock.now() + timedelta(days=31)
    db.session.commit()
    assert proof(task).why_not == [NOT_ALL_OPENED]
    item.lost_at = item.check_at = None
    db.session.commit()
    assert proof(task).is_checked


@pytest.mark.parametrize(
    ("seen", "portals", "why"),
    [
        ({"published_on": None}, (), NO_DAY),
        ({"published_on": OUT}, (), OUTSIDE_PERIOD),
        ({}, ("khcn.lamson.gov.vn",), OFF_PORTAL),
    ],
)
def test_what_a_person_should_look_at_is_said(cast, task, seen, portals, why):
    look(link(cast, task, 1), **seen)
    assert proof(task, *portals).why_not == [why]


def test_the_same_article_twice_is_marked_at_both(cast, task):
    for number in (1, 2):
        look(link(cast, task, number))
    assert proof(task).marks == {SAME_ARTICLE: 2}


def test_many_tasks_are_one_statement_and_each_has_its_own(cast, task):
    other = make_task(make_duty(task.plan, cast.division), cast.division)
    db.session.commit()
    look(link(cast, task, 1))
    agency, ours, theirs, asked = task.agency_id, task.id, other.id, []
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    found = proofs_of(agency, [ours, theirs], ())
    assert (found[ours].links, found[theirs].links) == (1, 0)
    assert sum("FROM evidence" in said for said in asked) == 1
