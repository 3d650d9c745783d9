"""The register of outgoing documents: its pages, and bringing it in again."""

import re
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.evidence.store import keep, path_of
from tracker.extensions import db
from tracker.formats.reader import read_rows
from tracker.formats.sentences import TOO_LONG
from tracker.handovers.expected_operations import expect_all
from tracker.models import Agency, RegisterImport, StoredFile
from tracker.permissions import may_import_register, may_see_work
from tracker.plans.queries import units_of_agency
from tracker.plans.unit_names import match
from tracker.register import queries
from tracker.register.column_rules import FIELDS, Layout, guess
from tracker.register.forms import ColumnsForm, RegisterForm
from tracker.register.operations import Source, check_columns, import_register
from tracker.register.rules import MOST_LINES, TOO_MANY, read_lines
from tracker.text import msgid, nfc
from tracker.web.access import get_visible, release, require
from tracker.web.i18n import say

bp = Blueprint("register", __name__, url_prefix="/register")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
SHOWN = 8
MOST_PAGES = 10_000
ODD_FIRST = msgid("Dòng văn bản đầu tiên phải nằm trong tệp.")


@bp.route("/")
def index() -> str:
    """Somebody looks for documents that went out; a unit finds its own."""
    require(may_see_work(current_user))
    wanted, page = _wanted(), min(MOST_PAGES, max(1, request.args.get("page", 1, int)))
    found, count = queries.documents(current_user, wanted, page)
    return render_template(
        "register/index.html",
        documents=found,
        count=count,
        page=page,
        pages=max(1, -(-count // queries.PAGE)),
        wanted=wanted,
        units=queries.units(current_user),
        imports=may_import_register(current_user),
        asked={name: request.args[name] for name in ("q", "unit", "month", "portal") if request.args.get(name)},
    )


def _wanted() -> queries.Wanted:
    asked = request.args
    month = re.fullmatch(r"\s*(0?[1-9]|1[0-2])/(20\d\d)\s*", nfc(asked.get("month", "")))
    return queries.Wanted(
        words=nfc(asked.get("q", ""))[:200],
        unit=asked.get("unit", None, int),
        month=(int(month[2]), int(month[1])) if month else None,
        portal=asked.get("portal", ""),
    )


@bp.route("/imports")
def imports() -> str:
    """An officer sees when the register was brought in."""
    require(may_import_register(current_user))
    page = min(MOST_PAGES, max(1, request.args.get("page", 1, int)))
    found, count = queries.imports(current_user, page)
    pages = max(1, -(-count // queries.PAGE))
    return render_template("register/imports.html", imports=found, page=page, pages=pages)


@bp.route("/imports/<int:import_id>")
def imported(import_id: int) -> str:
    """An officer sees what an import came to, and which lines were not understood."""
    done = get_visible(RegisterImport, import_id)
    kept = done.columns
    wrong = [(row, say(RuleBroken(sentence, **params))) for row, sentence, params in kept.get("wrong", [])]
    return render_template("register/imported.html", done=done, kept=kept, wrong=wrong, fields=FIELDS)


@bp.route("/import", methods=["GET", "POST"])
def upload() -> Any:
    """An officer brings the register; nothing is taken over before its columns are confirmed."""
    require(may_import_register(current_user))
    form = RegisterForm()
    if form.validate_on_submit():
        data, name = form.file.data.read(), nfc(form.file.data.filename)[-255:]
        agency_id = current_user.agency_id
        release()
        try:
            _rows(data, name)
            kind = CSV if name.lower().endswith(".csv") else XLSX
            stored = keep(data, agency_id=agency_id, now=clock.now(), media_type=kind)
        except RuleBroken as broken:
            broken.field = "file"
            form.refuse(broken)
        else:
            db.session.commit()
            return redirect(url_for(".columns", file_id=stored.id, name=name))
    return render_template("register/upload.html", form=form), 422 if form.is_submitted() else 200


def _rows(data: bytes, name: str) -> list[list[str]]:
    """Read the rows with no transaction open. Raises RuleBroken."""
    try:
        rows = read_rows(data, name)
    except RuleBroken as broken:
        if broken.message == TOO_LONG:
            raise RuleBroken(TOO_MANY, most=MOST_LINES) from None
        raise
    if len(rows) > MOST_LINES:
        raise RuleBroken(TOO_MANY, most=MOST_LINES)
    return rows


@bp.route("/import/<int:file_id>", methods=["GET", "POST"])
def columns(file_id: int) -> Any:
    """An officer confirms which column holds what; the lines are taken over, with what follows from them."""
    require(may_import_register(current_user))
    stored = queries.stored_register(current_user, file_id) if file_id < 2**31 else None
    place = path_of(stored.agency_id, stored.sha256) if stored else None
    if stored is None or place is None or stored.media_type not in (CSV, XLSX) or not place.exists():
        abort(404)
    remembered = dict(db.session.get_one(Agency, stored.agency_id).register_columns)
    ending = "so.csv" if stored.media_type == CSV else "so.xlsx"
    release()
    try:
        rows = _rows(place.read_bytes(), ending)
    except RuleBroken as broken:
        flash(say(broken), "bad")
        return redirect(url_for(".upload"))
    layout = guess(rows, remembered)
    form = ColumnsForm(name=request.args.get("name", ending))
    if not form.is_submitted():
        form.first.data = layout.first + 1
        return _columns_page(form, rows, layout)
    chosen = _chosen(form, layout)
    if not form.form_errors and form.validate():
        try:
            done = _import(file_id, form, rows, chosen)
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            return done
    return _columns_page(form, rows, chosen), 422


def _chosen(form: ColumnsForm, layout: Layout) -> Layout:
    said: dict[str, int] = {}
    for place in range(len(layout.heads)):
        code = request.form.get(f"column-{place}", "")
        if code in FIELDS:
            if code in said:
                form.form_errors.append(_("Hai cột cùng được chọn là “%(words)s”.", words=_(FIELDS[code])))
            said[code] = place
    first = form.first.data if form.first.data else layout.first + 1
    return Layout(min(max(first, 1), MOST_LINES) - 1, said, layout.heads)


def _import(file_id: int, form: ColumnsForm, rows: list[list[str]], layout: Layout) -> Any:
    check_columns(layout.columns)
    if layout.first >= len(rows):
        raise RuleBroken(ODD_FIRST, field="first")
    read = read_lines(rows, layout.first, layout.columns, clock.today())
    by, now = current_user._get_current_object(), clock.now()
    agency = db.session.get_one(Agency, by.agency_id)
    source = Source(db.session.get_one(StoredFile, file_id), nfc(form.name.data or "")[:255])
    units = units_of_agency(agency.id)

    def department_of(name: str) -> int | None:
        # Exactly a name, an alias or the short name; nobody is guessed.
        key = match(name, units)
        return int(key[1:]) if key.startswith("d") else None

    done = import_register(agency, source, layout, read, department_of, by=by, now=now)
    expected = expect_all(agency.id, by=by, now=now)
    db.session.commit()
    flash(
        _("Đã nhập sổ: %(new)s văn bản mới, %(changed)s thay đổi.", new=done.new_rows, changed=done.changed_rows),
        "good",
    )
    if expected:
        flash(_("%(count)s văn bản được ghi là phải cung cấp.", count=expected), "message")
    return redirect(url_for(".imported", import_id=done.id))


def _columns_page(form: ColumnsForm, rows: list[list[str]], layout: Layout) -> str:
    held = {place: code for code, place in layout.columns.items()}
    return render_template(
        "register/columns.html",
        form=form,
        heads=layout.heads,
        held=held,
        fields=FIELDS,
        lines=[(layout.first + at + 1, row) for at, row in enumerate(rows[layout.first : layout.first + SHOWN])],
    )
