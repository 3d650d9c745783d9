"""The whole life of tasks with several people acting at once: each reads a page, others act, then they press.

LIFE_STORIES=400 plays more of it; every story has up to 50 steps.
"""

import os
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.life.acts import ACTS, FOLLOW_UP, PEOPLE, do, follow_up
from tests.make import make_duty, make_plan, make_task
from tests.tasks.acts import holds
from tracker import clock
from tracker.audit.verify import verify_chain
from tracker.errors import RuleBroken, Stale
from tracker.evidence.operations import add_link, withdraw_evidence
from tracker.extensions import db
from tracker.models import AuditEntry, ExtensionRequest, Task
from tracker.permissions import can_update_task
from tracker.tasks.statistics import cells_by_unit, totals
from tracker.vocabulary import Cell, DutyKind, ExtensionState, TaskState

STORIES = int(os.environ.get("LIFE_STORIES", "8"))
STEPS = 50
BESIDE = (TaskState.DROPPED, TaskState.CARRIED_OVER)
# What leads a story far; a task that is dropped soon tells nothing.
FAR = ("accept", "submit", "approve", "verify", "return")
taken = Counter()


class Life(RuleBasedStateMachine):
    """A chain of supply and publication, a target of articles and a task of the Office itself, and eight people."""

    cast = None
    today = None

    def __init__(self):
        super().__init__()
        self.whole = db.session.begin_nested()
        self.today.move_to(START)
        plan = make_plan(self.cast.agency)
        self.cast.agency.receiver_days, self.cast.agency.extension_notice_days = 3, 0
        supply = make_duty(plan, self.cast.inspectorate, kind=DutyKind.SUPPLY)
        publish = make_duty(plan, self.cast.centre, needs=supply)
        articles = make_duty(plan, self.cast.division, target_value=3, target_unit="tin, bài")
        own = make_duty(plan, self.cast.office, kind=DutyKind.REPORT)
        due = date(2022, 10, 31)
        self.plan = plan
        self.tasks = [
            make_task(supply, self.cast.inspectorate, due_on=due, state=TaskState.ASSIGNED),
            make_task(publish, self.cast.centre, due_on=due, state=TaskState.ASSIGNED),
            make_task(articles, self.cast.division, due_on=due, state=TaskState.IN_PROGRESS),
            make_task(own, self.cast.office, state=TaskState.ASSIGNED),
        ]
        self.originals = [{task.original_due_on} for task in self.tasks]
        # Who read which task's page, and at which version.
        self.read = {}
        self.links = 0

    @rule(who=st.sampled_from(PEOPLE), at=st.integers(0, 3))
    def read_page(self, who, at):
        self.read[who, at] = self.tasks[at].version

    @rule(who=st.sampled_from(PEOPLE), at=st.integers(0, 3), data=st.data())
    def act(self, who, at, data):
        """Press a button of a page that may be old by now; mostly one that the page showed."""
        task, by = self.tasks[at], getattr(self.cast, who)
        shown = [name for name, (allowed, _act) in sorted(ACTS.items()) if allowed(by, task)]
        far = [name for name in shown if name in FAR]
        name = data.draw(st.sampled_from(far * 4 + shown or sorted(ACTS)))
        version = task.version
        read = self.read.pop((who, at), version)
        try:
            done = do(task, name, by, self.cast, read)
        except Stale:
            assert read != version
            done = False
        assert not done or read == version, "an act on an old page went through"
        db.session.expire(task)
        assert task.version == version + done, "an act counts once, and what is refused leaves nothing"
        taken[name, done] += 1

    @rule(who=st.sampled_from(PEOPLE), at=st.integers(0, 3), name=st.sampled_from(sorted(FOLLOW_UP)))
    def follow_up(self, who, at, name):
        """Ask for time, decide, hand documents over, answer, direct, reply: somebody, whoever may first."""
        task = self.tasks[at]
        before, late = task.due_on, task.original_due_on
        turn = PEOPLE.index(who)
        people = PEOPLE[turn:] + PEOPLE[:turn]
        done = any(follow_up(task, name, getattr(self.cast, each), self.cast) for each in people)
        db.session.expire(task)
        assert done or task.due_on == before, "what did not happen moved a deadline"
        assert task.due_on == before or name in ("grant", "receive"), "only a decision or a receipt moves a deadline"
        assert before is None or task.due_on >= before
        assert late is None or task.original_due_on == late
        taken[name, done] += 1

    @rule(who=st.sampled_from(PEOPLE), at=st.integers(0, 3), same=st.booleans())
    def prove(self, who, at, same):
        """Add the address of an article, at times one that stands there already."""
        task, by = self.tasks[at], getattr(self.cast, who)
        if not can_update_task(by, task):
            return
        self.links += not same
        known = {item.url for item in task.evidence if item.withdrawn_at is None}
        url = f"https://lamson.example/{self.links}"
        kept = db.session.begin_nested()
        try:
            add_link(task, url=url, published_on=clock.today(), by=by, now=clock.now(), today=clock.today())
        except RuleBroken:
            kept.rollback()
            assert url in known
        else:
            kept.commit()
            assert url not in known
        db.session.expire(task)

    @rule(at=st.integers(0, 3))
    def withdraw(self, at):
        task = self.tasks[at]
        standing = [item for item in task.evidence if item.withdrawn_at is None]
        reported = {line.evidence_id for one in task.submissions for line in one.items}
        if standing:
            kept = db.session.begin_nested()
            try:
                withdraw_evidence(standing[-1], by=self.cast.officer, now=clock.now())
            except RuleBroken:
                kept.rollback()
                assert standing[-1].id in reported
            else:
                kept.commit()
                assert standing[-1].id not in reported
        db.session.expire(task)

    @rule(days=st.integers(1, 9))
    def wait(self, days):
        self.today.shift(timedelta(days=days))

    @invariant()
    def every_task_is_sound(self):
        for task, originals in zip(self.tasks, self.originals, strict=True):
            holds(task, originals)

    @invariant()
    def one_request_waits_at_a_time(self):
        asked = db.session.query(ExtensionRequest.task_id).filter_by(state=ExtensionState.ASKED).all()
        assert len(asked) == len(set(asked))

    @invariant()
    def the_sums_add_up(self):
        rows = cells_by_unit(self.cast.agency.id, self.plan.id, clock.today())
        counted = db.session.query(Task).filter_by(plan_id=self.plan.id).all()
        inside = [task for task in counted if task.state not in BESIDE]
        cells = totals(rows)
        assert sum(cells[cell] for cell in Cell) == len(inside)
        done = [task for task in inside if task.state is TaskState.VERIFIED]
        assert cells[Cell.DONE_IN_TIME] + cells[Cell.DONE_LATE] == len(done)

    def teardown(self):
        written = db.session.query(AuditEntry.id).filter_by(agency_id=self.cast.agency.id).first()
        assert written is None or verify_chain(self.cast.agency.id) is None
        self.whole.rollback()
        db.session.expire_all()


START = None


@pytest.mark.parametrize("head_first", [False, True])
def test_no_order_of_acts_leads_to_an_illegal_state(app, cast, today, head_first):
    global START
    START = clock.now()
    cast.agency.head_approves_first = head_first
    db.session.flush()
    told = type("Told", (Life,), {"cast": cast, "today": today})
    run_state_machine_as_test(
        told,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    done = {name for (name, happened) in taken if happened}
    assert {"submit", "ask"} & done
    assert STORIES < 100 or len(done) > 15, "a long programme tries most acts"
    print(taken, f"{sum(taken.values())} acts, {sum(n for (_name, done), n in taken.items() if done)} of them done")
