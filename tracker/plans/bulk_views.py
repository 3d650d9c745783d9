"""A plan as a sheet: the template, a new plan from a sheet, a plan's sheet out and back in as differences."""

from copy import deepcopy
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.formats.blocks import Extracted
from tracker.formats.book import Leaf, write_book
from tracker.formats.reader import read_document
from tracker.models import Plan, Reading
from tracker.permissions import can_confirm_reading, can_edit_plan, may_edit_plans
from tracker.plans.amendment_operations import compare_with
from tracker.plans.amendment_queries import held_duties
from tracker.plans.bulk_answers import answer_all, questions, unknown_partners
from tracker.plans.bulk_book import NOTES, code_column, heads, plan_rows, sample_row
from tracker.plans.bulk_differences import edited_proposal, wrong_marks
from tracker.plans.bulk_forms import NewSheetForm, RowsForm, SheetForm
from tracker.plans.bulk_proposal import sheet_proposal
from tracker.plans.bulk_queries import names_of_units
from tracker.plans.bulk_rules import REVIEWABLE, Sheet, Wrong, read_sheet
from tracker.plans.confirmation import confirm_plan
from tracker.plans.operations import discard_reading, keep_reading, save_draft
from tracker.plans.queries import units_of_agency
from tracker.plans.reading_copy import Copy
from tracker.plans.review_page import duties_by_owner
from tracker.text import msgid, nfc
from tracker.vocabulary import ReadingState
from tracker.web.access import get_visible, release, require
from tracker.web.i18n import say

bp = Blueprint("bulk", __name__, url_prefix="/plans")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/bulk/template.xlsx")
def template() -> Response:
    """An officer fetches the empty sheet, with an example and notes."""
    require(may_edit_plans(current_user))
    return _book([sample_row()], "mau-bang-nhiem-vu.xlsx")


@bp.route("/<int:plan_id>/bulk.xlsx")
def export(plan_id: int) -> Response:
    """An officer fetches a plan's duties as a sheet to edit."""
    plan = get_visible(Plan, plan_id)
    require(can_edit_plan(current_user, plan))
    rows = plan_rows(plan.id, held_duties(plan), names_of_units(plan.agency_id))
    return _book(rows, f"nhiem-vu-ke-hoach-{plan.year}-{plan.id}.xlsx")


