"""The review room of a plan: seen by the Office and the leadership, decided by the leadership, recorded as minutes."""

from collections.abc import Callable
from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.errors import Forbidden, RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Department, Duty, Plan, Review, ReviewDecision
from tracker.review import minutes as does
from tracker.review import operations as decides
from tracker.review.decision_queries import lines_of, reviews_of
from tracker.review.forms import CloseForm, DecideForm, HeadForm, LineForm, WithdrawForm
from tracker.review.page_views import Page, fill, forms_of, page_of, time_of
from tracker.review.rules import CutOff, report_of
from tracker.targets.forms import amount_of
from tracker.text import msgid
from tracker.vocabulary import WayOut
from tracker.web.access import get_visible, require
from tracker.web.forms import VersionedForm

bp = Blueprint("review", __name__, url_prefix="/plans/<int:plan_id>/review")
Answer = str | Response | tuple[str, int]


@bp.route("")
def show(plan_id: int) -> str:
    """The Office and the leadership look at what is at risk and what is to be decided."""
    plan = _plan(plan_id)
    return _page(plan, request.args.get("duty", type=int))


@bp.route("/open", methods=["POST"])
def open_(plan_id: int) -> Answer:
    """Begin a review."""
    plan, form = _plan(plan_id), HeadForm()
    require(may.can_hold_review(current_user, plan))

    def act() -> None:
        room = page_of(plan, None).room
        does.open_review(
            plan,
            held_on=clock.today(),
            report=report_of(room.cells),
            **_head(form),
            by=current_user,
            now=clock.now(),
        )

    return _carry_out(plan, form, act, _("Đã mở phiên rà soát."))


@bp.route("/<int:review_id>/head", methods=["POST"])
def change(plan_id: int, review_id: int) -> Answer:
    """Correct who chairs, who writes and who is there."""
    plan, review = _held(plan_id, review_id)
    form = HeadForm()
    act = lambda: does.change_review(review, **_head(form), **_told(form))  # noqa: E731
    return _carry_out(plan, form, act, _("Đã sửa thành phần phiên rà soát."))


@bp.route("/<int:review_id>/lines", methods=["POST"])
def write(plan_id: int, review_id: int) -> Answer:
    """Add a line to the minutes."""
    plan, review = _held(plan_id, review_id)
    form = LineForm()

    def act() -> None:
        last = str(form.last.data or "")
        read = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else None
        does.write_line(review, form.words.data or "", last_read=read, by=current_user, now=clock.now())

    return _carry_out(plan, form, act, _("Đã thêm một dòng vào biên bản."))


@bp.route("/<int:review_id>/duties/<int:duty_id>", methods=["POST"])
def decide(plan_id: int, review_id: int, duty_id: int) -> Answer:
    """The leadership decides about a duty: everything that follows is done at once."""
    require(may.is_leadership(current_user))
    plan, review = _held(plan_id, review_id)
    duty = get_visible(Duty, duty_id, joinedload(Duty.plan))
    if duty.plan_id != plan.id:
        abort(404)
    page = page_of(plan, duty_id)
    form = DecideForm()
    if page.topic is None or page.topic.duty_id != duty_id:
        raise Stale(msgid("Nhiệm vụ này không còn chờ quyết định. Mở lại trang để xem."))
    fill(form, page)
    act = lambda: _decide(review, duty, form, page)  # noqa: E731
    return _carry_out(plan, form, act, _("Đã ghi ý kiến chỉ đạo; các đơn vị được báo."), looked_at=duty_id)


@bp.route("/<int:review_id>/decisions/<int:decision_id>/withdraw", methods=["POST"])
def withdraw(plan_id: int, review_id: int, decision_id: int) -> Answer:
    """The leadership takes back that a duty will not be reached."""
    require(may.is_leadership(current_user))
    plan, review = _held(plan_id, review_id)
    decision = get_visible(ReviewDecision, decision_id)
    duty = get_visible(Duty, decision.duty_id)
    if duty.plan_id != plan.id:
        abort(404)
    form = WithdrawForm()
    act = lambda: decides.withdraw_acceptance(decision, duty, review, **_told(form))  # noqa: E731
    return _carry_out(plan, form, act, _("Đã rút ý kiến chấp nhận không đạt."))


@bp.route("/<int:review_id>/close", methods=["POST"])
def close(plan_id: int, review_id: int) -> Answer:
    """End the review and go on to its minutes."""
    plan, review = _held(plan_id, review_id)
    form = CloseForm()
    act = lambda: does.close_review(review, **_told(form))  # noqa: E731
    there = url_for(".minutes", plan_id=plan.id, review_id=review.id)
    return _carry_out(plan, form, act, _("Phiên rà soát đã kết thúc; biên bản có thể in."), there=there)


