"""What has happened in the demo's year: each line is an act that somebody really does on a page."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from sqlalchemy import select

from tracker import clock
from tracker.demo_deadlines import more_time
from tracker.demo_directions import directions
from tracker.demo_mail import send_letters, send_morning
from tracker.demo_obligations import play_obligations
from tracker.evidence.operations import add_document, add_link
from tracker.extensions import db
from tracker.forecast.jobs import note_forecasts
from tracker.handovers.operations import Given, hand_over, receive_part
from tracker.models import Duty, Handover, Plan, Task, User
from tracker.reminders.operations import release_reminders
from tracker.targets.snapshots import end_of_last_month, note_target, waiting_tasks
from tracker.tasks import operations as does
from tracker.tasks import verification as office_does
from tracker.tasks.assignment import hand_to_person

BEGINS = date(2022, 1, 4)
TODAY = date(2022, 10, 12)
REMINDS_FROM = date(2022, 9, 26)
SITE = "https://skhcn.lamson.example"

# month → how many articles were published in it: 38 of 50 by the demo's day
ARTICLES = {1: 2, 2: 3, 3: 5, 4: 4, 5: 3, 6: 5, 7: 4, 8: 3, 9: 6, 10: 3}


class Story:
    """The tasks of the plan by duty and unit, the people who act on them, and what they do when."""

    def __init__(self, plan: Plan, office: SimpleNamespace):
        self.people: dict[str, User] = office.people
        self.acts: list[tuple[datetime, Callable[[datetime], object]]] = []
        units = {unit.id: code for code, unit in office.units.items()}
        query = select(Task, Duty.code).join(Duty, Duty.id == Task.duty_id).where(Task.plan_id == plan.id)
        self.tasks = {(code, units[task.department_id]): task for task, code in db.session.execute(query)}

    def at(self, moment: datetime, act: Callable[[datetime], object]) -> None:
        """Note what happens at a moment; it happens when the year is played."""
        self.acts.append((moment, act))

    def tell(self) -> None:
        """Let everything happen in the order of time, so that each history reads as it would have been written."""
        for moment, act in sorted(self.acts, key=lambda noted: noted[0]):
            with clock.as_of(moment):
                act(moment)

    def accept(self, duty: str, unit: str, who: str, day: date) -> None:
        """A unit takes its task on, and somebody in it does the work."""
        task, person = self.tasks[duty, unit], self.people[who]
        self.at(clock.at(day, 9), lambda now: does.accept_task(task, version=task.version, by=person, now=now))
        self.at(clock.at(day, 9, 1), lambda now: hand_to_person(task, person, version=task.version, by=person, now=now))

    def publish(self, duty: str, unit: str, who: str, day: date, page: str, title: str = "") -> None:
        """A published page is added as evidence."""
        task, person = self.tasks[duty, unit], self.people[who]

        def act(now: datetime) -> None:
            add_link(task, url=f"{SITE}/{page}", title=title, published_on=day, by=person, now=now, today=day)
            does.note_evidence(task, version=task.version, by=person, now=now)

        self.at(clock.at(day, 15), act)

    def document(self, duty: str, unit: str, who: str, day: date, number: str) -> None:
        """A document is added as evidence by its number."""
        task, person = self.tasks[duty, unit], self.people[who]

        def act(now: datetime) -> None:
            add_document(task, number=number, document_on=day, by=person, now=now)
            does.note_evidence(task, version=task.version, by=person, now=now)

        self.at(clock.at(day, 15), act)

    def progress(self, duty: str, unit: str, who: str, day: date, note: str) -> None:
        """A unit says how far it is."""
        task, person = self.tasks[duty, unit], self.people[who]
        self.at(
            clock.at(day, 10),
            lambda now: does.report_progress(task, note=note, version=task.version, by=person, now=now),
        )

    def submit(self, duty: str, unit: str, who: str, day: date, note: str = "") -> None:
        """A unit reports complete."""
        task, person = self.tasks[duty, unit], self.people[who]
        self.at(
            clock.at(day, 15, 20),
            lambda now: does.submit_task(task, note=note, version=task.version, by=person, now=now, today=day),
        )

    def verify(self, duty: str, unit: str, who: str, day: date) -> None:
        """The Office, or the leadership for the Office's own, confirms."""
        task, person = self.tasks[duty, unit], self.people[who]
        self.at(
            clock.at(day, 9, 30), lambda now: office_does.verify_task(task, version=task.version, by=person, now=now)
        )

    def send_back(self, duty: str, unit: str, who: str, day: date, reason: str) -> None:
        """The Office asks for more."""
        task, person = self.tasks[duty, unit], self.people[who]
        self.at(
            clock.at(day, 10, 30),
            lambda now: office_does.return_task(task, reason=reason, version=task.version, by=person, now=now),
        )

    def decline(self, duty: str, unit: str, who: str, day: date, reason: str) -> None:
        """A unit asks for another one to do it."""
        task, person = self.tasks[duty, unit], self.people[who]
        self.at(
            clock.at(day, 10, 30),
            lambda now: does.decline_task(task, reason=reason, version=task.version, by=person, now=now),
        )


