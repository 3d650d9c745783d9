"""What all acts on a task share: who may, the stale page, doing it once, and the page that comes back."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.audit.queries import history_of
from tracker.deadlines.panel import EXTENSIONS
from tracker.directions.news_queries import Visited
from tracker.directions.panel import DIRECTIONS, TALK
from tracker.errors import RuleBroken, Stale
from tracker.evidence.queries import checks_of
from tracker.extensions import db
from tracker.forecast.panel import FORECAST
from tracker.handovers.panel import HANDOVERS
from tracker.models import Task, User
from tracker.obligations.panel import EVENT, LISTED, PERIODS, may_enter_event
from tracker.plans.clarity_queries import clarity_of_duty
from tracker.reminders.kinds import URGED_STATES
from tracker.reminders.queries import days_reminded
from tracker.targets.page_queries import HAS_TARGET, target_of
from tracker.tasks.forms import ActForm, DropForm, DueForm, PersonForm, ReasonForm, ReassignForm, ReportForm, VerifyForm
from tracker.tasks.page import TASK_OPTIONS, gather, people_to_choose, units_to_choose
from tracker.tasks.panels import Panel, Panels
from tracker.text import msgid
from tracker.web.access import get_visible, require, same_site
from tracker.web.filters import moment
from tracker.web.forms import VersionedForm

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


TARGET = Panel("target", lambda task: target_of(task, clock.today()), HAS_TARGET)
# What the subjects further up put on the page of a task, in its order: wide panels, then those beside them.
WIDE = [TARGET, HANDOVERS, EXTENSIONS, DIRECTIONS, TALK]
BESIDE = [FORECAST, EVENT, PERIODS, LISTED]
PANELS = Panels([*WIDE, *BESIDE])
# Further acts, each on a page of its own: (who may, its endpoint with task_id, its words).
FURTHER_ACTS: list[tuple[Callable[[User, Task], bool], str, str]] = [
    (may.can_hand_over, "handovers.give", msgid("Bàn giao tài liệu")),
    (may.can_word_supply, "register.words_of_task", msgid("Từ ngữ trong sổ văn bản đi")),
    (may.can_ask_extension, "extensions.ask", msgid("Đề nghị gia hạn")),
    (may.can_share_target, "shares.of_task", msgid("Chia chỉ tiêu")),
    (may.can_direct_task, "directions.give", msgid("Cho ý kiến chỉ đạo")),
    (may_enter_event, "obligations.of_task", msgid("Nhập sự việc")),
]


def load_task(task_id: int) -> Task:
    return get_visible(Task, task_id, *TASK_OPTIONS)


def task_to_act_on(task_id: int, allowed: Callable[[User, Task], bool]) -> Task:
    """Return the task if this person may do that with it.

    A page read before somebody else acted is told so first: what is no
    longer possible would otherwise read as a missing right.
    """
    task = load_task(task_id)
    read = request.form.get("version", "")
    if read.isascii() and read.isdigit() and len(read) < 10 and int(read) != task.version:
        raise _changed_since(task)
    require(allowed(current_user, task))
    return task


def _changed_since(task: Task) -> Stale:
    last = history_of(task.id, task.agency_id, limit=1)
    if not last:
        return Stale(msgid("Nội dung này vừa được người khác thay đổi. Xem lại rồi gửi lại."))
    who = ", ".join(part for part in (last[0].unit, last[0].actor) if part) or _("Hệ thống")
    return Stale(
        msgid("Đầu việc đã thay đổi sau khi trang này được mở: %(who)s, “%(act)s”, %(moment)s. Xem lại rồi gửi lại."),
        who=who,
        act=_(last[0].words),
        moment=moment(last[0].at),
    )


def act_with_reason(
    task_id: int, name: str, allowed: Callable[[User, Task], bool], operation: Callable[..., None], said: str
) -> Response:
    task = task_to_act_on(task_id, allowed)
    form = ReasonForm()

    def act() -> None:
        reason, version = form.reason.data or "", form.version_read()
        operation(task, reason=reason, version=version, by=current_user, now=clock.now())

    return carry_out(task, name, form, act, said)


def carry_out(task: Task, name: str, form: VersionedForm, act: Callable[[], None], said: str) -> Response:
    """Do the act, commit, say so and go on; or bring the page back with its sentence and what was typed."""
    task_id, address = task.id, url_for(".show", task_id=task.id)
    if form.validate_on_submit():
        try:
            act()
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(said, "good")
            return redirect(same_site(request.form.get("next")) or address)
    return Response(task_page(load_task(task_id), {name: form}), status=422, mimetype="text/html")


def task_page(task: Task, bound: dict[str, VersionedForm] | None = None, *, news: Visited | None = None) -> str:
    page = gather(
        task,
        reader=current_user,
        today=clock.today(),
        due_soon_days=current_user.agency.due_soon_days,
        word_on=clock.local_date(task.updated_at),
    )
    shown = PANELS.of(task)
    return render_template(
        "tasks/show.html",
        page=page,
        task=task,
        forms=Forms(task, bound or {}),
        refused=list(bound or {}),
        may=_may(task),
        show_all="all" in request.args,
        checks=checks_of(task, page.evidence, current_user.agency.portal_hosts.split()),
        fetches=current_app.config["SETTINGS"].fetch,
        told=days_reminded(task.agency_id, [task.id]).get(task.id, []),
        clear=clarity_of_duty(task.duty_id),
        wide=_named(WIDE, shown),
        beside=_named(BESIDE, shown),
        news=news,
        further=[(endpoint, words) for allowed, endpoint, words in FURTHER_ACTS if allowed(current_user, task)],
        may_urge=may.may_remind(current_user) and task.state in URGED_STATES,
    )


def _named(panels: list[Panel], shown: dict[str, object]) -> dict[str, object]:
    return {panel.name: shown[panel.name] for panel in panels if panel.name in shown}


def _may(task: Task) -> dict[str, bool]:
    """What this person may do with the task, by name."""
    names = {
        "accept": may.can_accept_task,
        "update": may.can_update_task,
        "approve": may.can_approve_task,
        "verify": may.can_verify_task,
        "describe": may.can_describe_evidence,
        "decline": may.can_decline_task,
        "person": may.can_hand_to_person,
        "manage": may.can_manage_task,
    }
    rights = {name: rule(current_user, task) for name, rule in names.items()}
    rights |= {"answer": not may.is_on_behalf(current_user, task), "withdraw": may.is_leadership(current_user)}
    return rights | {"on_behalf": rights["update"] and may.is_on_behalf(current_user, task)}


class Forms(dict[str, VersionedForm]):
    """A fresh form for every act, made when the page shows it, and the one that came back with its words."""

    def __init__(self, task: Task, bound: dict[str, VersionedForm]):
        super().__init__(bound)
        self.task = task

    def __missing__(self, name: str) -> VersionedForm:
        if name == "reassign":
            form: VersionedForm = reassign_form(self.task, fresh=True)
        elif name == "person":
            form = person_form(self.task, fresh=True)
        else:
            form = FORMS[name](formdata=None, version=self.task.version)
        self[name] = form
        return form


FORMS: dict[str, type[VersionedForm]] = {
    "act": ActForm,
    "report": ReportForm,
    "send_back": ReasonForm,
    "decline": ReasonForm,
    "verify": VerifyForm,
    "return": ReasonForm,
    "insist": ReasonForm,
    "pause": ReasonForm,
    "due": DueForm,
    "drop": DropForm,
}


def reassign_form(task: Task, *, fresh: bool = False) -> ReassignForm:
    form = ReassignForm(formdata=None, version=task.version) if fresh else ReassignForm()
    form.department.choices = units_to_choose(task)
    return form


def person_form(task: Task, *, fresh: bool = False) -> PersonForm:
    form = PersonForm(formdata=None, version=task.version, person=task.person_id or 0) if fresh else PersonForm()
    own = [choice for choice in people_to_choose(task) if may.may_hand_to(current_user, choice[0])]
    form.person.choices = [(0, _("Cả đơn vị")), *own]
    return form
