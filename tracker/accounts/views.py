"""Coming in, going out, one's own account."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.accounts import passwords, sessions
from tracker.accounts.forms import ChangePasswordForm, NewPasswordForm, ProfileForm, SignInForm
from tracker.accounts.operations import change_user
from tracker.accounts.queries import only_agency_name, user_named
from tracker.accounts.rules import check_password, normal_login
from tracker.config import Settings
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import User
from tracker.web.access import public, release, same_site

bp = Blueprint("accounts", __name__)
LINK = "password_link"
Page = str | Response | tuple[str, int]


# --- In and out ------------------------------------------------------------
@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Anybody signs in with name and password."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(same_site(request.args.get("next")) or url_for("overview.home"))
    form = SignInForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return _door("accounts/sign_in.html", form, 422 if form.is_submitted() else 200)
    try:
        user = _verified(form)
    except sessions.Locked as locked:
        sessions.note_access("sign_in_locked", None, address=_address(), now=clock.now())
        db.session.commit()
        form.refuse(locked)
        return _door("accounts/sign_in.html", form, 429)
    if user is None:
        form.form_errors.append(_("Tên đăng nhập hoặc mật khẩu không đúng."))
        return _door("accounts/sign_in.html", form, 401)
    return redirect(same_site(form.next.data) or url_for("overview.home"))


def _verified(form: SignInForm) -> User | None:
    """Return the person who is now signed in, None for a wrong name or password. Raises Locked. Commits."""
    settings, now, login = _settings(), clock.now(), normal_login(form.login.data)
    attempts = sessions.begin_attempt(
        login, _address(), after=settings.lock_after, minutes=settings.lock_minutes, now=now
    )
    user = user_named(login)
    stored = user.password_hash if user else None
    release()
    right = passwords.is_right(stored, form.password.data, settings.password_cost)
    renewed = right and passwords.is_outdated(stored, settings.password_cost)
    new_hash = passwords.make_hash(form.password.data, settings.password_cost) if renewed else None
    keep = bool(form.keep.data) and settings.keep_days > 0
    token = sessions.open_session(user, stored, keep=keep, address=_address(), now=now) if user and right else None
    if user is None or token is None:
        sessions.note_access("sign_in_failed", user, address=_address(), now=now)
        db.session.commit()
        return None
    sessions.forgive_attempts(login, attempts)
    if new_hash:
        sessions.store_hash(user, new_hash)
    _begin(user, token, keep)
    db.session.commit()
    return user


def _begin(user: User, token: str, keep: bool) -> None:
    """Make the browser's session a new one: nothing of the one before survives the sign-in."""
    old = session.get("_user_id")
    if old:
        sessions.close_session(old, address=_address(), now=clock.now())
    session.clear()
    user.__dict__["sign_in_token"] = token
    login_user(user)
    session.permanent = keep


@bp.route("/sign-out", methods=["POST"])
@public
def sign_out() -> Response:
    """A person signs out; the session ends here and in the database."""
    token = session.get("_user_id")
    if token:
        sessions.close_session(token, address=_address(), now=clock.now())
        db.session.commit()
    logout_user()
    session.clear()
    return redirect(url_for(".sign_in"))


# --- One's own account -----------------------------------------------------
@bp.route("/profile", methods=["GET", "POST"])
def profile() -> Page:
    """A person sees his account, and changes e-mail, post and language."""
    user = current_user._get_current_object()
    form = ProfileForm(obj=user)
    if not form.validate_on_submit():
        return render_template("accounts/profile.html", form=form), 422 if form.is_submitted() else 200
    facts = {"post": form.post.data or "", "email": form.email.data or "", "locale": form.locale.data or None}
    change_user(user, version=form.version_read(), by=user, now=clock.now(), **facts)
    db.session.commit()
    refresh()  # The answer speaks the language just chosen.
    flash(_("Đã lưu thông tin cá nhân."), "good")
    return redirect(url_for(".profile"))


@bp.route("/password", methods=["GET", "POST"])
def change_password() -> Page:
    """A person changes his own password; his sessions elsewhere end."""
    form, status = ChangePasswordForm(), 200
    if form.is_submitted():
        status = 422
        try:
            if form.validate() and _change_password(form):
                flash(_("Đã đổi mật khẩu. Các máy khác đã đăng xuất."), "good")
                return redirect(url_for(".profile"))
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
            status = broken.status
    return render_template("accounts/change_password.html", form=form, shortest=_settings().password_min_length), status


def _change_password(form: ChangePasswordForm) -> bool:
    """Change it if the old one is right. Raises RuleBroken. Commits."""
    user, settings, now = current_user._get_current_object(), _settings(), clock.now()
    _check(form.new_password.data, user)
    # Whoever sits at an unlocked screen guesses no better than at the door.
    attempts = sessions.begin_attempt(
        user.login, _address(), after=settings.lock_after, minutes=settings.lock_minutes, now=now
    )
    release()
    if not passwords.is_right(user.password_hash, form.old_password.data, settings.password_cost):
        raise RuleBroken(_("Mật khẩu đang dùng không đúng."), field="old_password")
    new_hash = passwords.make_hash(form.new_password.data, settings.password_cost)
    sessions.forgive_attempts(user.login, attempts)
    sessions.set_password(user, new_hash, keep=session["_user_id"], by=user, address=_address(), now=now)
    db.session.commit()
    return True


# --- The one-time link -----------------------------------------------------
@bp.route("/password/<token>")
@public
def open_link(token: str) -> Response:
    """A person opens a one-time link; its secret leaves the address at once, before anything can log it."""
    session[LINK] = token[:100]
    return redirect(url_for(".set_password"))


@bp.route("/password/new", methods=["GET", "POST"])
@public
def set_password() -> Page:
    """The holder of a one-time link sets a password."""
    token = session.get(LINK, "")
    holder = sessions.holder_of_link(token, clock.now())
    if holder is None:
        return _door("accounts/link_ended.html", None, 410)
    form, status = NewPasswordForm(), 200
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                return _use_link(token, holder, form.new_password.data)
        except RuleBroken as broken:
            form.refuse(broken)
    shortest = _settings().password_min_length
    return _door("accounts/set_password.html", form, status, holder=holder, shortest=shortest)


def _use_link(token: str, holder: User, password: str) -> Page:
    """Set the password by the link, and send its holder to the door. Raises RuleBroken. Commits."""
    _check(password, holder)
    release()
    new_hash = passwords.make_hash(password, _settings().password_cost)
    done = sessions.use_link(token, new_hash, address=_address(), now=clock.now())
    db.session.commit()
    if not done:
        return _door("accounts/link_ended.html", None, 410)
    logout_user()
    session.clear()
    flash(_("Đã đặt mật khẩu mới. Đăng nhập bằng mật khẩu này."), "good")
    return redirect(url_for(".sign_in"))


# --- What these pages share ------------------------------------------------
def _check(password: str, user: User) -> None:
    settings = _settings()
    names = [user.full_name, user.agency.name, user.agency.short_name]
    check_password(
        password,
        shortest=settings.password_min_length,
        classes=settings.password_classes,
        login=user.login,
        names=names,
    )


def _door(template: str, form: object, status: int, **more: object) -> tuple[str, int]:
    """Return a page that stands before the sign-in."""
    page = render_template(template, form=form, agency_name=only_agency_name(), keep_days=_settings().keep_days, **more)
    return page, status


def _settings() -> Settings:
    return current_app.config["SETTINGS"]


def _address() -> str:
    return request.remote_addr or ""
