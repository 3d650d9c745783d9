"""The tracking table: every task on one page, on paper and in a workbook."""

from datetime import date
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.directions.news_queries import new_tasks
from tracker.formats.sheet import Value, write_sheet
from tracker.overview.filter_rules import ALL, COLUMNS, GROUPS, STANDS, read_choice
from tracker.overview.queries import TaskRow
from tracker.overview.tracking_queries import Table, table_of
from tracker.permissions import may_see_work
from tracker.reminders.kinds import URGED_STATES
from tracker.text import vn_date
from tracker.vocabulary import DutyKind, Points
from tracker.web.access import release, require
from tracker.web.chips import CHIPS
from tracker.web.i18n import label, translate

bp = Blueprint("tracking", __name__)

WIDTHS = {
    "number": 8,
    "deficiency": 30,
    "title": 50,
    "unit": 22,
    "coop": 22,
    "due": 13,
    "result": 14,
    "word": 12,
    "state": 26,
}


@bp.route("/tracking")
def index() -> str:
    """Show the tasks that the reader may see, filtered and sorted as the address says."""
    require(may_see_work(current_user))
    paper, today = "print" in request.args, clock.today()
    table = table_of(current_user, read_choice(request.args), today, whole=paper)
    return render_template(
        "tracking/index.html",
        table=table,
        choice=table.choice,
        states=_states(table),
        kinds=_kinds(table),
        columns=COLUMNS,
        all_plans=table.choice.plan == ALL,
        moment=clock.now(),
        days_since=lambda row: days_since(row, today),
        # Paper marks nothing as new.
        fresh=new_tasks(current_user, [row.id for row in table.rows], clock.now()) if not paper else (),
        urged_states=URGED_STATES,
        place=Points(table.choice.points) if table.choice.points else None,
    )


@bp.route("/tracking.xlsx")
def export() -> Response:
    """Give the same rows in the same order as a workbook."""
    require(may_see_work(current_user))
    today = clock.today()
    table = table_of(current_user, read_choice(request.args), today, whole=True)
    release()
    year = table.plan.year if table.plan else today.year
    name = _("Bảng theo dõi năm %(year)s, đến ngày %(day)s", year=year, day=vn_date(today).replace("/", "-"))
    heads = [(_(words), WIDTHS[column]) for column, words in COLUMNS.items()]
    data = write_sheet(_("Bảng theo dõi"), heads, (_cells(row, today) for row in table.rows))
    return send_file(
        BytesIO(data),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=f"{name}.xlsx",
    )


def days_since(row: TaskRow, today: date) -> int | None:
    """Return the days since the last word on an open task."""
    return (today - clock.local_date(row.updated_at)).days if row.is_open else None


def _cells(row: TaskRow, today: date) -> list[Value]:
    return [
        row.number,
        f"{row.deficiency_number} {row.deficiency_title}".strip(),
        row.title,
        row.unit_name,
        ", ".join(row.coops),
        row.due_on or _("Chưa có hạn"),
        f"{row.done}/{row.goal} {row.goal_unit}".strip() if row.goal else row.done or None,
        days_since(row, today),
        _(row.standing.words, **row.standing.params),
    ]


def _states(table: Table) -> list[tuple[str, str, int]]:
    """Return (code, words, tasks) of the states to choose; those without tasks are left out."""
    stands = table.by("stands")
    choices = [(code, translate(words), table.group(code)) for code, words in GROUPS.items()]
    choices += [(code, translate(CHIPS[code][2]), stands[code]) for code in STANDS]
    return [choice for choice in choices if choice[2] or choice[0] == table.choice.state]


def _kinds(table: Table) -> list[tuple[str, str, int]]:
    kinds = table.by("kind")
    return [(kind, label(kind), kinds[kind]) for kind in DutyKind if kinds[kind] or kind == table.choice.kind]
