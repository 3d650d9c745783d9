"""The dossier that wins the points: self-scoring, its supporting documents, and the explanation of differences."""

from collections.abc import Callable
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.errors import RuleBroken
from tracker.evidence.store import path_of
from tracker.extensions import db
from tracker.models import Plan
from tracker.permissions import may_edit_plans, sees_all_tasks
from tracker.ranking import dossier_operations as does
from tracker.ranking.dossier_files import scores_sheet, write_zip
from tracker.ranking.dossier_forms import ScoresForm, SendForm
from tracker.ranking.dossier_queries import Dossier, dossier_of, snapshots_of
from tracker.ranking.dossier_rules import Typed, by_size, points_typed, read_returned, words_typed
from tracker.ranking.reading_numbers import written
from tracker.review.sheet_operations import Paper, freeze
from tracker.text import nfc
from tracker.vocabulary import EvidenceKind, SheetKind
from tracker.web.access import get_visible, release, require
from tracker.web.i18n import say, translate

bp = Blueprint("dossier", __name__, url_prefix="/plans/<int:plan_id>/dossier")
Page = str | Response | tuple[str, int]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


@bp.route("", methods=["GET", "POST"])
def show(plan_id: int) -> Page:
    """The Office gives the agency its points; the leadership reads."""
    plan, dossier = _load(plan_id)
    if request.method == "GET" or dossier is None:
        return _page("ranking/dossier.html", plan, dossier, ScoresForm(formdata=None))
    if request.form.get("do") == "suggest":
        return _suggested(plan, dossier)
    return _saved(plan, dossier, "ranking/dossier.html", ("points", "words"), does.save_scores, ".show")


@bp.route("/answer", methods=["GET", "POST"])
def answer(plan_id: int) -> Page:
    """The Office notes the score that came back, and explains criterion by criterion."""
    plan, dossier = _load(plan_id)
    if request.method == "GET" or dossier is None:
        return _page("ranking/answer.html", plan, dossier, ScoresForm(formdata=None))
    if request.form.get("do") in ("paste", "draft"):
        return _read_returned(plan, dossier)
    return _saved(plan, dossier, "ranking/answer.html", ("returned", "explanation"), does.save_returned, ".answer")


def _load(plan_id: int) -> tuple[Plan, Dossier | None]:
    require(sees_all_tasks(current_user))
    plan = get_visible(Plan, plan_id)
    if request.method == "POST":
        require(may_edit_plans(current_user))
        # Two officers save one after the other: the second then sees what the first changed.
        db.session.refresh(plan, with_for_update=True)
    return plan, dossier_of(current_user, plan, clock.today())


def _suggested(plan: Plan, dossier: Dossier) -> Page:
    """Fill the empty fields with last year's points and what was won back; nothing is kept before it is saved."""
    form, typed = ScoresForm(), request.form.to_dict()
    if not form.validate_on_submit():
        return _page("ranking/dossier.html", plan, dossier, form, typed=typed), 422
    for line in dossier.lines:
        field = f"points-{line.criterion.id}"
        if not typed.get(field, "").strip():
            typed[field] = written(line.begins_with)
    return _page("ranking/dossier.html", plan, dossier, form, typed=typed)


def _saved(
    plan: Plan, dossier: Dossier, template: str, names: tuple[str, str], act: Callable[..., int], back: str
) -> Page:
    form, plan_id = ScoresForm(), plan.id
    typed: dict[int, Typed] = {}
    if form.validate_on_submit():
        faults = _read(dossier, names, typed)
        if not faults:
            count = act(plan, dossier, typed, stamp=form.stamp.data or "", by=current_user, now=clock.now())
            db.session.commit()
            flash(_("Đã lưu %(count)s tiêu chí.", count=count), "good")
            return redirect(url_for(back, plan_id=plan_id))
        form.form_errors.extend(faults)
    return _page(template, plan, dossier, form, typed=request.form), 422


def _read(dossier: Dossier, names: tuple[str, str], typed: dict[int, Typed]) -> list[str]:
    """Read the fields of every criterion; return the sentences of what cannot be read."""
    faults = []
    for line in dossier.lines:
        fields = [f"{name}-{line.criterion.id}" for name in names]
        if not any(field in request.form for field in fields):
            continue
        points, words = (nfc(request.form.get(field, "")) for field in fields)
        try:
            given = points_typed(line.asked, points, fields[0])
            typed[line.criterion.id] = Typed(given, words_typed(line.asked, words, fields[1]))
        except RuleBroken as broken:
            faults.append(say(broken))
    return faults


