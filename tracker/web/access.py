"""Who is at the door: every page asks for a sign-in unless it is marked public."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

from flask import Flask, abort, current_app, make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased, contains_eager
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from tracker import clock
from tracker.errors import Forbidden
from tracker.extensions import db, login_manager
from tracker.models import Absence, Message, SignIn, User
from tracker.permissions import visible_to
from tracker.tasks.queries import TODAY
from tracker.text import msgid
from tracker.vocabulary import MessageState, Role
from tracker.web.errors import error_page

Thing = TypeVar("Thing")
View = TypeVar("View", bound=Callable[..., Any])
# The number beside the bell; it comes with the statement that every page makes.
UNREAD = (
    select(func.count(Message.id))
    .where(Message.agency_id == User.agency_id, Message.to_user_id == User.id)
    .where(Message.subject.is_not(None), Message.read_at.is_(None), Message.state != MessageState.CANCELLED)
    .correlate(User)
    .scalar_subquery()
)
# A person who stands in for the head of their unit acts as the head does, on the days of the absence.
_head = aliased(User)
STANDS_IN = (
    select(Absence.id)
    .join(_head, (_head.agency_id == Absence.agency_id) & (_head.id == Absence.user_id))
    .where(Absence.agency_id == User.agency_id, Absence.deputy_id == User.id, Absence.ended_at.is_(None))
    .where(Absence.starts_on <= TODAY, Absence.ends_on >= TODAY)
    .where(_head.role == Role.HEAD, _head.department_id == User.department_id)
    .correlate(User)
    .exists()
)
# A database refuses to compare an id with a larger number.
LARGEST_ID = 2**31 - 1


def public(view: View) -> View:
    """Mark a view that needs no sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def require(allowed: bool) -> None:
    """Refuse with 403 what the person may see but not do."""
    if not allowed:
        raise Forbidden(msgid("Tài khoản này không có quyền thực hiện việc này."))


def get_visible(model: type[Thing], thing_id: int, *options: Any) -> Thing:
    """Return the thing if this person may see it; otherwise it does not exist: 404."""
    if thing_id > LARGEST_ID:
        abort(404)
    query = select(model).where(model.id == thing_id, visible_to(current_user, model)).options(*options)
    thing = db.session.scalars(query).unique().one_or_none()
    if thing is None:
        abort(404)
    return thing


def same_site(address: str | None) -> str | None:
    """Return an address if it is a path of this program; None for one that leads elsewhere."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\") or "\\" in address:
        return None
    return None if any(ord(sign) < 32 for sign in address) else address


def release() -> None:
    """End the transaction before something slow: a write lock is not held while a file is read."""
    db.session.commit()


def token_hash(token: str) -> str:
    """Return what is stored of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


class ThingId(IntegerConverter):
    """The number of a thing in an address; one that no row can have leads nowhere (404)."""

    def __init__(self, map: Map, *args: Any, **options: Any):
        super().__init__(map, *args, **{"max": LARGEST_ID, **options})


def init_access(app: Flask) -> None:
    """Load people from their sign-in, and close every door that is not public."""
    app.url_map.converters["int"] = ThingId
    app.before_request(_ask_for_sign_in)


@cache
def _reader() -> Select[Any]:
    """The statement of every request, made once."""
    return (
        select(SignIn, UNREAD, STANDS_IN)
        .join(SignIn.user)
        .join(User.agency)
        .outerjoin(User.department)
        .options(
            contains_eager(SignIn.user).contains_eager(User.agency),
            contains_eager(SignIn.user).contains_eager(User.department),
        )
        .where(SignIn.token_hash == bindparam("token_hash"))
    )


@login_manager.user_loader
def load_user(token: str) -> User | None:
    """Return the person of a sign-in that is neither ended nor too old, in one statement."""
    found = db.session.execute(_reader(), {"today": clock.today(), "token_hash": token_hash(token)}).one_or_none()
    if found is None:
        return None
    sign_in, unread, stands_in = found
    if sign_in.user.disabled_at is not None or _too_old(sign_in):
        return None
    user = sign_in.user
    user.__dict__["sign_in_token"] = token
    user.__dict__["sign_in"] = sign_in
    user.__dict__["unread"] = unread
    user.__dict__["stands_in"] = stands_in
    return user


def _too_old(sign_in: SignIn) -> bool:
    settings = current_app.config["SETTINGS"]
    now = clock.now()
    if sign_in.keep:
        return now - sign_in.created_at > timedelta(days=settings.keep_days)
    idle, absolute = timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.absolute_hours)
    return now - sign_in.seen_at > idle or now - sign_in.created_at > absolute


def _ask_for_sign_in() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False) or request.endpoint == "static":
        return None
    if current_user.is_authenticated:
        _note_use(current_user)
        return None
    session.pop("_user_id", None)
    if request.method == "POST":
        return make_response(
            error_page(
                401, _("Phiên làm việc đã hết"), _("Đăng nhập lại rồi gửi lại; nội dung đã nhập còn ở dưới đây.")
            )
        )
    back = request.full_path.rstrip("?")
    return redirect(url_for("accounts.sign_in", next=back if back != "/" else None))


def _note_use(user: User) -> None:
    """Keep the moment of last use, at most every few minutes, so that reading pages writes nothing."""
    sign_in = user.__dict__.get("sign_in")
    now = clock.now()
    if sign_in is None or sign_in.keep or abs(now - sign_in.seen_at) < timedelta(minutes=5):
        return
    sign_in.seen_at = now
    db.session.commit()
