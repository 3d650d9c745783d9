"""Plan intake: upload or paste a document, review what was read beside its source, confirm."""

from copy import deepcopy
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.formats.reader import read_document, read_text
from tracker.formats.sentences import TOO_SLOW
from tracker.models import Reading
from tracker.permissions import can_confirm_reading, may_edit_plans
from tracker.plans import review as table
from tracker.plans.amendment_queries import meant_plan
from tracker.plans.bulk_rules import REVIEWABLE
from tracker.plans.confirmation import confirm_plan
from tracker.plans.draft import as_json
from tracker.plans.forms import ReviewForm, UploadForm
from tracker.plans.jobs import start_reading
from tracker.plans.operations import discard_reading, keep_reading, save_draft
from tracker.plans.parser import parse_plan
from tracker.plans.queries import units_of_agency
from tracker.plans.review_form import Applied, apply_form
from tracker.plans.review_page import (
    alike_doubts,
    clarity_of,
    could_need,
    doubts_by_row,
    duties_by_owner,
    gone_rows,
    is_long,
    shown_of,
)
from tracker.plans.review_unread import (
    dismiss_sentence,
    open_sentences,
    reopen_sentence,
    take_sentence,
    unread_sentences,
    unread_spans,
)
from tracker.plans.source import numbered, paragraphs
from tracker.plans.waiting import begin_reading, retry_reading
from tracker.ranking.plan_operations import match_confirmed
from tracker.text import nfc
from tracker.vocabulary import DutyKind, ReadingState
from tracker.web.access import get_visible, release, require
from tracker.web.i18n import say

bp = Blueprint("plans", __name__, url_prefix="/plans")
# Seconds: a file that takes longer is read after its upload was answered; and how long one may wait to be taken up.
BRISK = 4.0
PATIENCE = 120


@bp.route("/new", methods=["GET", "POST"])
def upload() -> Any:
    """An officer brings a plan document: a file, or pasted text."""
    require(may_edit_plans(current_user))
    form = UploadForm()
    if form.validate_on_submit():
        try:
            reading, is_new = read_upload(form)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            if reading.state is ReadingState.READING:
                return go_on_reading(reading)
            if not is_new:
                flash(_("Văn bản này đang được đối chiếu; mở bản đang làm dở."), "message")
            speaks_of_one = is_new and meant_plan(reading, current_user)[0] is not None
            return redirect(url_for("amend.compare" if speaks_of_one else ".review", reading_id=reading.id))
    return render_template("plans/upload.html", form=form), 422 if form.complaints else 200


def read_upload(form: UploadForm, for_plan: int | None = None) -> tuple[Reading, bool]:
    """Read what was brought, with no transaction open; then keep it, or keep what takes longer to be read."""
    uploaded = form.file.data
    by = current_user._get_current_object()
    original = uploaded.read() if uploaded and uploaded.filename else None
    release()
    name = nfc(uploaded.filename) if original is not None else ""
    try:
        extracted = read_text(form.text.data or "") if original is None else read_document(original, name, BRISK)
        proposal = as_json(parse_plan(extracted))
    except RuleBroken as broken:
        if broken.message == TOO_SLOW and original is not None:
            return begin_reading(original, filename=name, by=by, now=clock.now(), for_plan=for_plan), True
        broken.field = broken.field or ("text" if original is None else "file")
        raise
    told = {"text": extracted.text, "filename": name, "original": original}
    now = clock.now()
    reading = keep_reading(proposal, by=by, now=now, **told)
    return reading, reading.created_at == now


def go_on_reading(reading: Reading) -> Answer:
    """Read on beside the requests, and lead to the page that waits for it."""
    reading_id = reading.id
    start_reading(current_app._get_current_object(), reading_id)
    return redirect(url_for("plans.progress", reading_id=reading_id))


