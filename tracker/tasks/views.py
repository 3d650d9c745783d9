"""The task page and what a department does there; each act is a POST of its own, errors come back on the page."""

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.directions.news_queries import visited
from tracker.directions.visits import note_visit
from tracker.evidence.operations import withdraw_evidence
from tracker.evidence.store import lay_down
from tracker.extensions import db
from tracker.models import Evidence, Task, User
from tracker.tasks import described_views, office_views
from tracker.tasks import operations as does
from tracker.tasks import verification as office
from tracker.tasks.assignment import hand_to_person
from tracker.tasks.forms import ActForm, ReportForm
from tracker.tasks.page import gather
from tracker.tasks.page_views import act_with_reason, bp, carry_out, load_task, person_form, task_page, task_to_act_on
from tracker.tasks.reporting import Added, add_reported_evidence
from tracker.web.access import get_visible, release, require

__all__ = ["bp", "described_views", "office_views"]


@bp.route("/<int:task_id>")
def show(task_id: int) -> str:
    """Somebody looks at a task: who holds it, what proves it, what to do now, what is new to them."""
    now, task = clock.now(), load_task(task_id)
    news = visited(current_user, task)
    page = task_page(task, news=news)
    if news.is_worth_noting(now):
        release()
        note_visit(current_user, task.id, now=now)
        db.session.commit()
    return page


@bp.route("/<int:task_id>/history")
def history(task_id: int) -> str:
    """Somebody reads all that happened to a task."""
    task = load_task(task_id)
    page = gather(
        task, reader=current_user, today=clock.today(), due_soon_days=current_user.agency.due_soon_days, history=None
    )
    return render_template("tasks/history.html", page=page, task=task)


@bp.route("/<int:task_id>/accept", methods=["POST"])
def accept(task_id: int) -> Response:
    """A department takes a task on."""
    task = task_to_act_on(task_id, may.can_accept_task)
    form = ActForm()
    act = lambda: does.accept_task(task, version=form.version_read(), by=current_user, now=clock.now())  # noqa: E731
    return carry_out(task, "accept", form, act, _("Đã tiếp nhận đầu việc."))


@bp.route("/<int:task_id>/report", methods=["POST"])
def report(task_id: int) -> Response:
    """A department reports: progress so far, or the whole as complete."""
    task = task_to_act_on(task_id, may.can_submit_task)
    form = ReportForm()
    complete = request.form.get("do") == "submit"

    def act() -> None:
        (_submit if complete else _save_progress)(task, form)

    said = _("Đã gửi báo cáo hoàn thành, chờ xác nhận.") if complete else _("Đã lưu tiến độ.")
    return carry_out(task, "report", form, act, said)


def _add_evidence(task: Task, form: ReportForm) -> Added:
    read = _read_upload(task, form)
    added = add_reported_evidence(
        task,
        address=form.address.data or "",
        published_on=form.published_on.day,
        upload=read,
        by=current_user,
        now=clock.now(),
        today=clock.today(),
    )
    added.note = "\n".join(filter(None, (form.note.data, added.note)))
    return added


def _say_repeated(added: Added) -> None:
    if added.repeated:
        flash(_("%(count)s đường dẫn đã có từ trước nên không thêm lần nữa.", count=added.repeated), "good")


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
    added = _add_evidence(task, form)
    does.submit_task(
        task,
        note=added.note,
        shortfall_reason=form.shortfall_reason.data or "",
        version=form.version_read(),
        by=current_user,
        now=clock.now(),
        today=clock.today(),
        head_approves_first=current_user.agency.head_approves_first,
    )
    _say_repeated(added)


def _save_progress(task: Task, form: ReportForm) -> None:
    added = _add_evidence(task, form)
    told = {"version": form.version_read(), "by": current_user, "now": clock.now()}
    if added.items and not added.note:
        does.note_evidence(task, **told)
    else:
        does.report_progress(task, note=added.note, **told)
    _say_repeated(added)


@bp.route("/<int:task_id>/nothing-new", methods=["POST"])
def nothing_new(task_id: int) -> Response:
    """A department says that there is no news."""
    task = task_to_act_on(task_id, may.can_update_task)
    form = ActForm()

    def act() -> None:
        does.report_nothing_new(task, version=form.version_read(), by=current_user, now=clock.now())

    return carry_out(task, "nothing_new", form, act, _("Đã ghi “Chưa có phát sinh mới”."))


@bp.route("/<int:task_id>/evidence/<int:evidence_id>/withdraw", methods=["POST"])
def withdraw(task_id: int, evidence_id: int) -> Response:
    """A department takes back evidence that was in no report yet."""
    task = task_to_act_on(task_id, may.can_add_evidence)
    item = get_visible(Evidence, evidence_id)
    form = ActForm()

    def act() -> None:
        does.note_evidence(task, version=form.version_read(), by=current_user, now=clock.now())
        withdraw_evidence(item, by=current_user, now=clock.now())

    require(item.task_id == task.id)
    return carry_out(task, "withdraw", form, act, _("Đã rút minh chứng."))


@bp.route("/<int:task_id>/approve", methods=["POST"])
def approve(task_id: int) -> Response:
    """A unit's head sends a report on to the Office."""
    task = task_to_act_on(task_id, may.can_approve_task)
    form = ActForm()

    def act() -> None:
        does.approve_task(task, version=form.version_read(), by=current_user, now=clock.now(), today=clock.today())

    return carry_out(task, "approve", form, act, _("Đã duyệt, gửi Văn phòng xác nhận."))


@bp.route("/<int:task_id>/send-back", methods=["POST"])
def send_back(task_id: int) -> Response:
    """A unit's head asks for more before the Office sees the report."""
    return act_with_reason(task_id, "send_back", may.can_approve_task, office.send_task_back, _("Đã yêu cầu bổ sung."))


@bp.route("/<int:task_id>/decline", methods=["POST"])
def decline(task_id: int) -> Response:
    """A department asks for another unit."""
    said = _("Đã gửi đề nghị giao đơn vị khác; Văn phòng sẽ xem xét.")
    return act_with_reason(task_id, "decline", may.can_decline_task, does.decline_task, said)


@bp.route("/<int:task_id>/person", methods=["POST"])
def person(task_id: int) -> Response:
    """A head hands a task to a person, or a member takes it."""
    task = task_to_act_on(task_id, may.can_hand_to_person)
    form = person_form(task)

    def act() -> None:
        chosen = db.session.get(User, form.person.data) if form.person.data else None
        hand_to_person(task, chosen, version=form.version_read(), by=current_user, now=clock.now())

    return carry_out(task, "person", form, act, _("Đã giao người thực hiện."))
