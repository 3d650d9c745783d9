"""A published result is brought in: a file, pasted words or typed; its columns, rows and doubts stand on one page."""

import copy
import os
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.evidence.store import keep
from tracker.extensions import db
from tracker.formats.delimited import split
from tracker.formats.encoding import decode
from tracker.formats.reader import kind_of, read_document
from tracker.models import Agency, RankingImport
from tracker.permissions import may_edit_plans
from tracker.ranking.draft_rules import AGENCY, LINE, Draft, add_agency, add_line, layout_of, table_of
from tracker.ranking.import_forms import ENDINGS, BringForm, ResultForm
from tracker.ranking.import_operations import (
    NO_TABLE,
    Brought,
    choose_columns,
    confirm,
    discard,
    paste_agencies,
    rows_of,
    save_typed,
    settle,
    start_import,
)
from tracker.ranking.import_queries import known_of, open_imports
from tracker.ranking.question_rules import is_settled, questions_of
from tracker.ranking.reading_columns import FIELDS, Layout, Row
from tracker.ranking.reading_tables import tables_of_blocks, tables_of_text, words_beside
from tracker.ranking.views import bp
from tracker.text import msgid, nfc
from tracker.vocabulary import RankingStage, ReadingState
from tracker.web.access import get_visible, release, require

NOTHING = msgid("Chọn tệp, dán bảng điểm, hoặc nhập bằng tay.")
WRONG_FILE = msgid("Chỉ nhận tệp .xlsx, .csv, .docx, .doc, .pdf hoặc .txt.")
TABLES_OF_TEXT = {".csv", ".tsv"}
PREVIEW = 6
ROWS_ADDED = 5


@bp.route("/import", methods=["GET", "POST"])
def upload() -> Any:
    """An officer brings a published result, or begins to type one."""
    require(may_edit_plans(current_user))
    form = BringForm()
    if form.validate_on_submit():
        try:
            brought = None if request.form.get("do") == "hand" else _brought(form)
            started = _start(brought)
        except RuleBroken as broken:
            broken.field = broken.field or ("file" if form.file.data else "text")
            form.refuse(broken)
        else:
            return redirect(url_for(".entered", import_id=started.id))
    status = 422 if form.is_submitted() else 200
    return render_template("rankings/upload.html", form=form, imports=open_imports(current_user)), status


def _start(brought: Brought | None) -> RankingImport:
    by = current_user._get_current_object()
    agency = db.session.get_one(Agency, by.agency_id)
    started = start_import(agency, brought, by=by, now=clock.now())
    db.session.commit()
    return started


def _brought(form: BringForm) -> Brought:
    """Read what was sent with no transaction open. Raises RuleBroken."""
    name = nfc(form.file.data.filename)[-255:] if form.file.data else ""
    if not name:
        words = form.text.data or ""
        if not words.strip():
            raise RuleBroken(NOTHING, field="file")
        tables = tables_of_text(words)
        if not tables:
            raise RuleBroken(NO_TABLE, field="text")
        return Brought(tables, words_beside(words))
    if not name.lower().endswith(ENDINGS):
        raise RuleBroken(WRONG_FILE, field="file")
    data, agency_id = form.file.data.read(), current_user.agency_id
    release()
    tables, words = read_tables(data, name)
    if not tables:
        raise RuleBroken(msgid("Không tìm thấy bảng nào trong tệp; dán bảng điểm vào ô văn bản, hoặc nhập bằng tay."))
    return Brought(tables, words_beside(words), keep(data, agency_id=agency_id, now=clock.now()), name)


def read_tables(data: bytes, name: str) -> tuple[list[list[Row]], str]:
    """Return the tables of a file and its words. Raises Unreadable."""
    ending = os.path.splitext(name.lower())[1]
    if kind_of(data, ending) == "text":
        words = decode(data)
        if ending in TABLES_OF_TEXT:
            return [list(enumerate(split(words), 1))], words
        return tables_of_text(words), words
    extracted = read_document(data, name)
    return tables_of_blocks(extracted.blocks) or tables_of_text(extracted.text), extracted.text


@bp.route("/imports/<int:import_id>", methods=["GET", "POST"])
def entered(import_id: int) -> Any:
    """An officer looks through what was read, answers what is odd, and confirms."""
    started = get_visible(RankingImport, import_id)
    if started.notice_id is not None:
        return redirect(url_for(".show", notice_id=started.notice_id))
    if started.state is not ReadingState.OPEN:
        return redirect(url_for(".upload"))
    form = ResultForm(version=started.version)
    if not form.is_submitted():
        return _page(started, form, started.draft)
    draft: Draft = copy.deepcopy(started.draft)
    try:
        form_is_right = form.validate()
        if form_is_right and (done := _act(started, draft, form)):
            return done
    except Stale:
        raise
    except RuleBroken as broken:
        # What was typed stands on the page again.
        db.session.rollback()
        form.refuse(broken)
    return _page(started, form, draft), 422


