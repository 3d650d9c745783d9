"""The ledger of a chain: where each document stands; publish it, keep it from the public, fetch its file."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker import permissions as may
from tracker.errors import RuleBroken, Stale
from tracker.evidence.pasted import read_pasted
from tracker.evidence.store import path_of
from tracker.extensions import db
from tracker.handovers import operations as does
from tracker.handovers.forms import ActForm, PublishForm, WithholdForm
from tracker.handovers.queries import Ledger, Line, ledger_of, side_days
from tracker.handovers.views import Page, bp, is_all_received, load_task
from tracker.models import Handover, SupplyItem, Task
from tracker.text import msgid, nfc
from tracker.web.access import get_visible, require
from tracker.web.forms import VersionedForm
from tracker.web.i18n import say


@bp.route("/<int:task_id>/ledger", methods=["GET", "POST"])
def ledger(task_id: int) -> Page:
    """Anybody who sees the task sees its ledger; the receiver ticks documents as published."""
    task = load_task(task_id)
    found = ledger_of(task, current_user, clock.local_date)
    form = PublishForm()
    if request.method == "GET":
        return _ledger_page(task, found, form)
    require(_publishes(task, found))
    if form.validate_on_submit():
        try:
            count = _publish(task, found, form)
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.form_errors.append(say(broken))
        else:
            db.session.commit()
            flash(_("Đã ghi %(count)s văn bản đã đăng.", count=count), "good")
            return redirect(url_for(".ledger", task_id=task_id))
    task = load_task(task_id)
    return _ledger_page(task, ledger_of(task, current_user, clock.local_date), form), 422


def _publishes(task: Task, found: Ledger) -> bool:
    """A task publishes what others supply to it, never what it supplies itself."""
    receives = any(one.to_task_id == task.id for one in found.handovers)
    return receives and may.can_publish_items(current_user, task)


def waiting_to_publish(task: Task, found: Ledger) -> list[Line]:
    """Return the documents that a task received and has not published, in the order of the table."""
    return [
        line
        for line in found.lines
        if line.item.handover is not None
        and line.item.handover.to_task_id == task.id
        and line.published_on is None
        and not line.item.withheld_reason
    ]


def _publish(task: Task, found: Ledger, form: PublishForm) -> int:
    lines = waiting_to_publish(task, found)
    typed = {line.item.id: nfc(request.form.get(f"url-{line.item.id}", "")).strip() for line in lines}
    links = [(line.item, typed[line.item.id]) for line in lines if typed[line.item.id]]
    rest = [line.item for line in lines if not typed[line.item.id]]
    pasted = [link.url for link in read_pasted(form.pasted.data or "", clock.today()).links]
    if len(pasted) > len(rest):
        raise RuleBroken(
            msgid("Có %(links)s đường dẫn nhưng chỉ còn %(documents)s văn bản chưa đăng; bỏ bớt hoặc ghi từng dòng."),
            links=len(pasted),
            documents=len(rest),
        )
    links += list(zip(rest, pasted, strict=False))
    return does.publish(task, links, by=current_user, now=clock.now(), today=clock.today())


def _ledger_page(task: Task, found: Ledger, form: PublishForm) -> str:
    waiting = [one for one in found.handovers if may.can_answer_handover(current_user, one)]
    publishes = _publishes(task, found)
    gives = may.can_hand_over(current_user, task)
    return render_template(
        "handovers/ledger.html",
        task=task,
        ledger=found,
        form=form,
        act_form=ActForm(formdata=None, version=task.version),
        waiting=waiting,
        publishes={line.item.id for line in waiting_to_publish(task, found)} if publishes else set(),
        gives=gives,
        reports=gives and is_all_received(task, found),
        days=side_days(found, clock.today(), clock.local_date),
        may=may,
        typed=request.form,
    )


@bp.route("/items/<int:supply_id>/withhold", methods=["GET", "POST"])
def withhold(supply_id: int) -> Page:
    """The supplier or the Office keeps a document from the public, with the reason."""
    item, form = _load(supply_id), WithholdForm()

    def act() -> None:
        does.withhold(
            item, reason=form.reason.data or "", version=form.version_read(), by=current_user, now=clock.now()
        )

    said = _("Đã ghi văn bản không thuộc diện công khai; văn bản không còn tính vào tỷ lệ.")
    return _item_act(item, form, may.can_withhold_item, act, said)


@bp.route("/items/<int:supply_id>/restore", methods=["GET", "POST"])
def restore(supply_id: int) -> Page:
    """The Office puts a document back among those to be made public."""
    item, form = _load(supply_id), ActForm()

    def act() -> None:
        does.restore(item, version=form.version_read(), by=current_user, now=clock.now())

    return _item_act(item, form, may.can_restore_item, act, _("Đã đưa văn bản trở lại diện công khai."))


@bp.route("/items/<int:supply_id>/mask", methods=["POST"])
def mask(supply_id: int) -> Page:
    """Whoever has the document in hand ticks that personal data are hidden in it, or takes the tick back."""
    item = get_visible(
        SupplyItem, supply_id, joinedload(SupplyItem.task), joinedload(SupplyItem.handover).joinedload(Handover.to_task)
    )
    require(may.can_mask_item(current_user, item))
    form, task_id = ActForm(), item.task_id
    if form.validate_on_submit():
        does.mask(item, not item.masked, version=form.version_read(), by=current_user, now=clock.now())
        db.session.commit()
        flash(_("Đã ghi việc che thông tin cá nhân."), "good")
    return redirect(url_for(".ledger", task_id=task_id))


@bp.route("/items/<int:supply_id>/file")
def file(supply_id: int) -> object:
    """Somebody who sees the task fetches a document that was handed over."""
    item = _load(supply_id)
    if item.file is None:
        abort(404)
    place = path_of(item.agency_id, item.file.sha256)
    if not place.exists():
        abort(404)
    return send_file(place, mimetype=item.file.media_type, as_attachment=True, download_name=item.filename)


def _load(supply_id: int) -> SupplyItem:
    task = joinedload(SupplyItem.task)
    return get_visible(SupplyItem, supply_id, task.joinedload(Task.duty), task.joinedload(Task.department))


def _item_act(
    item: SupplyItem,
    form: VersionedForm,
    allowed: Callable[..., bool],
    act: Callable[[], None],
    said: str,
) -> Page:
    supply_id, task_id = item.id, item.task_id
    if form.is_submitted() and form.version_read() not in (None, item.version):
        item.touch(form.version_read())
    require(allowed(current_user, item))
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
            return redirect(url_for(".ledger", task_id=task_id))
    item = _load(supply_id)
    if not form.is_submitted():
        form.version.data = item.version
    page = render_template("handovers/item.html", item=item, form=form)
    return (page, 422) if request.method == "POST" else page
