"""How the review page is put together: the room, the duty that is looked at, and the forms that fit the reader."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker import permissions as may
from tracker.models import Department, MinutesLine, Plan
from tracker.review.decision_queries import lines_of
from tracker.review.forms import CloseForm, DecideForm, HeadForm, LineForm, WithdrawForm
from tracker.review.queries import Room, room_of
from tracker.review.rules import Topic, Work
from tracker.review.topic_queries import Target, target_of, units_of
from tracker.review.work_queries import DutyLine
from tracker.targets.rules import is_level
from tracker.text import vn_date
from tracker.vocabulary import TaskState, WayOut
from tracker.web.filters import period
from tracker.web.forms import VersionedForm
from tracker.web.i18n import label


@dataclass
class Page:
    """What the template gets beside the room."""

    room: Room
    topic: Topic | None
    duty: DutyLine | None = None
    target: Target | None = None
    counted: bool = False
    next: list[Topic] = field(default_factory=list)
    place: int = 0
    lines: list[tuple[str, MinutesLine]] = field(default_factory=list)
    units: list[Department] = field(default_factory=list)


def page_of(plan: Plan, looked_at: int | None) -> Page:
    """Gather everything the page shows."""
    today = clock.today()
    room = room_of(current_user, plan, today=today, day_of=clock.local_date, looked_at=looked_at)
    topic = room.topic(looked_at) if room.review else None
    page = Page(room, topic)
    if room.review is not None:
        page.lines = [(time_of(line), line) for line in lines_of(room.review)]
    if topic is not None:
        page.duty = room.duties.duties[topic.duty_id]
        page.target = target_of(plan, page.duty, today)
        page.counted = page.duty.target_value is not None and not is_level(page.duty.target_unit)
        page.place = room.topics.index(topic) + 1
        page.next = [one for one in room.waiting if one is not topic]
        if may.is_leadership(current_user):
            page.units = units_of(current_user.agency_id)
    return page


def time_of(line: MinutesLine) -> str:
    """Return when a line was written, as a meeting says it: 08:41."""
    return f"{clock.local(line.written_at):%H:%M}"


def forms_of(page: Page, bound: VersionedForm | None) -> dict[str, Any]:
    """Return a fresh form of each kind; one that was refused instead of its own."""
    review = page.room.review
    version = review.version if review else None
    fresh: dict[type[VersionedForm], VersionedForm] = {
        kind: kind(formdata=None, version=version) for kind in (HeadForm, LineForm, CloseForm, WithdrawForm)
    }
    if review is not None:
        head = fresh[HeadForm]
        head.chair.data, head.recorder.data, head.present.data = review.chair, review.recorder, review.present
        fresh[LineForm].last.data = page.lines[-1][1].id if page.lines else 0
    else:
        fresh[HeadForm].recorder.data = "" if may.is_leadership(current_user) else current_user.full_name
        fresh[HeadForm].chair.data = current_user.full_name if may.is_leadership(current_user) else ""
    if page.topic is not None and may.is_leadership(current_user):
        fresh[DecideForm] = decide_form(page, version)
    if bound is not None:
        fresh[type(bound)] = bound
    names = {
        HeadForm: "head_form",
        LineForm: "line_form",
        CloseForm: "close_form",
        WithdrawForm: "withdraw_form",
        DecideForm: "form",
    }
    return {name: fresh.get(kind) for kind, name in names.items()}


def decide_form(page: Page, version: int | None) -> DecideForm:
    """Return the form of a decision as it is first shown: a way that fits, the tasks at risk ticked."""
    topic = page.topic
    assert topic is not None
    form = DecideForm(formdata=None, version=version)
    fill(form, page)
    today = clock.today()
    form.read.data = ",".join(f"{work.id}:{work.version}" for work in topic.open_works)
    form.tasks.data = [work.id for work in topic.open_works if work.is_at_risk(today)]
    asked = [one for one in page.room.asked if one.task_id in {work.id for work in topic.works}]
    form.way.data = (WayOut.EXTEND if asked or not page.counted else WayOut.SHARE).value
    if asked:
        form.until.process_data(max(one.proposed_on for one in asked))
        form.tasks.data = [one.task_id for one in asked]
    return form


def fill(form: DecideForm, page: Page) -> None:
    """Give a decision's lists what can be chosen now."""
    topic = page.topic
    assert topic is not None
    working = {work.unit_id for work in topic.open_works}
    alone = next(iter(working)) if len(working) == 1 else None
    units = [(unit.id, unit.name) for unit in page.units if unit.id != alone]
    form.fill([(work.id, name_of(work)) for work in topic.open_works], units, _("Chọn đơn vị"))
    form.units.choices = [(number, name) for number, name in units if number not in working]


def name_of(work: Work) -> str:
    """Return a task as a list of a duty's tasks names it."""
    state = "" if work.state is TaskState.IN_PROGRESS else f", {label(work.state).lower()}"
    due = _("hạn %(day)s", day=vn_date(work.due_on)) if work.due_on else _("chưa có hạn")
    return f"{work.unit}{period(work.period)}: {due}{state}"
