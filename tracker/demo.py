"""The demo: an office on a day in October 2022, made through the same acts that people do."""

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

from flask import current_app

from tracker import clock
from tracker.demo_office import PASSWORD, create_office
from tracker.demo_ranking import enter_results, match_year
from tracker.demo_story import BEGINS, TODAY, play
from tracker.extensions import db
from tracker.formats.reader import read_document, read_text
from tracker.models import Plan, Reading
from tracker.plans import review as table
from tracker.plans.confirmation import confirm_plan
from tracker.plans.draft import as_json
from tracker.plans.operations import keep_reading, save_draft
from tracker.plans.parser import parse_plan
from tracker.vocabulary import Doubt

__all__ = ["PASSWORD", "create_demo"]

EXAMPLE = Path(__file__).parent.parent / "examples" / "ke-hoach-khac-phuc-2022.docx"
WAITING = EXAMPLE.with_name("ke-hoach-bo-sung-2022.txt")
# The days that the Office set for duties whose deadline the document does not state: code → day.
DUE = {
    "2a": date(2022, 9, 30),
    "2b": date(2022, 10, 31),
    "3": date(2022, 10, 15),
    "4": date(2022, 9, 30),
    "5a": date(2022, 10, 18),
    "5b": date(2022, 11, 15),
    "III.1": date(2022, 12, 15),
}


def create_demo() -> None:
    """Make the demo office, its plan and what has happened since, and set the clock to its day. Commits.

    Every fresh start shows the same: the moments are the story's own.
    """
    office = create_office(now=clock.at(BEGINS, 8), cost=current_app.config["SETTINGS"].password_cost)
    enter_results(office, now=clock.at(BEGINS, 9))
    plan = _confirm(office)
    match_year(plan, office, now=clock.at(date(2022, 1, 18), 9, 40))
    play(plan, office)
    _leave_one_open(office)
    clock.start_demo(clock.at(TODAY, 8, 20))
    db.session.commit()


def _confirm(office: SimpleNamespace) -> Plan:
    """Read the example document, answer its doubts as the Office did, and confirm."""
    officer, day = office.people["lan"], date(2022, 1, 18)
    reading = _read(office, clock.at(day, 8, 30))
    draft = reading.draft
    draft["head"] |= {"scoring_closes_on": "2022-12-14", "self_scoring_due_on": "2022-11-30"}
    draft["head"]["report_due_on"] = "2022-12-15"
    for duty in draft["duties"]:
        if duty["code"] in DUE:
            duty["due_on"] = DUE[duty["code"]].isoformat()
        if duty["code"] == "1":
            duty["title"] = "Đăng tối thiểu 50 tin, bài phổ biến pháp luật, chính sách trong năm 2022"
    for owner, doubt in table.all_doubts(draft):
        table.decide(draft, owner, doubt["code"], _answer(doubt))
    _add_own_duty(draft)
    _add_quarterly_report(draft, office)
    save_draft(reading, draft, version=reading.version, by=officer, now=clock.at(day, 9, 5))
    return confirm_plan(reading, version=reading.version, by=officer, now=clock.at(day, 9, 20), today=day)


def _read(office: SimpleNamespace, now: datetime) -> Reading:
    data = EXAMPLE.read_bytes()
    extracted = read_document(data, EXAMPLE.name)
    return keep_reading(
        as_json(parse_plan(extracted)),
        text=extracted.text,
        filename=EXAMPLE.name,
        original=data,
        by=office.people["lan"],
        now=now,
    )


def _answer(doubt: table.Row) -> str:
    return {Doubt.NO_DEADLINE: "chosen", Doubt.NO_UNIT: "proposal", Doubt.PLAN_END_INFERRED: "proposal"}.get(
        doubt["code"], table.answers(doubt)[0][0]
    )


def _add_own_duty(draft: table.Copy) -> None:
    """One duty the Office added and has not given to a unit yet."""
    row = table.add_duty(draft, draft["deficiencies"][2]["id"])
    row["title"] = "Rà soát danh mục thông tin phải công khai của Sở, lập bảng đối chiếu với Cổng"
    row["text"], row["kind"] = row["title"], "review"


def _add_quarterly_report(draft: table.Copy, office: SimpleNamespace) -> None:
    """One duty that comes back each quarter; the Office added it too."""
    row = table.add_duty(draft)
    row["title"] = "Báo cáo hằng quý kết quả cập nhật thông tin đấu thầu, mua sắm của Sở trên Cổng"
    row |= {"text": row["title"], "kind": "report", "leads": [f"d{office.units['finance'].id}"]}
    row |= {"due_raw": "trước ngày 26 của tháng cuối quý", "due_type": "recurring", "recurrence": "quarterly:25"}


def _leave_one_open(office: SimpleNamespace) -> None:
    """A second document was read this morning and waits for its review."""
    extracted = read_text(WAITING.read_text(encoding="utf-8"))
    keep_reading(
        as_json(parse_plan(extracted)),
        text=extracted.text,
        filename=WAITING.name,
        by=office.people["lan"],
        now=clock.at(TODAY, 8, 5),
    )
