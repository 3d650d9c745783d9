"""A published result: its page, its correction, and the groups of information its criteria stand for."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Agency, Criterion, Deficiency, RankingNotice
from tracker.permissions import may_edit_plans, sees_all_tasks
from tracker.ranking.draft_rules import Draft, add_agency, add_line, empty_draft
from tracker.ranking.import_forms import CorrectForm, GroupsForm, MatchForm
from tracker.ranking.import_operations import STILL_OPEN, settle
from tracker.ranking.import_queries import known_of, others_of, shown_of, with_lines
from tracker.ranking.import_views import fields_of
from tracker.ranking.match_operations import decide_match
from tracker.ranking.notice_operations import attach_groups, correct_notice
from tracker.ranking.portal_groups import DECREES, GROUPS, decrees_of
from tracker.ranking.question_rules import is_settled, questions_of
from tracker.ranking.reading_numbers import written
from tracker.ranking.typed_rules import facts_of, typed_of
from tracker.ranking.views import bp
from tracker.web.access import get_visible, require
from tracker.web.i18n import say

MORE_ROWS = 3


def _notice(notice_id: int) -> RankingNotice:
    """Return a result with its lines; nobody but the Office and the leadership looks for one."""
    require(sees_all_tasks(current_user))
    return get_visible(RankingNotice, notice_id, *with_lines())


@bp.route("/<int:notice_id>")
def show(notice_id: int) -> str:
    """The Office and the leadership see a year's result by criterion."""
    notice = _notice(notice_id)
    return render_template(
        "rankings/show.html",
        shown=shown_of(current_user, notice),
        notice=notice,
        others=others_of(notice),
        groups=GROUPS,
        may_edit=may_edit_plans(current_user),
        form=MatchForm(),
    )


@bp.route("/criteria/<int:criterion_id>/match", methods=["POST"])
def match(criterion_id: int) -> Any:
    """An officer says which deficiency stands for a criterion, or that it does not."""
    require(may_edit_plans(current_user))
    line, form = get_visible(Criterion, criterion_id), MatchForm()
    if not form.validate():
        flash(_("Chọn tồn tại ứng với tiêu chí."), "bad")
        return redirect(url_for(".show", notice_id=line.notice_id))
    deficiency = get_visible(Deficiency, form.deficiency_id.data)
    try:
        confirmed = request.form.get("do") != "none"
        decide_match(line, deficiency, confirmed=confirmed, by=current_user._get_current_object(), now=clock.now())
    except Stale:
        raise
    except RuleBroken as broken:
        db.session.rollback()
        flash(say(broken), "bad")
    else:
        db.session.commit()
        flash(_("Đã ghi ý kiến về tiêu chí %(code)s.", code=line.code), "good")
    return redirect(url_for(".show", notice_id=line.notice_id, _anchor="match"))


@bp.route("/<int:notice_id>/edit", methods=["GET", "POST"])
def edit(notice_id: int) -> Any:
    """An officer corrects a result, with a reason; what is odd is asked as when it was brought in."""
    require(may_edit_plans(current_user))
    notice = _notice(notice_id)
    form = CorrectForm(version=notice.version)
    draft = _draft(notice)
    agency = db.session.get_one(Agency, notice.agency_id)
    known = known_of(agency, beside=notice.id)
    if form.is_submitted():
        settle(draft, request.form.to_dict(), known)
        if form.validate():
            try:
                return _correct(notice, draft, form, known)
            except Stale:
                raise
            except RuleBroken as broken:
                db.session.rollback()
                form.refuse(broken)
    asked = questions_of(draft, known)
    told = {"form": form, "notice": notice, **fields_of(draft, asked)}
    return render_template("rankings/edit.html", **told), 422 if form.is_submitted() else 200


def _draft(notice: RankingNotice) -> Draft:
    """Return a kept result as the fields of its page, with some empty rows."""
    draft = empty_draft()
    draft |= {"criteria": [], "next": 1}
    draft["head"] = typed_of({column.name: getattr(notice, column.name) for column in RankingNotice.__table__.columns})
    for line in notice.criteria:
        points = {"maximum": written(line.maximum), "points": written(line.points)}
        add_line(draft, code=line.code, group=line.group_name, name=line.name, **points)
    for total in notice.totals:
        said = {"name": total.name, "total": written(total.total), "grade": total.grade, "ours": total.is_ours}
        add_agency(draft).update(said, rank="" if total.rank is None else str(total.rank))
    for _place in range(MORE_ROWS):
        add_line(draft)
        add_agency(draft)
    return draft


def _correct(notice: RankingNotice, draft: Draft, form: CorrectForm, known: Any) -> Any:
    still = [one for one in questions_of(draft, known) if not is_settled(one, draft["answers"])]
    if still:
        raise RuleBroken(STILL_OPEN, count=len(still))
    facts, criteria, agencies = facts_of(draft)
    by, now = current_user._get_current_object(), clock.now()
    said = {"reason": form.reason.data or "", "version": form.version_read()}
    correct_notice(notice, facts, criteria, agencies, **said, by=by, now=now)
    db.session.commit()
    flash(_("Đã sửa kết quả năm %(year)s.", year=notice.year), "good")
    return redirect(url_for(".show", notice_id=notice.id))


@bp.route("/<int:notice_id>/groups")
def groups(notice_id: int) -> str:
    """The Office and the leadership see which mandatory groups of information have a criterion."""
    notice = _notice(notice_id)
    attached: dict[str, list[Criterion]] = {}
    for line in notice.criteria:
        for code in line.portal_groups:
            attached.setdefault(code, []).append(line)
    in_force = decrees_of(notice.year)
    told = {"notice": notice, "attached": attached, "may_edit": may_edit_plans(current_user)}
    later = [one for one in DECREES if one not in in_force and one.groups.keys() & attached.keys()]
    return render_template("rankings/groups.html", **told, decrees=[*in_force, *later])


@bp.route("/criteria/<int:criterion_id>", methods=["GET", "POST"])
def criterion(criterion_id: int) -> Any:
    """An officer says which mandatory groups of information a criterion stands for."""
    require(may_edit_plans(current_user))
    line = get_visible(Criterion, criterion_id)
    notice = get_visible(RankingNotice, line.notice_id)
    form = GroupsForm(version=notice.version, groups=line.portal_groups)
    form.groups.choices = [(code, code) for code in GROUPS]
    if form.validate_on_submit():
        notice.touch(form.version_read())
        attach_groups(line, form.groups.data or [], by=current_user._get_current_object(), now=clock.now())
        db.session.commit()
        flash(_("Đã gắn nhóm thông tin cho tiêu chí %(code)s.", code=line.code), "good")
        return redirect(url_for(".groups", notice_id=notice.id))
    told = {"form": form, "line": line, "notice": notice, "decrees": DECREES, "in_force": decrees_of(notice.year)}
    return render_template("rankings/criterion.html", **told), 422 if form.is_submitted() else 200
