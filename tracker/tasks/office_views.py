"""What the Office and the verifiers do with a task; each act is a POST of its own."""

from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.extensions import db
from tracker.models import Department
from tracker.tasks import verification as office
from tracker.tasks.assignment import reassign_task
from tracker.tasks.forms import ActForm, DropForm, DueForm, VerifyForm
from tracker.tasks.page_views import act_with_reason, bp, carry_out, reassign_form, task_to_act_on


@bp.route("/<int:task_id>/verify", methods=["POST"])
def verify(task_id: int) -> Response:
    """The Office, or the leadership for the Office's own, confirms a result."""
    task = task_to_act_on(task_id, may.can_verify_task)
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

    return carry_out(task, "verify", form, act, _("Đã xác nhận hoàn thành."))


@bp.route("/<int:task_id>/return", methods=["POST"])
def return_(task_id: int) -> Response:
    """The verifier asks the department to complete its result."""
    said = _("Đã yêu cầu bổ sung; đầu việc trở lại đơn vị thực hiện.")
    return act_with_reason(task_id, "return", may.can_return_task, office.return_task, said)


@bp.route("/<int:task_id>/insist", methods=["POST"])
def insist(task_id: int) -> Response:
    """The Office leaves a handed-back task where it is."""
    return act_with_reason(task_id, "insist", may.can_manage_task, office.insist_on_task, _("Đã giữ nguyên đơn vị."))


@bp.route("/<int:task_id>/pause", methods=["POST"])
def pause(task_id: int) -> Response:
    """The Office lets a task rest."""
    return act_with_reason(task_id, "pause", may.can_manage_task, office.pause_task, _("Đã tạm dừng đầu việc."))


@bp.route("/<int:task_id>/resume", methods=["POST"])
def resume(task_id: int) -> Response:
    """The Office lets a paused task go on."""
    task = task_to_act_on(task_id, may.can_manage_task)
    form = ActForm()

    def act() -> None:
        office.resume_task(task, version=form.version_read(), by=current_user, now=clock.now())

    return carry_out(task, "resume", form, act, _("Đầu việc được tiếp tục thực hiện."))


@bp.route("/<int:task_id>/reassign", methods=["POST"])
def reassign(task_id: int) -> Response:
    """The Office gives a task to another department."""
    task = task_to_act_on(task_id, may.can_manage_task)
    form = reassign_form(task)

    def act() -> None:
        department = db.session.get_one(Department, form.department.data)
        told = {"reason": form.reason.data or "", "version": form.version_read()}
        reassign_task(task, department, by=current_user, now=clock.now(), **told)

    return carry_out(task, "reassign", form, act, _("Đã giao đơn vị khác."))


@bp.route("/<int:task_id>/due", methods=["POST"])
def due(task_id: int) -> Response:
    """The Office sets the deadline that the document did not state."""
    task = task_to_act_on(task_id, may.can_manage_task)
    form = DueForm()

    def act() -> None:
        office.set_due(task, due_on=form.due_on.day, version=form.version_read(), by=current_user, now=clock.now())

    return carry_out(task, "due", form, act, _("Đã ấn định thời hạn."))


@bp.route("/<int:task_id>/drop", methods=["POST"])
def drop(task_id: int) -> Response:
    """The Office ends a task that need not be done any more."""
    task = task_to_act_on(task_id, may.can_manage_task)
    form = DropForm()

    def act() -> None:
        told = {"decision": form.decision.data or "", "reason": form.reason.data or ""}
        office.drop_task(task, version=form.version_read(), by=current_user, now=clock.now(), **told)

    return carry_out(task, "drop", form, act, _("Đã ghi nhận: không còn phải thực hiện."))
