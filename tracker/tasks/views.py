"""The task page and the acts on it; each act is a POST of its own, and errors come back on the page."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.audit.queries import history_of
from tracker.errors import RuleBroken, Stale
from tracker.evidence.operations import withdraw_evidence
from tracker.evidence.store import lay_down
from tracker.extensions import db
from tracker.models import Department, Evidence, Task, User
from tracker.tasks import operations as does
from tracker.tasks import verification as office
from tracker.tasks.assignment import hand_to_person, reassign_task
from tracker.tasks.forms import (
    ActForm,
    DropForm,
    DueForm,
    PersonForm,
    ReasonForm,
    ReassignForm,
    ReportForm,
    VerifyForm,
)
from tracker.tasks.page import TASK_OPTIONS, gather, people_to_choose, units_to_choose
from tracker.tasks.reporting import add_reported_evidence
from tracker.text import msgid
from tracker.web.access import get_visible, release, require, same_site
from tracker.web.filters import moment
from tracker.web.forms import VersionedForm

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.route("/<int:task_id>")
def show(task_id: int) -> str:
    """Somebody looks at a task: who holds it, what proves it, what to do now."""
    return _page(_load(task_id))


@bp.route("/<int:task_id>/history")
def history(task_id: int) -> str:
    """Somebody reads all that happened to a task."""
    task = _load(task_id)
    page = gather(
        task, reader=current_user, today=clock.today(), due_soon_days=current_user.agency.due_soon_days, history=None
    )
    return render_template("tasks/history.html", page=page, task=task)


@bp.route("/<int:task_id>/accept", methods=["POST"])
def accept(task_id: int) -> Response:
    """A department takes a task on."""
    task = _task_to_act_on(task_id, may.can_accept_task)
    form = ActForm()
    act = lambda: does.accept_task(task, version=form.version_read(), by=current_user, now=clock.now())  # noqa: E731
    return _carry_out(task, "accept", form, act, _("Đã tiếp nhận đầu việc."))


@bp.route("/<int:task_id>/report", methods=["POST"])
def report(task_id: int) -> Response:
    """A department reports: progress so far, or the whole as complete."""
    task = _task_to_act_on(task_id, may.can_submit_task)
    form = ReportForm()
    complete = request.form.get("do") == "submit"

    def act() -> None:
        (_submit if complete else _save_progress)(task, form)

    said = _("Đã gửi báo cáo hoàn thành, chờ xác nhận.") if complete else _("Đã lưu tiến độ.")
    return _carry_out(task, "report", form, act, said)


def _add_evidence(task: Task, form: ReportForm) -> int:
    read = _read_upload(task, form)
    return add_reported_evidence(
        task,
        address=form.address.data or "",
        published_on=form.published_on.day,
        upload=read,
        by=current_user,
        now=clock.now(),
        today=clock.today(),
    )


def _read_upload(task: Task, form: ReportForm) -> tuple[str, bytes] | None:
    """Return (file name, bytes); they lie on the disk before the write lock is taken."""
    upload = form.file.data
    if not upload or not upload.filename:
        return None
    release()
    data = upload.read()
    lay_down(data, agency_id=task.agency_id)
    return upload.filename, data


def _submit(task: Task, form: ReportForm) -> None:
    _add_evidence(task, form)
    does.submit_task(
        task,
        note=form.note.data or "",
        shortfall_reason=form.shortfall_reason.data or "",
        version=form.version_read(),
        by=current_user,
        now=clock.now(),
        today=clock.today(),
        head_approves_first=current_user.agency.head_approves_first,
    )


def _save_progress(task: Task, form: ReportForm) -> None:
    added = _add_evidence(task, form)
    told = {"version": form.version_read(), "by": current_user, "now": clock.now()}
    if added and not form.note.data:
        does.note_evidence(task, **told)
    else:
        does.report_progress(task, note=form.note.data or "", **told)


@bp.route("/<int:task_id>/nothing-new", methods=["POST"])
def nothing_new(task_id: int) -> Response:
    """A department says that there is no news."""
    task = _task_to_act_on(task_id, may.can_update_task)
    form = ActForm()

    def act() -> None:
        does.report_nothing_new(task, version=form.version_read(), by=current_user, now=clock.now())

    return _carry_out(task, "nothing_new", form, act, _("Đã ghi “Chưa có phát sinh mới”."))


@bp.route("/<int:task_id>/evidence/<int:evidence_id>/withdraw", methods=["POST"])
def withdraw(task_id: int, evidence_id: int) -> Response:
    """A department takes back evidence that was in no report yet."""
    task = _task_to_act_on(task_id, may.can_add_evidence)
    item = get_visible(Evidence, evidence_id)
    form = ActForm()

    def act() -> None:
        does.note_evidence(task, version=form.version_read(), by=current_user, now=clock.now())
        withdraw_evidence(item, by=current_user, now=clock.now())

    require(item.task_id == task.id)
    return _carry_out(task, "withdraw", form, act, _("Đã rút minh chứng."))


@bp.route("/<int:task_id>/approve", methods=["POST"])
def approve(task_id: int) -> Response:
    """A unit's head sends a report on to the Office."""
    task = _task_to_act_on(task_id, may.can_approve_task)
    form = ActForm()

    def act() -> None:
        does.approve_task(task, version=form.version_read(), by=current_user, now=clock.now(), today=clock.today())

    return _carry_out(task, "approve", form, act, _("Đã duyệt, gửi Văn phòng xác nhận."))


