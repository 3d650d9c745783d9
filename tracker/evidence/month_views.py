"""Once a month the Office confirms the articles that were checked, in one act."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.errors import RuleBroken
from tracker.evidence.link_views import bp
from tracker.evidence.month_queries import TargetMonth, articles_of, confirmable
from tracker.evidence.month_rules import Month, month_of
from tracker.evidence.operations import confirm_articles
from tracker.extensions import db
from tracker.permissions import may_answer_links
from tracker.web.access import require
from tracker.web.forms import BaseForm
from tracker.web.i18n import say

Page = str | Response | tuple[str, int]


@bp.route("/month", methods=["GET", "POST"])
def month() -> Page:
    """The Office sees a month's articles, what was checked of each, and confirms the chosen ones together."""
    require(may_answer_links(current_user))
    chosen = month_of(request.values.get("month", ""), clock.today())
    found = articles_of(current_user, chosen, current_user.agency.portal_hosts.split())
    if request.method == "GET" or not BaseForm().validate():
        return _page(chosen, found)
    wanted = set(request.form.getlist("item"))
    items = [article.item for article in confirmable(found) if str(article.item.id) in wanted]
    try:
        count = confirm_articles(items, month=chosen.words, by=current_user, now=clock.now())
    except RuleBroken as broken:
        db.session.rollback()
        return _page(chosen, found, say(broken)), 422
    db.session.commit()
    flash(_("Đã xác nhận %(count)s bài của tháng %(month)s.", count=count, month=chosen.words), "good")
    return redirect(url_for(".month", month=str(chosen)))


def _page(chosen: Month, found: list[TargetMonth], refused: str = "") -> str:
    fetches = current_app.config["SETTINGS"].fetch
    return render_template(
        "evidence/month.html",
        month=chosen,
        found=found,
        fetches=fetches,
        picked=sum(article.is_checked for group in found for article in group.articles) if fetches else 0,
        waiting=sum(len(group.articles) for group in found),
        refused=refused,
    )