@bp.route("/<int:review_id>/minutes")
def minutes(plan_id: int, review_id: int) -> str:
    """The minutes of a review, to be printed and signed."""
    plan = _plan(plan_id)
    return minutes_page(plan, _review(plan, review_id))


def minutes_page(plan: Plan, review: Review, **more: object) -> str:
    """Return the minutes as a page, or as more says, on paper."""
    lines = [(time_of(line), line) for line in lines_of(review)]
    others = [one for one in reviews_of(current_user, plan.id) if one.id != review.id]
    return render_template("review/minutes.html", plan=plan, review=review, lines=lines, others=others, **more)


def _plan(plan_id: int) -> Plan:
    plan = get_visible(Plan, plan_id)
    require(may.sees_all_tasks(current_user))
    return plan


def _review(plan: Plan, review_id: int) -> Review:
    review = get_visible(Review, review_id)
    if review.plan_id != plan.id:
        abort(404)
    return review


def _held(plan_id: int, review_id: int) -> tuple[Plan, Review]:
    """Return the plan and its review; one that was closed meanwhile is a page that was read too early."""
    plan = _plan(plan_id)
    review = _review(plan, review_id)
    if review.closed_at is not None:
        raise Stale(msgid("Phiên rà soát đã kết thúc. Mở phiên mới để quyết định hoặc ghi thêm."))
    return plan, review


def _told(form: VersionedForm) -> dict[str, object]:
    return {"version": form.version_read(), "by": current_user, "now": clock.now()}


def _head(form: HeadForm) -> dict[str, str]:
    return {
        "chair": form.chair.data or "",
        "recorder": form.recorder.data or "",
        "present": form.present.data or "",
    }


def _decide(review: Review, duty: Duty, form: DecideForm, page: Page) -> None:
    topic = page.topic
    act = decides.Act(
        review=review,
        duty=duty,
        read=form.versions_read(),
        points=topic.points if topic else None,
        today=clock.today(),
        say=form.say.data or "",
        chosen=frozenset(form.tasks.data or ()),
        beyond=form.beyond.data,
        **_told(form),
    )
    if form.way.data == WayOut.EXTEND.value:
        decides.extend(act, form.until.day)
    elif form.way.data == WayOut.SHARE.value:
        _give_or_share(act, form, page)
    elif form.way.data == WayOut.ACCEPT.value:
        decides.accept(act, form.reason.data or "")
    else:
        raise RuleBroken(msgid("Chọn một cách giải quyết."), field="way")


def _give_or_share(act: decides.Act, form: DecideForm, page: Page) -> None:
    whole = _units(page, {form.unit.data})
    if form.each.data or form.units.data:
        if whole:
            raise RuleBroken(msgid("Chọn một cách: giao hẳn cho một đơn vị, hoặc chia chỉ tiêu."), field="unit")
        each = amount_of(form.each.data or "", "each") if form.each.data else Decimal(0)
        decides.share(act, _units(page, set(form.units.data or ())), each, form.by_day.day)
    elif whole:
        decides.give(act, whole[0])
    else:
        raise RuleBroken(msgid("Chọn đơn vị."), field="unit")


def _units(page: Page, wanted: set[int | None]) -> list[Department]:
    return [unit for unit in page.units if unit.id in wanted]


def _carry_out(
    plan: Plan,
    form: VersionedForm,
    act: Callable[[], None],
    said: str,
    *,
    looked_at: int | None = None,
    there: str = "",
) -> Answer:
    number, cut_off = plan.id, False
    if form.validate_on_submit():
        try:
            act()
        except (Stale, Forbidden):
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
            cut_off = isinstance(broken, CutOff)
        else:
            db.session.commit()
            flash(said, "good")
            return redirect(there or url_for(".show", plan_id=number))
    return _page(_plan(number), looked_at, form, cut_off=cut_off), 422


def room_page(plan: Plan, **more: object) -> str:
    """Return the room as a page, or as more says, on paper."""
    return _page(plan, None, **more)


def _page(
    plan: Plan, looked_at: int | None, bound: VersionedForm | None = None, *, cut_off: bool = False, **more: object
) -> str:
    page = page_of(plan, looked_at)
    if isinstance(bound, DecideForm) and page.topic is not None:
        fill(bound, page)
    return render_template(
        "review/show.html",
        plan=plan,
        page=page,
        room=page.room,
        cut_off=cut_off,
        may_hold=may.can_hold_review(current_user, plan),
        may_decide=page.room.review is not None and may.can_decide_in_review(current_user, page.room.review),
        days=_days_left(plan),
        now=clock.now,
        **forms_of(page, bound),
        **more,
    )


def _days_left(plan: Plan) -> dict[str, int | None]:
    """Return the days until the scoring closes and until the report is due; None where the day is past or unknown."""
    today = clock.today()
    left = {"scoring": plan.scoring_closes_on, "report": plan.report_due_on}
    return {name: (day - today).days if day and day >= today else None for name, day in left.items()}
