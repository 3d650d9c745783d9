"""All acts of the story: those on a task, and those of the subjects that follow it up."""

from datetime import timedelta

from sqlalchemy import select

from tests.tasks import acts as of_tasks
from tracker import clock, permissions
from tracker.deadlines import operations as deadlines
from tracker.directions import operations as directions
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.handovers import operations as handovers
from tracker.handovers.queries import receivers_of
from tracker.models import Direction, ExtensionRequest, Handover
from tracker.vocabulary import ExtensionReason, ExtensionState, HandoverState

PEOPLE = ("officer", "second_officer", "inspector", "chief_inspector", "publisher", "head", "stranger", "director")
ACTS = dict(of_tasks.ACTS)


def do(task, name, by, cast, version):
    """Do an act as a page would that was read at a version; return whether it happened. Raises Stale."""
    return of_tasks.do(task, name, by, cast, version)


def _ask(task, by, cast):
    if permissions.can_ask_extension(by, task):
        wish = {"proposed_on": task.due_on + timedelta(days=10), "today": clock.today()}
        told = of_tasks.told(task, by)
        return deadlines.ask_extension(task, reason=ExtensionReason.OTHER, words="Chờ", **wish, **told)


def _open_request(task):
    query = select(ExtensionRequest).where(ExtensionRequest.task_id == task.id)
    return db.session.scalars(query.where(ExtensionRequest.state == ExtensionState.ASKED)).first()


def _decided(decide, allowed, **more):
    def act(task, by, cast):
        request = _open_request(task)
        if request is not None and allowed(by, request):
            decide(request, **more, version=request.version, by=by, now=clock.now())
            return request

    return act


def _may_decide(by, request):
    return permissions.can_decide_extension(by, request, beyond_plan=False)


def _hand_over(task, by, cast):
    receivers = receivers_of(task)
    if receivers and permissions.can_hand_over(by, task):
        given = [handovers.Given(title="Quyết định", number="12/QĐ-SKHCN")]
        return handovers.hand_over(task, receivers[0], given, **of_tasks.told(task, by))


def _waiting_handover(task):
    query = select(Handover).where(Handover.to_task_id == task.id, Handover.state == HandoverState.WAITING)
    return db.session.scalars(query.order_by(Handover.id)).first()


def _answer(complete):
    def act(task, by, cast):
        handover = _waiting_handover(task)
        if handover is None or not permissions.can_answer_handover(by, handover):
            return None
        told = {"version": handover.version, "by": by, "now": clock.now()}
        told |= {"override_reason": "x"} if permissions.is_on_behalf(by, task) else {}
        if complete:
            handovers.receive_all(handover, cast.agency, handed_on=clock.today(), today=clock.today(), **told)
        else:
            handovers.receive_part(handover, missing="Phụ lục", **told)
        return handover

    return act


def _direct(task, by, cast):
    if permissions.can_direct_task(by, task):
        return directions.direct_task(
            task, words="Khẩn trương", answer_by=None, by=by, now=clock.now(), today=clock.today()
        )


def _reply(task, by, cast):
    direction = db.session.scalars(
        select(Direction).where(Direction.task_id == task.id, Direction.answered_at.is_(None))
    ).first()
    if direction is not None and permissions.can_answer_direction(by, direction):
        directions.answer_direction(direction, answer="Đã làm", version=direction.version, by=by, now=clock.now())
        return direction


# act → what it does; it returns the thing it acted on, None where nobody may or there is nothing
FOLLOW_UP = {
    "ask": _ask,
    "grant": _decided(deadlines.grant_extension, _may_decide, granted_on=None),
    "refuse": _decided(deadlines.refuse_extension, _may_decide, note="Không"),
    "comment": _decided(deadlines.comment_on_extension, permissions.can_comment_on_extension, comment="Ý kiến"),
    "withdraw": _decided(deadlines.withdraw_extension, permissions.can_withdraw_extension),
    "hand_over": _hand_over,
    "receive": _answer(True),
    "incomplete": _answer(False),
    "direct": _direct,
    "reply": _reply,
}


def follow_up(task, name, by, cast):
    """Do an act of a subject that follows a task up; return whether it happened."""
    kept = db.session.begin_nested()
    try:
        done = FOLLOW_UP[name](task, by, cast) is not None
        db.session.flush()
    except RuleBroken:
        kept.rollback()
        return False
    kept.commit()
    return done