@bp.route("/readings/<int:reading_id>/progress", methods=["GET", "POST"])
def progress(reading_id: int) -> Any:
    """An officer waits for a long file, tries it again, or gives it up."""
    reading = get_visible(Reading, reading_id)
    require(can_confirm_reading(current_user, reading))
    form = ReviewForm(version=reading.version)
    if form.validate_on_submit() and request.form.get("do") == "discard":
        return _discard(reading, form)
    if form.is_submitted():
        retry_reading(reading, version=form.version_read(), by=current_user, now=clock.now())
        db.session.commit()
        return go_on_reading(reading)
    if reading.state in (ReadingState.READING, ReadingState.FAILED):
        return _progress_page(reading, form)
    if reading.state is not ReadingState.OPEN:
        return redirect(url_for(".review", reading_id=reading.proposal.get("same_as", reading_id)))
    speaks_of_one = bool(reading.proposal.get("for_plan")) or meant_plan(reading, current_user)[0] is not None
    return redirect(url_for("amend.compare" if speaks_of_one else ".review", reading_id=reading_id))


def _progress_page(reading: Reading, form: ReviewForm) -> str:
    failure = reading.proposal.get("failure") if reading.state is ReadingState.FAILED else None
    now = clock.now()
    begun = reading.saved_at or reading.created_at
    waited = max(0, int((now - begun).total_seconds()))
    idle = waited > PATIENCE and (reading.read_until is None or reading.read_until <= now)
    said = say(RuleBroken(failure["message"], **failure["params"])) if failure else ""
    return render_template("plans/progress.html", reading=reading, form=form, said=said, waited=waited, idle=idle)


@bp.route("/readings/<int:reading_id>", methods=["GET", "POST"])
def review(reading_id: int) -> Any:
    """An officer compares what was read with its source, corrects, and confirms."""
    reading = get_visible(Reading, reading_id)
    require(can_confirm_reading(current_user, reading))
    if reading.state in (ReadingState.READING, ReadingState.FAILED):
        return redirect(url_for(".progress", reading_id=reading_id))
    if reading.state is not ReadingState.OPEN:
        return _ended(reading)
    if reading.amends_plan_id is not None:
        return redirect(url_for("amend.changes", reading_id=reading_id))
    if reading.proposal.get("from_sheet") and len(reading.draft["duties"]) > REVIEWABLE:
        return redirect(url_for("bulk.rows", reading_id=reading_id))
    form = ReviewForm(version=reading.version)
    if not form.is_submitted():
        return _page(reading, deepcopy(reading.draft), form)
    units = units_of_agency(reading.agency_id)
    copy = deepcopy(reading.draft)
    applied = apply_form(copy, request.form, {unit.key for unit in units})
    act = request.form.get("do", "save")
    if not form.validate():
        return _page(reading, copy, form, applied), 422
    if act == "discard":
        return _discard(reading, form)
    place = _change_sentence(copy, act, reading.text) or _change_rows(copy, act, reading.proposal, units)
    return _save(reading, copy, form, applied, act, place)


def _change_sentence(copy: table.Copy, act: str, text: str) -> str:
    """Do one of the acts on a sentence that led to nothing (take:0 …); return the anchor to go back to."""
    verb, _colon, place = act.partition(":")
    changes = {
        "take": lambda: take_sentence(copy, int(place), text),
        "dismiss": lambda: dismiss_sentence(copy, int(place)),
        "reopen": lambda: reopen_sentence(copy, int(place)),
    }
    return f"u{place}" if verb in changes and place.isdecimal() and changes[verb]() else ""


def _change_rows(copy: table.Copy, act: str, proposal: dict[str, Any], units: list[Any]) -> str:
    """Do one of the row acts (split:t3, merge:t3 …); return the anchor of the row to go back to."""
    verb, _colon, row_id = act.partition(":")
    if verb == "add-deficiency":
        return str(table.add_deficiency(copy)["id"])
    if verb == "add-duty":
        return str(table.add_duty(copy, row_id)["id"])
    if verb == "split":
        twin = table.split_duty(copy, row_id)
        return str(twin["id"]) if twin else ""
    if verb == "answer-all":
        table.decide_all(copy, *row_id.partition("=")[::2])
        return "alike"
    if verb == "restore":
        table.restore_rows(copy, proposal, units)
        return ""
    changes = {
        "merge": lambda: table.merge_duty(copy, row_id),
        "remove": lambda: table.remove_row(copy, row_id),
        "up": lambda: table.move_duty(copy, row_id, -1),
        "down": lambda: table.move_duty(copy, row_id, 1),
        # Its fields are shown with the page that comes back.
        "open": lambda: row_id,
    }
    changes.get(verb, bool)()
    return row_id if table.row_of(copy, row_id) else ""


