"""What a letter leads to without a sign-in: "Chưa có phát sinh mới", and a person's private calendar."""

from flask import Blueprint, Response, abort, current_app, render_template, request

from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.reminders.feed import calendar_of
from tracker.reminders.feed_key import person_of_token
from tracker.reminders.no_news import NoNews, open_token, say_nothing_new
from tracker.web.access import public

bp = Blueprint("reminders", __name__)
Page = str | tuple[str, int]


@bp.route("/r/<token>", methods=["GET", "POST"])
@public
def no_news(token: str) -> Page:
    """Whoever has the letter says that there is no news of its task: read on the page, done by its button."""
    try:
        said = open_token(token, secret=current_app.config["SECRET_KEY"], now=clock.now())
        if request.method != "POST":
            return _page(said, done=False)
        say_nothing_new(said, now=clock.now())
    except RuleBroken as broken:
        db.session.rollback()
        return render_template("reminders/no_news_ended.html", sentence=broken.message), 410
    db.session.commit()
    return _page(said, done=True)


def _page(said: NoNews, *, done: bool) -> str:
    return render_template("reminders/no_news.html", user=said.user, task=said.task, done=done)


@bp.route("/calendar/<token>.ics")
@public
def calendar(token: str) -> Response:
    """A person's own calendar program fetches their due dates; the address is the key."""
    person = person_of_token(token)
    if person is None:
        abort(404)
    answer = Response(calendar_of(person, today=clock.today(), now=clock.now()), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = "inline; filename=nhiem-vu.ics"
    return answer