@bp.route("/<int:task_id>/send-back", methods=["POST"])
def send_back(task_id: int) -> Response:
    """A unit's head asks for more before the Office sees the report."""
    return _with_reason(task_id, "send_back", may.can_approve_task, office.send_task_back, _("Đã yêu cầu bổ sung."))


@bp.route("/<int:task_id>/decline", methods=["POST"])
def decline(task_id: int) -> Response:
    """A department asks for another unit."""
    said = _("Đã gửi đề nghị giao đơn vị khác; Văn phòng sẽ xem xét.")
    return _with_reason(task_id, "decline", may.can_decline_task, does.decline_task, said)


@bp.route("/<int:task_id>/verify", methods=["POST"])
def verify(task_id: int) -> Response:
    """The Office, or the leadership for the Office's own, confirms a result."""
    task = _task_to_act_on(task_id, may.can_verify_task)
    form = VerifyForm()

    def act() -> None:
        office.verify_task(
            task,
            note=form.note.data or "",
            override_reason=form.override_reason.data or "",
            version=form.version_read(),
            by=current_user,
            now=clock.now(),
        )

    return _carry_out(task, "verify", form, act, _("Đã xác nhận hoàn thành."))


@bp.route("/<int:task_id>/return", methods=["POST"])
def return_(task_id: int) -> Response:
    """The verifier asks the department to complete its result."""
    said = _("Đã yêu cầu bổ sung; đầu việc trở lại đơn vị thực hiện.")
    return _with_reason(task_id, "return", may.can_return_task, office.return_task, said)


@bp.route("/<int:task_id>/insist", methods=["POST"])
def insist(task_id: int) -> Response:
    """The Office leaves a handed-back task where it is."""
    return _with_reason(task_id, "insist", may.can_manage_task, office.insist_on_task, _("Đã giữ nguyên đơn vị."))


@bp.route("/<int:task_id>/pause", methods=["POST"])
def pause(task_id: int) -> Response:
    """The Office lets a task rest."""
    return _with_reason(task_id, "pause", may.can_manage_task, office.pause_task, _("Đã tạm dừng đầu việc."))


@bp.route("/<int:task_id>/resume", methods=["POST"])
def resume(task_id: int) -> Response:
    """The Office lets a paused task go on."""
    task = _task_to_act_on(task_id, may.can_manage_task)
    form = ActForm()

    def act() -> None:
        office.resume_task(task, version=form.version_read(), by=current_user, now=clock.now())

    return _carry_out(task, "resume", form, act, _("Đầu việc được tiếp tục thực hiện."))


@bp.route("/<int:task_id>/reassign", methods=["POST"])
def reassign(task_id: int) -> Response:
    """The Office gives a task to another department."""
    task = _task_to_act_on(task_id, may.can_manage_task)
    form = _reassign_form(task)
    moved = task

    def act() -> None:
        nonlocal moved
        department = db.session.get_one(Department, form.department.data)
        told = {"reason": form.reason.data or "", "version": form.version_read()}
        moved = reassign_task(task, department, by=current_user, now=clock.now(), **told)

    return _carry_out(task, "reassign", form, act, _("Đã giao đơn vị khác."))


@bp.route("/<int:task_id>/person", methods=["POST"])
def person(task_id: int) -> Response:
    """A head hands a task to a person, or a member takes it."""
    task = _task_to_act_on(task_id, may.can_hand_to_person)
    form = _person_form(task)

    def act() -> None:
        chosen = db.session.get(User, form.person.data) if form.person.data else None
        hand_to_person(task, chosen, version=form.version_read(), by=current_user, now=clock.now())

    return _carry_out(task, "person", form, act, _("Đã giao người thực hiện."))


