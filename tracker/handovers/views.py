"""Hand documents over, and answer for what was handed over."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.handovers import operations as does
from tracker.handovers.forms import MOST_ROWS, ActForm, AnswerForm, GiveForm
from tracker.handovers.intake_views import expected_item, first_rows, read_uploads, unseal
from tracker.handovers.operations import Given
from tracker.handovers.queries import ledger_of, load_options, receivers_of, supplied_files
from tracker.models import Handover, StoredFile, Task
from tracker.tasks.operations import submit_task
from tracker.text import msgid, vn_date
from tracker.vocabulary import HandoverState
from tracker.web.access import get_visible, require
from tracker.web.forms import VersionedForm
from tracker.web.i18n import say

bp = Blueprint("handovers", __name__, url_prefix="/tasks")
Page = str | Response | tuple[str, int]


def load_task(task_id: int) -> Task:
    return get_visible(Task, task_id, joinedload(Task.duty), joinedload(Task.department), joinedload(Task.plan))


@bp.route("/<int:task_id>/handover", methods=["GET", "POST"])
def give(task_id: int) -> Page:
    """A supplier brings documents, looks over what was read of them, and hands them over."""
    task = load_task(task_id)
    require(may.can_hand_over(current_user, task))
    if request.method == "GET":
        form = GiveForm(formdata=None, version=task.version, rows=first_rows(task))
        return _give_page(task, form)
    form = GiveForm()
    if form.validate_on_submit():
        brought = [one for one in request.files.getlist("files") if one.filename]
        if brought or request.form.get("do") == "read":
            return _add_files(task_id, form, brought)
        return _hand_over(task, form)
    return _give_page(task, form), 422


def _add_files(task_id: int, form: GiveForm, brought: list[Any]) -> Page:
    rows, refused = read_uploads(brought, load_task(task_id), clock.now())
    db.session.commit()
    while form.rows.entries and not any(form.rows.entries[-1].data.values()):
        form.rows.pop_entry()
    room = MOST_ROWS - len(form.rows)
    for row in rows[:room]:
        form.rows.append_entry(row)
    if rows[room:]:
        refused.append(
            _("Mỗi lần bàn giao nhiều nhất %(most)s văn bản; bàn giao các tệp còn lại ở lần sau.", most=MOST_ROWS)
        )
    for sentence in refused:
        form.form_errors.append(sentence)
    return _give_page(load_task(task_id), form), 422 if refused else 200


def _hand_over(task: Task, form: GiveForm) -> Page:
    task_id = task.id
    try:
        receivers = {other.id: other for other in receivers_of(task)}
        receiver = receivers.get(form.receiver.data or next(iter(receivers), 0))
        if receiver is None:
            raise RuleBroken(does.NO_RECEIVER)
        told = {"version": form.version_read(), "by": current_user, "now": clock.now()}
        unit = receiver.department.name
        given = does.hand_over(task, receiver, _given(task, form), note=form.note.data or "", **told)
        count = len(given.items)
    except Stale:
        raise
    except RuleBroken as broken:
        db.session.rollback()
        form.refuse(broken)
        return _give_page(load_task(task_id), form), 422
    db.session.commit()
    flash(_("Đã bàn giao %(count)s văn bản cho %(unit)s.", count=count, unit=unit), "good")
    return redirect(url_for(".ledger", task_id=task_id))


def _given(task: Task, form: GiveForm) -> list[Given]:
    given = []
    for row in form.rows:
        source = unseal(row.form.source.data or "", task)
        typed = bool(row.form.number.data or row.form.title.data)
        if (source and not row.form.chosen.data) or not (source or typed):
            continue
        file = db.session.get(StoredFile, source["file"]) if "file" in source else None
        given.append(
            Given(
                title=row.form.title.data or (source.get("name", "") if not row.form.number.data else ""),
                number=row.form.number.data or "",
                document_on=row.form.day.day,
                file=file,
                filename=source.get("name", ""),
                expected=expected_item(task, source["item"]) if "item" in source else None,
                masked=bool(row.form.masked.data),
                withheld_reason=row.form.withheld_reason.data or "",
            )
        )
    return given


def _give_page(task: Task, form: GiveForm) -> str:
    receivers = receivers_of(task)
    form.receiver.choices = [(other.id, f"{other.department.name}, {other.duty.number}") for other in receivers]
    sources = [unseal(row.form.source.data or "", task) for row in form.rows]
    repeated = supplied_files(task, [source["file"] for source in sources if "file" in source])
    return render_template(
        "handovers/give.html", task=task, form=form, receivers=receivers, sources=sources, repeated=repeated
    )


@bp.route("/handovers/<int:handover_id>/answer", methods=["GET", "POST"])
def answer(handover_id: int) -> Page:
    """The receiver says complete, or what is missing; the Office in its place, with a reason."""
    handover = get_visible(Handover, handover_id, *load_options())
    form = AnswerForm() if request.method == "POST" else AnswerForm(formdata=None, version=handover.version)
    if form.is_submitted() and form.version_read() not in (None, handover.version):
        handover.touch(form.version_read())
    require(may.can_answer_handover(current_user, handover))
    if form.validate_on_submit():
        try:
            _answer(handover, form)
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
            handover = get_visible(Handover, handover_id, *load_options())
        else:
            target = handover.to_task_id
            db.session.commit()
            flash(_("Đã ghi kết quả kiểm tra tài liệu."), "good")
            return redirect(url_for(".ledger", task_id=target))
    own = current_user.department_id == handover.to_task.department_id
    page = render_template("handovers/answer.html", handover=handover, form=form, own=own)
    return (page, 422) if request.method == "POST" else page


def _answer(handover: Handover, form: AnswerForm) -> None:
    told = {"version": form.version_read(), "by": current_user, "now": clock.now()}
    told["override_reason"] = form.override_reason.data or ""
    if form.answer.data == "complete":
        handed_on = clock.local_date(handover.handed_at)
        does.receive_all(handover, current_user.agency, handed_on=handed_on, today=clock.today(), **told)
    else:
        does.receive_part(handover, missing=form.missing.data or "", **told)


@bp.route("/<int:task_id>/handover/report", methods=["POST"])
def report(task_id: int) -> Page:
    """A supplier whose documents are all received reports its task done; the list is the evidence."""
    task, form = load_task(task_id), ActForm()
    require(may.can_hand_over(current_user, task) and may.can_submit_task(current_user, task))
    ledger = ledger_of(task, current_user, clock.local_date)
    if form.validate_on_submit():
        try:
            _report(task, ledger, form)
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            flash(say(broken), "bad")
        else:
            db.session.commit()
            flash(_("Đã báo cáo hoàn thành, danh mục văn bản bàn giao là minh chứng."), "good")
    return redirect(url_for("tasks.show", task_id=task_id))


def is_all_received(task: Task, ledger: Any) -> bool:
    """Say whether everything that a task supplies was received, and nothing was called missing last."""
    lines = [line for line in ledger.lines if line.item.task_id == task.id]
    given = [one for one in ledger.handovers if one.from_task_id == task.id]
    answered = bool(given) and given[0].state is HandoverState.COMPLETE
    return answered and all(line.received or line.item.withheld_reason for line in lines)


def _report(task: Task, ledger: Any, form: VersionedForm) -> None:
    if not is_all_received(task, ledger):
        raise RuleBroken(msgid("Chưa bàn giao đủ hoặc bên nhận chưa xác nhận đủ."))
    lines = [
        " ".join(filter(None, (line.item.document_number, vn_date(line.item.document_on), line.item.title)))
        for line in ledger.lines
        if line.item.task_id == task.id
    ]
    submit_task(
        task,
        note="\n".join([str(_("Đã bàn giao đủ %(count)s văn bản:", count=len(lines))), *lines])[:10_000],
        version=form.version_read(),
        by=current_user,
        now=clock.now(),
        today=clock.today(),
        head_approves_first=current_user.agency.head_approves_first,
    )
