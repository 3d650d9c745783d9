"""The demo's events, periods, list and samples: entered as the office enters them."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker import clock
from tracker.evidence.operations import add_document
from tracker.extensions import db
from tracker.models import Department, Duty, Plan, Task, User
from tracker.obligations.list_operations import add_lines
from tracker.obligations.operations import open_event, set_anchor
from tracker.obligations.period_operations import open_periods_of
from tracker.obligations.sample_operations import add_sample
from tracker.tasks import operations as does
from tracker.tasks.verification import verify_task

if TYPE_CHECKING:
    from tracker.demo_story import Story

SITE = "https://skhcn.lamson.example"
# When the unit reported a quarter: number of the report, day. The third was missed.
REPORTED = {"2022-Q1": ("11/BC-KHTC", date(2022, 3, 22)), "2022-Q2": ("34/BC-KHTC", date(2022, 6, 27))}
PROJECTS = {
    "Chuẩn bị đầu tư": f"Nhà làm việc Trung tâm Ứng dụng {SITE}/du-an/nha-lam-viec\nPhòng thử nghiệm vật liệu",
    "Đang triển khai": f"Nâng cấp mạng nội bộ của Sở {SITE}/du-an/mang-noi-bo\n"
    f"Trạm đo lường khu vực phía Đông {SITE}/du-an/tram-do-luong\nKho lưu trữ số",
    "Đã hoàn thành": f"Cải tạo hội trường {SITE}/du-an/hoi-truong",
}
SAMPLES = (
    ("technology", "Công văn 214/SKHCN-QLCN", date(2022, 8, 9), True, ""),
    ("technology", "Quyết định 96/QĐ-SKHCN", date(2022, 9, 14), True, ""),
    ("science", "Công văn 231/SKHCN-QLKH", date(2022, 8, 25), True, ""),
    ("science", "Công văn 260/SKHCN-QLKH", date(2022, 9, 20), False, "Nơi nhận không ghi Cổng của Sở"),
    ("inspectorate", "Kết luận 05/KL-TTr", date(2022, 9, 28), False, "Gửi bản điện tử chậm 06 ngày"),
)


def play_obligations(story: "Story", plan: Plan, units: dict[str, Department]) -> None:
    """Note what happened with the duties that go by event, by period, by list and by rule."""
    duties = {duty.code: duty for duty in db.session.scalars(select(Duty).where(Duty.plan_id == plan.id))}
    officer, people = story.people["lan"], story.people
    _consultation(story, duties["5a"], units["technology"], officer, people["long"])
    for number, (group, lines) in enumerate(PROJECTS.items()):
        _list(story, duties["4"], group, lines, people["minh"], clock.at(date(2022, 9, 6), 9, number))
    for unit, subject, day, kept, note in SAMPLES:
        _sample(story, duties["III.3a"], units[unit], (subject, day, kept, note), officer)
    for duty in duties.values():
        if duty.recurrence:
            _quarters(story, duty, people["taha"], officer)


def _consultation(story: "Story", duty: Duty, unit: Department, officer: User, person: User) -> None:
    """A unit opened a consultation that closed on Monday; its summary is due in a few days."""
    story.at(clock.at(date(2022, 9, 5), 8), lambda now: set_anchor(duty, days=5, working=True, by=officer, now=now))
    said = {"title": "Lấy ý kiến dự thảo quy chế quản lý đề tài cấp cơ sở", "document_number": "268/SKHCN-QLCN"}
    days = {"opened_on": date(2022, 9, 19), "closes_on": date(2022, 10, 10)}

    def enter(now: datetime) -> None:
        open_event(duty, unit, **said, **days, by=person, now=now, today=clock.local_date(now))

    story.at(clock.at(date(2022, 9, 19), 10), enter)


def _list(story: "Story", duty: Duty, group: str, lines: str, person: User, moment: datetime) -> None:
    story.at(moment, lambda now: add_lines(duty, group=group, text=lines, by=person, now=now))


def _sample(story: "Story", rule: Duty, unit: Department, facts: tuple[str, date, bool, str], officer: User) -> None:
    subject, day, kept, note = facts

    def act(now: datetime) -> None:
        looked = {"sampled_on": day, "kept": kept, "note": note, "today": clock.local_date(now)}
        add_sample(rule, unit, subject=subject, **looked, by=officer, now=now)

    story.at(clock.at(date(2022, 10, 4), 14, day.day % 30), act)


def _quarters(story: "Story", duty: Duty, person: User, officer: User) -> None:
    """A report each quarter: two came in time, the third did not come."""
    for first in (date(2022, 4, 1), date(2022, 7, 1), date(2022, 10, 1)):
        story.at(clock.at(first, 0, 10), lambda now: open_periods_of(duty, now=now, today=clock.local_date(now)))
    for period, (number, day) in REPORTED.items():
        _report(story, duty, period, number, day, person, officer)


def _report(story: "Story", duty: Duty, period: str, number: str, day: date, person: User, officer: User) -> None:
    def task() -> Task:
        return db.session.scalars(select(Task).where(Task.duty_id == duty.id, Task.period == period)).one()

    def submit(now: datetime) -> None:
        mine = task()
        add_document(mine, number=number, document_on=day, by=person, now=now)
        does.note_evidence(mine, version=mine.version, by=person, now=now)
        does.submit_task(mine, note="", version=mine.version, by=person, now=now, today=day)

    def verify(now: datetime) -> None:
        verify_task(task(), version=task().version, by=officer, now=now)

    story.at(clock.at(day, 15, 40), submit)
    story.at(clock.at(day, 16, 45), verify)