@bp.route("/<int:task_id>/due", methods=["POST"])
def due(task_id: int) -> Response:
    """The Office sets the deadline that the document did not state."""
    task = _task_to_act_on(task_id, may.can_manage_task)
    form = DueForm()

    def act() -> None:
        office.set_due(task, due_on=form.due_on.day, version=form.version_read(), by=current_user, now=clock.now())

    return _carry_out(task, "due", form, act, _("Đã ấn định thời hạn."))


@bp.route("/<int:task_id>/drop", methods=["POST"])
def drop(task_id: int) -> Response:
    """The Office ends a task that need not be done any more."""
    task = _task_to_act_on(task_id, may.can_manage_task)
    form = DropForm()

    def act() -> None:
        told = {"decision": form.decision.data or "", "reason": form.reason.data or ""}
        office.drop_task(task, version=form.version_read(), by=current_user, now=clock.now(), **told)

    return _carry_out(task, "drop", form, act, _("Đã ghi nhận: không còn phải thực hiện."))


# --- What all of them share ---------------------------------------------------
def _load(task_id: int) -> Task:
    return get_visible(Task, task_id, *TASK_OPTIONS)


def _task_to_act_on(task_id: int, allowed: Callable[[User, Task], bool]) -> Task:
    """Return the task if this person may do that with it.

    A page read before somebody else acted is told so first: what is no
    longer possible would otherwise read as a missing right.
    """
    task = _load(task_id)
    read = request.form.get("version", "")
    if read.isdigit() and int(read) != task.version:
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


def _with_reason(
    task_id: int, name: str, allowed: Callable[[User, Task], bool], operation: Callable[..., None], said: str
) -> Response:
    task = _task_to_act_on(task_id, allowed)
    form = ReasonForm()

    def act() -> None:
        reason, version = form.reason.data or "", form.version_read()
        operation(task, reason=reason, version=version, by=current_user, now=clock.now())

    return _carry_out(task, name, form, act, said)


def _carry_out(task: Task, name: str, form: VersionedForm, act: Callable[[], None], said: str) -> Response:
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
    return Response(_page(_load(task_id), {name: form}), status=422, mimetype="text/html")


def _page(task: Task, bound: dict[str, VersionedForm] | None = None) -> str:
    page = gather(task, reader=current_user, today=clock.today(), due_soon_days=current_user.agency.due_soon_days)
    return render_template(
        "tasks/show.html",
        page=page,
        task=task,
        forms=_forms(task, bound or {}),
        may=_may(task),
        show_all="all" in request.args,
    )


def _may(task: Task) -> dict[str, bool]:
    """What this person may do with the task, by name."""
    names = {
        "accept": may.can_accept_task,
        "update": may.can_update_task,
        "approve": may.can_approve_task,
        "verify": may.can_verify_task,
        "decline": may.can_decline_task,
        "person": may.can_hand_to_person,
        "manage": may.can_manage_task,
    }
    rights = {name: rule(current_user, task) for name, rule in names.items()}
    return rights | {"on_behalf": rights["update"] and may.is_on_behalf(current_user, task)}


def _forms(task: Task, bound: dict[str, VersionedForm]) -> dict[str, VersionedForm]:
    """A fresh form for every act, and the one that came back with its words."""
    fresh: dict[str, VersionedForm] = {
        name: kind(formdata=None, version=task.version)
        for name, kind in {
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
        }.items()
    }
    if may.can_manage_task(current_user, task):
        fresh["reassign"] = bound.get("reassign") or _reassign_form(task, fresh=True)
    if may.can_hand_to_person(current_user, task):
        fresh["person"] = bound.get("person") or _person_form(task, fresh=True)
    return fresh | bound


def _reassign_form(task: Task, *, fresh: bool = False) -> ReassignForm:
    form = ReassignForm(formdata=None, version=task.version) if fresh else ReassignForm()
    form.department.choices = units_to_choose(task)
    return form


def _person_form(task: Task, *, fresh: bool = False) -> PersonForm:
    form = PersonForm(formdata=None, version=task.version, person=task.person_id or 0) if fresh else PersonForm()
    own = [choice for choice in people_to_choose(task) if may.may_hand_to(current_user, choice[0])]
    form.person.choices = [(0, _("Cả đơn vị")), *own]
    return form
