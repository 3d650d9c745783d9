"""Small pages of their own: an event that moves or did not take place, a line of a list, a sample to take back."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker import permissions as may
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Department, Duty, Event, ListedItem, RuleSample
from tracker.obligations.forms import AddressForm, CancelForm, MoveForm, RemoveForm, SampleRemoveForm
from tracker.obligations.list_operations import remove_item, set_address
from tracker.obligations.operations import cancel_event, move_event
from tracker.obligations.queries import units_of_duty
from tracker.obligations.sample_operations import remove_sample
from tracker.obligations.views import Page, bp
from tracker.web.access import get_visible, require
from tracker.web.forms import BaseForm, VersionedForm


@bp.route("/events/<int:event_id>")
def event(event_id: int) -> str:
    """A unit or the Office looks at an event that it may move or cancel."""
    return _event_page(_load_event(event_id))


@bp.route("/events/<int:event_id>/move", methods=["POST"])
def move(event_id: int) -> Page:
    """The event closes on another day."""
    event, form = _load_event(event_id), MoveForm()
    _not_stale(event, form)

    def act() -> str:
        moved = move_event(
            event, closes_on=form.closes_on.day, version=form.version_read(), by=current_user, now=clock.now()
        )
        return str(_("Đã sửa ngày kết thúc; %(count)s đầu việc có hạn mới.", count=len(moved)))

    return _carry_out(event.duty_id, form, act, lambda: _event_page(_load_event(event_id), {"move": form}))


@bp.route("/events/<int:event_id>/cancel", methods=["POST"])
def cancel(event_id: int) -> Page:
    """The event did not take place."""
    event, form = _load_event(event_id), CancelForm()
    _not_stale(event, form)

    def act() -> str:
        version, reason = form.version_read(), form.reason.data or ""
        dropped = cancel_event(event, reason=reason, version=version, by=current_user, now=clock.now())
        return str(_("Đã hủy sự việc; %(count)s đầu việc không còn phải thực hiện.", count=len(dropped)))

    return _carry_out(event.duty_id, form, act, lambda: _event_page(_load_event(event_id), {"cancel": form}))


def _load_event(event_id: int) -> Event:
    event = get_visible(Event, event_id, joinedload(Event.duty).joinedload(Duty.plan), joinedload(Event.department))
    own = event.department_id == current_user.department_id
    require(may.may_edit_plans(current_user) or (own and current_user.role in may.WORKS_IN_DEPARTMENT))
    return event


def _not_stale(thing: Event | ListedItem, form: VersionedForm) -> None:
    """Tell who read an older page so, before what is no longer possible reads as a missing right."""
    read = form.version_read()
    if read is not None and read != thing.version:
        thing.touch(read)


def _event_page(event: Event, bound: dict[str, BaseForm] | None = None) -> str:
    forms: dict[str, BaseForm] = {
        "move": MoveForm(formdata=None, version=event.version, closes_on=event.closes_on),
        "cancel": CancelForm(formdata=None, version=event.version),
    }
    can = may.can_change_event(current_user, event)
    return render_template("obligations/event.html", event=event, may_change=can, forms=forms | (bound or {}))


@bp.route("/items/<int:item_id>")
def item(item_id: int) -> str:
    """A unit or the Office looks at a line of a list."""
    return _item_page(*_load_item(item_id))


@bp.route("/items/<int:item_id>/address", methods=["POST"])
def address(item_id: int) -> Page:
    """Somebody says where the line stands on the portal."""
    line, duty = _load_item(item_id)
    form = AddressForm()
    _not_stale(line, form)

    def act() -> str:
        facts = {"url": form.url.data or "", "published_on": form.published_on.day, "version": form.version_read()}
        set_address(line, **facts, by=current_user, now=clock.now(), today=clock.today())
        return str(_("Đã ghi đường dẫn."))

    return _carry_out(duty.id, form, act, lambda: _item_page(*_load_item(item_id), {"address": form}))


@bp.route("/items/<int:item_id>/remove", methods=["POST"])
def remove(item_id: int) -> Page:
    """Somebody takes the line out of the list, with a reason."""
    line, duty = _load_item(item_id)
    form = RemoveForm()
    _not_stale(line, form)

    def act() -> str:
        reason, version = form.reason.data or "", form.version_read()
        remove_item(line, reason=reason, version=version, by=current_user, now=clock.now())
        return str(_("Đã bỏ mục khỏi danh mục."))

    return _carry_out(duty.id, form, act, lambda: _item_page(*_load_item(item_id), {"remove": form}))


def _load_item(item_id: int) -> tuple[ListedItem, Duty]:
    line = get_visible(ListedItem, item_id)
    duty = get_visible(Duty, line.duty_id, joinedload(Duty.plan))
    require(may.can_keep_duty(current_user, duty, [unit.id for unit in units_of_duty(duty, clock.today())]))
    return line, duty


def _item_page(line: ListedItem, duty: Duty, bound: dict[str, BaseForm] | None = None) -> str:
    forms: dict[str, BaseForm] = {
        "address": AddressForm(formdata=None, version=line.version, url=line.url, published_on=line.published_on),
        "remove": RemoveForm(formdata=None, version=line.version),
    }
    return render_template("obligations/item.html", line=line, duty=duty, forms=forms | (bound or {}))


@bp.route("/samples/<int:sample_id>/remove", methods=["GET", "POST"])
def remove_sample_of(sample_id: int) -> Page:
    """The Office takes back a sample that was entered by mistake."""
    sample = get_visible(RuleSample, sample_id, joinedload(RuleSample.department).load_only(Department.name))
    duty = get_visible(Duty, sample.duty_id, joinedload(Duty.plan))
    require(may.can_sample_rule(current_user, duty))
    form = SampleRemoveForm()

    def act() -> str:
        remove_sample(sample, reason=form.reason.data or "", by=current_user, now=clock.now())
        return str(_("Đã bỏ kết quả kiểm tra."))

    return _carry_out(
        duty.id,
        form,
        act,
        lambda: render_template("obligations/sample.html", sample=sample, duty=duty, form=form),
    )


def _carry_out(duty_id: int, form: BaseForm, act: Callable[[], str], again: Callable[[], str]) -> Page:
    """Do the act, say so and go back to the duty; or show the page again with what was typed."""
    if form.validate_on_submit():
        try:
            said = act()
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(said, "good")
            return redirect(url_for(".show", duty_id=duty_id))
    return again(), 422 if form.is_submitted() else 200