def _act(started: RankingImport, draft: Draft, form: ResultForm) -> Any:
    """Take what was typed, then do what the button says. Raises RuleBroken."""
    by, now, version = current_user._get_current_object(), clock.now(), form.version_read()
    agency = db.session.get_one(Agency, started.agency_id)
    what = request.form.get("do", "save")
    known = known_of(agency)
    settle(draft, request.form.to_dict(), known)
    if what == "discard":
        discard(started, version=version, by=by, now=now)
        db.session.commit()
        flash(_("Đã bỏ lần nhập này."), "good")
        return redirect(url_for(".upload"))
    _change(started, draft, form, agency, what)
    save_typed(started, draft, version=version)
    # What was typed and answered is kept, also where the result cannot be confirmed yet.
    db.session.commit()
    form.version.data = str(started.version)
    if what == "confirm":
        notice = confirm(started, known, by=by, now=now)
        db.session.commit()
        flash(_("Đã nhập kết quả năm %(year)s.", year=notice.year), "good")
        return redirect(url_for(".show", notice_id=notice.id))
    return redirect(url_for(".entered", import_id=started.id, _anchor=ANCHORS.get(what, "warn")))


ANCHORS = {"criteria": "lines", "agencies": "others", "columns": "lines", "paste": "others"}


def _change(started: RankingImport, draft: Draft, form: ResultForm, agency: Agency, what: str) -> None:
    if what == "criteria":
        for _place in range(ROWS_ADDED):
            add_line(draft)
    elif what == "agencies":
        for _place in range(ROWS_ADDED):
            add_agency(draft)
    elif what == "columns":
        tables = rows_of(started)
        places = {kind: _whole(request.form.get(f"{kind}-table", ""), len(tables)) for kind in FIELDS}
        choose_columns(started, draft, {kind: _chosen(kind, draft) for kind in FIELDS}, places, agency)
    elif what == "paste":
        paste_agencies(started, draft, tables_of_text(form.agencies_text.data or ""), agency)


def _whole(words: str, most: int) -> int:
    """Return the place of a table that was chosen; -1 for none."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 4 and int(words) < most else -1


def _chosen(kind: str, draft: Draft) -> Layout:
    """Return the columns that were chosen. Raises RuleBroken where two are said to hold the same."""
    before, said = layout_of(draft, kind), {}
    if f"{kind}-first" not in request.form:
        return before
    for place in range(len(before.heads)):
        code = request.form.get(f"{kind}-column-{place}", "")
        if code in said:
            raise RuleBroken(msgid("Hai cột cùng được chọn là “%(words)s”."), words=FIELDS[kind][code])
        if code in FIELDS[kind]:
            said[code] = place
    first = request.form[f"{kind}-first"]
    at = int(first) - 1 if first.isascii() and first.isdigit() and 0 < len(first) < 6 and int(first) else before.first
    return Layout(at, said, before.heads)


def _page(started: RankingImport, form: ResultForm, draft: Draft) -> str:
    agency = db.session.get_one(Agency, started.agency_id)
    asked = questions_of(draft, known_of(agency))
    tables = rows_of(started)
    return render_template(
        "rankings/import.html",
        form=form,
        started=started,
        **fields_of(draft, asked),
        tables=tables,
        layouts={kind: (table_of(draft, kind), layout_of(draft, kind)) for kind in FIELDS},
        columns=FIELDS,
        preview={kind: _preview(tables, table_of(draft, kind), layout_of(draft, kind)) for kind in FIELDS},
    )


def fields_of(draft: Draft, asked: list[Any]) -> dict[str, Any]:
    """Return what the fields of a result and its questions need."""
    still = [one for one in asked if not is_settled(one, draft["answers"])]
    return {
        "draft": draft,
        "asked": asked,
        "still": still,
        "odd_lines": {one.line for one in still if one.line},
        "stages": list(RankingStage),
        "line_names": LINE,
        "agency_names": AGENCY,
    }


def _preview(tables: list[list[Row]], place: int, layout: Layout) -> list[Row]:
    return tables[place][layout.first : layout.first + PREVIEW] if 0 <= place < len(tables) else []