def _save(reading: Reading, copy: table.Copy, form: ReviewForm, applied: Applied, act: str, place: str) -> Any:
    """Keep the copy; go on to the plan when it was confirmed and nothing is in the way."""
    version, by, now = form.version_read(), current_user, clock.now()
    reading_id = reading.id
    save_draft(reading, copy, version=version, by=by, now=now)
    if applied.errors:
        return _kept(reading, copy, form, applied)
    try:
        if act == "confirm":
            plan = confirm_plan(reading, version=reading.version, by=by, now=now, today=clock.today())
            match_confirmed(plan, copy, by=by, now=now)
    except Stale:
        raise
    except RuleBroken as broken:
        db.session.rollback()
        return _refused(reading_id, copy, form, broken, version)
    db.session.commit()
    if act == "confirm":
        flash(_("Đã xác nhận kế hoạch và giao việc."), "good")
        return redirect(url_for("plan.show", plan_id=plan.id))
    flash(_("Đã lưu; chưa giao việc nào."), "message")
    opened = place if is_long(copy) and table.row_of(copy, place) else None
    return redirect(url_for(".review", reading_id=reading_id, row=opened, _anchor=place or None))


def _refused(reading_id: int, copy: table.Copy, form: ReviewForm, broken: RuleBroken, version: int | None) -> Any:
    """Save what was typed all the same, and say what stands in the way of confirming."""
    reading = get_visible(Reading, reading_id)
    save_draft(reading, copy, version=version, by=current_user, now=clock.now())
    applied = Applied()
    name = broken.field or ""
    name = f"h-{name}" if name in ("title", "year", "ends_on") else name
    applied.errors[name] = (broken.message, broken.params)
    applied.errors |= {field: (sentence, {}) for field, sentence in table.unmet_answers(copy)}
    return _kept(reading, copy, form, applied)


def _kept(reading: Reading, copy: table.Copy, form: ReviewForm, applied: Applied) -> Any:
    """Commit what could be kept, and show the page again with what could not."""
    db.session.commit()
    form.version.data = str(reading.version)
    return _page(reading, copy, form, applied), 422


def _discard(reading: Reading, form: ReviewForm) -> Answer:
    discard_reading(reading, version=form.version_read(), by=current_user, now=clock.now())
    db.session.commit()
    flash(_("Đã hủy bản đối chiếu; chưa có việc nào được giao."), "message")
    return redirect(url_for("plan.index"))


def _ended(reading: Reading) -> Answer:
    if reading.plan_id:
        flash(_("Văn bản này đã được xác nhận thành kế hoạch."), "message")
        return redirect(url_for("plan.show", plan_id=reading.plan_id))
    flash(_("Bản đối chiếu này đã hủy."), "message")
    return redirect(url_for("plan.index"))


def _page(reading: Reading, copy: table.Copy, form: ReviewForm, applied: Applied | None = None) -> str:
    units = units_of_agency(reading.agency_id)
    spans, numbers = numbered(copy)
    applied = applied or Applied()
    return render_template(
        "plans/review.html",
        reading=reading,
        form=form,
        copy=copy,
        shown=shown_of(
            copy, {request.args.get("row", ""), *(name.partition("-")[0] for name in applied.errors)} - {""}
        ),
        units=units,
        kinds=list(DutyKind),
        paragraphs=paragraphs(reading.text, spans, unread_spans(copy)),
        numbers=numbers,
        doubts=doubts_by_row(copy),
        open_doubts=[
            (place, doubt) for place, (_row, doubt) in enumerate(table.all_doubts(copy)) if not doubt["answer"]
        ],
        could_need=could_need(copy),
        clarity=clarity_of(copy),
        duties_of=duties_by_owner(copy),
        answers=table.answers,
        alike=alike_doubts(copy),
        undecided=len(table.open_doubts(copy)),
        duties=len([duty for duty in copy["duties"] if duty["kind"] != "standing"]),
        tasks=len(table.to_assign(copy)),
        sentences=len(spans) + len(copy["unread"]),
        unread=unread_sentences(copy, reading.text),
        unread_open=open_sentences(copy),
        errors={name: say(RuleBroken(message, **params)) for name, (message, params) in applied.errors.items()},
        typed=applied.typed,
        gone=gone_rows(copy, reading.proposal),
    )