def _read_returned(plan: Plan, dossier: Dossier) -> Page:
    """Fill the fields with a pasted score or with the imported draft; nothing is kept before it is saved."""
    form = ScoresForm()
    if not form.validate_on_submit():
        return _page("ranking/answer.html", plan, dossier, form, typed=request.form), 422
    asked = [line.asked for line in dossier.lines]
    if request.form["do"] == "draft" and dossier.draft is not None:
        rows = "\n".join(f"{one.code} {written(one.points)}" for one in dossier.draft.criteria)
    else:
        rows = nfc(form.pasted.data or "")
    found, strange = read_returned(rows, asked)
    typed = request.form.to_dict() | {f"returned-{number}": points for number, points in found.items()}
    if not found:
        form.form_errors.append(_("Không đọc được điểm nào; mỗi dòng ghi mã tiêu chí rồi điểm."))
    for line in strange:
        form.form_errors.append(
            _("Dòng “%(line)s” không ứng với tiêu chí nào; ghi điểm ở tiêu chí đúng.", line=line[:80])
        )
    return _page("ranking/answer.html", plan, dossier, form, typed=typed), 422 if form.form_errors else 200


def _page(
    template: str, plan: Plan, dossier: Dossier | None, form: ScoresForm, typed: dict[str, str] | None = None
) -> str:
    if dossier is not None and not form.stamp.data:
        form.stamp.data = dossier.stamp
    gaps = {line.criterion.id: line.gap for line in dossier.lines if line.gap} if dossier else {}
    due = plan.self_scoring_due_on
    return render_template(
        template,
        plan=plan,
        dossier=dossier,
        form=form,
        send_form=SendForm(formdata=None),
        typed=typed or {},
        written=written,
        may_edit=may_edit_plans(current_user),
        days_left=(due - clock.today()).days if due else None,
        differing=by_size(gaps),
        LINK=EvidenceKind.LINK,
        DOCUMENT=EvidenceKind.DOCUMENT,
    )


@bp.route("/scores.xlsx")
def sheet(plan_id: int) -> Page:
    """Give the self-scoring as a workbook."""
    plan, dossier = _load(plan_id)
    if dossier is None:
        return redirect(url_for(".show", plan_id=plan.id))
    data = scores_sheet(dossier, translate)
    return send_file(BytesIO(data), XLSX, as_attachment=True, download_name=f"tu-cham-diem-{plan.year}.xlsx")


@bp.route("/files.zip")
def files(plan_id: int) -> Page:
    """Give the whole dossier: both lists and every supporting document."""
    plan, dossier = _load(plan_id)
    if dossier is None:
        return redirect(url_for(".show", plan_id=plan.id))
    year = plan.year
    # The answer closes it when it is sent.
    out = TemporaryFile()  # noqa: SIM115
    try:
        _write(plan, dossier, out)
    except RuleBroken as broken:
        flash(say(broken), "bad")
        return redirect(url_for(".show", plan_id=plan_id))
    return send_file(out, ZIP, as_attachment=True, download_name=f"ho-so-tu-cham-diem-{year}.zip")


@bp.route("/send", methods=["POST"])
def send(plan_id: int) -> Page:
    """The Office keeps the dossier as it is sent: it can be opened again exactly so."""
    plan, dossier = _load(plan_id)
    if dossier is None or not SendForm().validate_on_submit():
        return redirect(url_for(".show", plan_id=plan_id))
    if not dossier.scored:
        flash(_("Chưa tự chấm tiêu chí nào; ghi điểm rồi lưu hồ sơ."), "warn")
        return redirect(url_for(".show", plan_id=plan_id))
    facts = {"claimed": str(dossier.claimed), "maximum": str(dossier.maximum), "documents": dossier.proofs}
    paper = Paper(SheetKind.DOSSIER, _("Hồ sơ tự chấm điểm năm %(year)s", year=plan.year), facts)
    now = clock.now()
    with TemporaryFile() as out:
        try:
            _write(plan, dossier, out)
        except RuleBroken as broken:
            flash(say(broken), "bad")
            return redirect(url_for(".show", plan_id=plan_id))
        data = out.read()
    freeze(get_visible(Plan, plan_id), paper, data, as_of=now, by=current_user, now=now, media_type=ZIP)
    db.session.commit()
    flash(_("Đã lưu hồ sơ như bản gửi; mở lại ở trang phiếu trình đã lập."), "good")
    return redirect(url_for(".show", plan_id=plan_id))


def _write(plan: Plan, dossier: Dossier, out: IO[bytes]) -> None:
    links = {proof.id for line in dossier.lines for proof in line.proofs if proof.kind is EvidenceKind.LINK}
    seen = snapshots_of(current_user, sorted(links))
    agency_id, now = plan.agency_id, clock.local(clock.now())
    # What was read stays as it is while no transaction is open: files may be many.
    db.session.expunge_all()
    release()
    write_zip(out, dossier, translate, path_of=lambda digest: path_of(agency_id, digest), snapshots=seen, now=now)
    out.seek(0)