def play(plan: Plan, office: SimpleNamespace) -> None:
    """Let the year pass until the demo's day."""
    story = Story(plan, office)
    _spread_the_word(story)
    _articles(story)
    _months(story, plan)
    _rewards_and_penalties(story)
    _plans_and_projects(story)
    _consultations(story)
    _organisation(story)
    play_obligations(story, plan, office.units)
    directions(story, office)
    more_time(story)
    _letters(story, office)
    _nights(story)
    story.tell()


def _nights(story: Story) -> None:
    """In the night to each Wednesday the forecast is noted, and on the demo's own day by its own job."""
    for week in range(1, (TODAY - BEGINS).days // 7):
        story.at(clock.at(TODAY - timedelta(weeks=week), 1, 40), note_forecasts)


def _letters(story: Story, office: SimpleNamespace) -> None:
    """The Office lets reminders go out in the last week of September; every working morning since has its letters."""
    agency, officer = office.agency, office.people["lan"]
    for moment in sorted({moment for moment, _act in story.acts}):
        story.at(moment + timedelta(minutes=1), send_letters)
    story.at(
        clock.at(REMINDS_FROM, 7, 50),
        lambda now: release_reminders(agency, version=agency.version, by=officer, now=now),
    )
    for number in range((TODAY - REMINDS_FROM).days + 1):
        story.at(clock.at(REMINDS_FROM + timedelta(days=number), 8), lambda now: send_morning(agency, now))


def _spread_the_word(story: Story) -> None:
    """III.3: every unit tells its people of the plan; one has not accepted yet."""
    told = {
        "inspectorate": ("hoa", date(2022, 2, 10)),
        "centre": ("minh", date(2022, 2, 9)),
        "science": ("thang", date(2022, 2, 14)),
        "technology": ("long", date(2022, 2, 15)),
        "finance": ("taha", date(2022, 2, 21)),
    }
    for unit, (who, day) in told.items():
        story.accept("III.3b", unit, who, date(2022, 1, 19))
        story.document("III.3b", unit, who, day, f"0{day.day % 9 + 1}/BB-{unit[:2].upper()}")
        story.submit("III.3b", unit, who, day)
        story.verify("III.3b", unit, "lan", day + timedelta(days=2))
    story.accept("III.3b", "office", "lan", date(2022, 1, 19))
    story.submit("III.3b", "office", "lan", date(2022, 10, 7), "Đã phổ biến tại cuộc họp Văn phòng ngày 07/10/2022.")


def _articles(story: Story) -> None:
    """II.1: articles through the year, 38 of 50."""
    story.accept("1", "centre", "minh", date(2022, 1, 19))
    for month, count in ARTICLES.items():
        for number in range(1, count + 1):
            day = date(2022, month, min(3 * number + 1, 11) if month == 10 else 4 * number + (16 if month == 1 else 0))
            page = f"phap-luat/2022-{month:02d}-{number:02d}"
            story.publish("1", "centre", "minh", day, page, f"Tin, bài phổ biến pháp luật số {number} tháng {month}")


def _months(story: Story, plan: Plan) -> None:
    """At the end of each month it is noted how the targets stand."""

    def act(now: datetime) -> None:
        day = end_of_last_month(clock.local_date(now))
        for task_id in waiting_tasks(plan.agency_id, day, now):
            note_target(db.session.get_one(Task, task_id), day=day, now=now)

    for month in range(2, TODAY.month + 1):
        story.at(clock.at(date(2022, month, 1), 1, 20), act)


def _rewards_and_penalties(story: Story) -> None:
    """II.2: the inspectorate supplies and is late; the centre waits and is not."""
    story.accept("2a", "inspectorate", "hoa", date(2022, 1, 20))
    for number, day in (("98/QĐ-XPHC", date(2022, 8, 24)), ("107/QĐ-SKHCN", date(2022, 10, 5))):
        story.document("2a", "inspectorate", "hoa", day, number)
    story.progress(
        "2a", "inspectorate", "hoa", date(2022, 10, 7), "Còn 03 quyết định đang chờ bộ phận văn thư chuyển bản ký số."
    )
    story.accept("2b", "centre", "thu", date(2022, 1, 20))
    _hand_over_in_part(story)
    story.publish("2b", "centre", "thu", date(2022, 8, 26), "xu-phat/098-qd-xphc", "Xử phạt vi phạm về đo lường")


def _hand_over_in_part(story: Story) -> None:
    """The inspectorate gives three decisions; the centre misses the annex of one."""
    source, target = story.tasks["2a", "inspectorate"], story.tasks["2b", "centre"]
    giver, receiver = story.people["hoa"], story.people["thu"]
    given = [
        Given(title="Xử phạt vi phạm hành chính về đo lường", number="98/QĐ-XPHC", document_on=date(2022, 8, 19)),
        Given(title="Khen thưởng tập thể, cá nhân quý III", number="107/QĐ-SKHCN", document_on=date(2022, 9, 28)),
        Given(
            title="Xử phạt vi phạm hành chính về nhãn hàng hóa",
            number="109/QĐ-XPHC",
            document_on=date(2022, 9, 19),
            masked=True,
        ),
    ]
    kept: list[Handover] = []

    def give(now: datetime) -> None:
        kept.append(hand_over(source, target, given, version=source.version, by=giver, now=now))

    def answer(now: datetime) -> None:
        missing, version = "Phụ lục của Quyết định 109/QĐ-XPHC.", kept[0].version
        receive_part(kept[0], missing=missing, version=version, by=receiver, now=now)

    story.at(clock.at(date(2022, 10, 7), 14), give)
    story.at(clock.at(date(2022, 10, 10), 9), answer)


def _plans_and_projects(story: Story) -> None:
    """II.3 was reported on Monday and waits for the Office; II.4 was done late."""
    story.accept("3", "centre", "thu", date(2022, 1, 24))
    for number in range(1, 8):
        story.publish(
            "3", "centre", "thu", date(2022, 9, 5 + number), f"ke-hoach/nganh-{number}", f"Kế hoạch ngành số {number}"
        )
    story.submit("3", "centre", "thu", date(2022, 10, 10), "Đã đăng đủ 7/7 kế hoạch còn thiếu.")
    story.accept("4", "centre", "minh", date(2022, 1, 24))
    story.publish("4", "centre", "minh", date(2022, 10, 4), "du-an/bang-ke-2022", "Bảng kê dự án năm 2022")
    story.submit("4", "centre", "minh", date(2022, 10, 5), "Bảng kê đủ ba nhóm dự án.")
    story.verify("4", "centre", "lan", date(2022, 10, 6))


def _consultations(story: Story) -> None:
    """II.5: units supply their summaries of opinions: two done, one returned, one handed back, others under way."""
    for unit, who, day in (("technology", "long", date(2022, 6, 14)), ("standards", "quang", date(2022, 7, 20))):
        story.accept("5a", unit, who, date(2022, 1, 25))
        story.document("5a", unit, who, day, f"{day.day}/BTH-{'QLCN' if unit == 'technology' else 'TĐC'}")
        story.submit("5a", unit, who, day)
        story.verify("5a", unit, "binh", day + timedelta(days=1))
    story.accept("5a", "science", "thang", date(2022, 1, 26))
    story.document("5a", "science", "thang", date(2022, 9, 28), "31/BTH-QLKH")
    story.submit("5a", "science", "thang", date(2022, 9, 29))
    story.send_back(
        "5a", "science", "lan", date(2022, 10, 3), "Bản tổng hợp thiếu phần tiếp thu, giải trình của dự thảo thứ hai."
    )
    story.accept("5a", "finance", "taha", date(2022, 1, 26))
    story.decline(
        "5a", "finance", "taha", date(2022, 10, 11), "Năm nay phòng không chủ trì dự thảo nào phải lấy ý kiến rộng rãi."
    )
    story.accept("5a", "inspectorate", "hoa", date(2022, 1, 26))
    story.accept("5a", "office", "lan", date(2022, 1, 26))
    story.accept("5b", "centre", "thu", date(2022, 1, 27))


def _organisation(story: Story) -> None:
    """III.1 and III.2 run all year."""
    story.accept("III.1", "office", "lan", date(2022, 1, 19))
    story.progress("III.1", "office", "lan", date(2022, 9, 30), "Đã báo cáo Giám đốc Sở tình hình 9 tháng.")
    story.accept("III.2", "centre", "hung", date(2022, 1, 19))
    story.progress(
        "III.2", "centre", "hung", date(2022, 9, 26), "Đã họp với các phòng, đơn vị, thống nhất cách gửi tài liệu."
    )