def _book(rows: list[Any], name: str) -> Response:
    """Return a workbook of the sheet and its notes; the names of the columns are those that are read back."""
    tasks = Leaf(_("Nhiệm vụ"), heads(), rows, [code_column()])
    notes = Leaf(_("Cách điền"), [(_("Cách điền bảng"), 110)], [[_(note)] for note in NOTES])
    answer = Response(write_book([tasks, notes]), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.route("/bulk", methods=["GET", "POST"])
def upload() -> Any:
    """An officer brings a plan that exists only as a table."""
    require(may_edit_plans(current_user))
    form = NewSheetForm()
    wrong: list[Wrong] = []
    if form.validate_on_submit():
        try:
            extracted, original, name = _read(form)
            sheet = read_sheet(extracted, form.year.data)
            wrong = sheet.wrong
            if not wrong:
                return _kept(sheet, form, extracted, original, name)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
    return _upload_page("plans/bulk_new.html", form, wrong)


def _read(form: SheetForm) -> tuple[Extracted, bytes, str]:
    """Read the file with no transaction open. Raises Unreadable, at the field."""
    uploaded = form.file.data
    original, name = uploaded.read(), nfc(uploaded.filename)
    release()
    try:
        return read_document(original, name), original, name
    except RuleBroken as broken:
        broken.field = "file"
        raise


def _kept(sheet: Sheet, form: NewSheetForm, extracted: Extracted, original: bytes, name: str) -> Any:
    day = form.ends_on.day
    facts = {"title": form.title.data, "year": form.year.data, "ends_on": day.isoformat() if day else ""}
    proposal = sheet_proposal(sheet.rows, **facts)
    by = current_user._get_current_object()
    reading = keep_reading(proposal, text=extracted.text, filename=name, original=original, by=by, now=clock.now())
    db.session.commit()
    return redirect(url_for(".rows", reading_id=reading.id))


def _upload_page(page: str, form: SheetForm, wrong: list[Wrong], **more: Any) -> Any:
    # The columns are called as the sheet calls them, whatever the reader's language.
    said = [(item.line, item.column, say(RuleBroken(item.sentence, **item.params))) for item in wrong]
    bad = bool(form.complaints or wrong)
    return render_template(page, form=form, wrong=said, **more), 422 if bad else 200


@bp.route("/readings/<int:reading_id>/rows", methods=["GET", "POST"])
def rows(reading_id: int) -> Any:
    """An officer looks at the rows of a new plan's sheet, says who unknown names are, and confirms."""
    reading = get_visible(Reading, reading_id)
    require(can_confirm_reading(current_user, reading))
    is_sheet = reading.proposal.get("from_sheet") and reading.amends_plan_id is None
    if reading.state is not ReadingState.OPEN or not is_sheet:
        return redirect(url_for("plans.review", reading_id=reading_id))
    form = RowsForm(version=reading.version)
    copy = deepcopy(reading.draft)
    if form.validate_on_submit():
        return _decide(reading, copy, form)
    return _rows_page(reading, copy, form), 422 if form.is_submitted() else 200


def _decide(reading: Reading, copy: Copy, form: RowsForm) -> Any:
    """Save the answers; confirm the plan, or give the sheet up."""
    act, version, by, now = request.form.get("do", "save"), form.version_read(), current_user, clock.now()
    if act == "discard":
        discard_reading(reading, version=version, by=by, now=now)
        db.session.commit()
        flash(_("Đã hủy bảng; chưa có việc nào được giao."), "message")
        return redirect(url_for("plan.index"))
    typed = request.form
    given = {
        item.name: typed.get(f"unit{place}") or typed.get(f"u{place}", "") for place, item in enumerate(questions(copy))
    }
    answer_all(copy, given, {unit.key for unit in units_of_agency(reading.agency_id)})
    reading_id = reading.id
    save_draft(reading, copy, version=version, by=by, now=now)
    if act != "confirm":
        db.session.commit()
        flash(_("Đã lưu; chưa giao việc nào."), "message")
        return redirect(url_for(".rows", reading_id=reading_id))
    return _confirm(reading_id, copy, form, version)


def _confirm(reading_id: int, copy: Copy, form: RowsForm, version: int | None) -> Any:
    reading = get_visible(Reading, reading_id)
    try:
        plan = confirm_plan(reading, version=reading.version, by=current_user, now=clock.now(), today=clock.today())
    except Stale:
        raise
    except RuleBroken as broken:
        db.session.rollback()
        reading = get_visible(Reading, reading_id)
        save_draft(reading, copy, version=version, by=current_user, now=clock.now())
        db.session.commit()
        form.version.data = str(reading.version)
        form.form_errors.append(say(broken))
        return _rows_page(reading, copy, form), 422
    db.session.commit()
    flash(_("Đã xác nhận kế hoạch và giao việc."), "good")
    return redirect(url_for("plan.show", plan_id=plan.id))


def _rows_page(reading: Reading, copy: Copy, form: RowsForm) -> str:
    units = units_of_agency(reading.agency_id)
    names = {unit.key: unit.name for unit in units}
    findings = {row["id"]: row["title"] for row in copy["deficiencies"]}
    lines_of = duties_by_owner(copy)
    known = {name for unit in units for name in unit.names}
    return render_template(
        "plans/bulk_rows.html",
        reading=reading,
        copy=copy,
        form=form,
        units=units,
        names=names,
        groups=[
            (findings.get(owner, ""), lines) for owner, lines in sorted(lines_of.items(), key=lambda item: not item[0])
        ],
        questions=questions(copy),
        partners=unknown_partners(copy, known),
        reviewable=len(copy["duties"]) <= REVIEWABLE,
    )


@bp.route("/<int:plan_id>/bulk", methods=["GET", "POST"])
def edit(plan_id: int) -> Any:
    """An officer fetches a plan's sheet, and brings it back edited: what differs is shown, nothing changes yet."""
    plan = get_visible(Plan, plan_id)
    require(can_edit_plan(current_user, plan))
    form = SheetForm()
    wrong: list[Wrong] = []
    if form.validate_on_submit():
        year = plan.year
        try:
            extracted, original, name = _read(form)
            sheet = read_sheet(extracted, year)
            plan = get_visible(Plan, plan_id)
            wrong = [*sheet.wrong, *wrong_marks(sheet, plan.id, held_duties(plan))]
            if not wrong:
                return _compared(sheet, plan, extracted, original, name)
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
    return _upload_page("plans/bulk_edit.html", form, wrong, plan=get_visible(Plan, plan_id))


def _compared(sheet: Sheet, plan: Plan, extracted: Extracted, original: bytes, name: str) -> Any:
    proposal = edited_proposal(sheet, title=plan.title, year=plan.year, ends_on=plan.ends_on.isoformat())
    by, now = current_user._get_current_object(), clock.now()
    # The same cells may also begin a plan of their own: the last line keeps the two apart.
    text = "\n".join([extracted.text, msgid("Bảng của kế hoạch số %(number)s") % {"number": plan.id}])
    reading = keep_reading(proposal, text=text, filename=name, original=original, by=by, now=now)
    compare_with(reading, plan, version=reading.version, by=by, now=now)
    db.session.commit()
    return redirect(url_for("amend.changes", reading_id=reading.id))
