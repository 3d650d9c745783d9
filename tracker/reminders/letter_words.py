"""The sentences of letters: what stands behind a task's name, below it, and at the end; polite, to the unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from tracker.deadlines.rules import Limits, last_day_to_ask
from tracker.models import Plan, User
from tracker.reminders.kinds import DUE_TODAY, KINDS, URGENCY, WORKED_ON
from tracker.reminders.letter_queries import Item, Reason
from tracker.reminders.queries import PROOF
from tracker.reminders.rules import Schedule, joins_on
from tracker.reminders.still_rules import counts_from
from tracker.tasks.period_rules import label_of_period
from tracker.text import msgid, two_digits, vn_date, vn_day_month, vn_number
from tracker.vocabulary import Role, Rung
from tracker.workdays.queries import special_days
from tracker.workdays.rules import add_working_days, working_days_between

LATE = msgid(
    "Đề nghị %(unit)s khẩn trương hoàn thành, báo cáo rõ nguyên nhân chậm và thời gian dự kiến hoàn thành trước ngày"
    " %(day)s. Nội dung này đồng thời được tổng hợp báo cáo Lãnh đạo."
)
SOON = msgid(
    "Đề nghị %(unit)s quan tâm chỉ đạo thực hiện và cập nhật kết quả. Trường hợp có khó khăn, vướng mắc, đề nghị thông"
    " tin kịp thời về %(signer)s."
)


@dataclass
class Saying:
    """One thing that a letter speaks of: all that is to be said of it, and on which rungs the reader stands for it."""

    item: Item
    kinds: list[str] = field(default_factory=list)
    rungs: set[Rung] = field(default_factory=set)
    people: dict[int, User] = field(default_factory=dict)
    updated_on: date | None = None

    def add(self, kind: str, reason: Reason) -> None:
        """Say one more of it."""
        self.kinds = sorted({*self.kinds, kind}, key=URGENCY.__getitem__)
        self.rungs.add(reason.rung)
        self.people[reason.user.id] = reason.user

    @property
    def order(self) -> tuple[int, date, str, int]:
        """The most urgent first; what has waited longest before the rest."""
        item = self.item
        return (URGENCY[self.kinds[0]], item.due_on or date.max, item.number, item.task_id or 0)

    def is_for_unit(self) -> bool:
        """Say whether the reader stands for the unit that does it."""
        return bool(self.rungs & {Rung.UNIT, Rung.HEAD})


@dataclass(frozen=True)
class Sheet:
    """What a letter is written with: for whom, in whose name, on which day, by which rules."""

    reader: User
    signer: str
    today: date
    schedule: Schedule

    @property
    def to_unit(self) -> str:
        """To whom it is addressed: the unit, or the leadership of the agency."""
        if self.reader.role is Role.LEADERSHIP or self.reader.department is None:
            return _("Lãnh đạo %(agency)s", agency=self.reader.agency.name)
        return self.reader.department.name


def titled(item: Item) -> str:
    """Return what a task is called, with its period where it has one; several missed ones are named behind it."""
    period = label_of_period(item.period)
    if period is None or len(item.missed) > 1:
        return item.title
    return f"{item.title} ({_(period.words, **period.params)})"


def lines_of(saying: Saying, sheet: Sheet) -> list[str]:
    """Return what is said of a task behind its name, the most urgent first."""
    return [_line(kind, saying, sheet) for kind in saying.kinds]


def _line(kind: str, saying: Saying, sheet: Sheet) -> str:
    item, today = saying.item, sheet.today
    due = item.receivers_due if kind == "waits" else item.due_on
    if kind == "overdue" and len(item.missed) > 1:
        periods = ", ".join(_(label.words, **label.params) for label in item.missed)
        return _("%(count)s kỳ chưa báo cáo: %(periods)s", count=two_digits(len(item.missed)), periods=periods)
    if kind in ("due", "overdue", "waits"):
        days = abs((today - due).days) if due else 0
        words = DUE_TODAY if kind == "due" and days == 0 else KINDS[kind].line
        return _(words, due=vn_date(due), days=two_digits(days), units=", ".join(item.receivers))
    since = counts_from(kind, item.days(saying.updated_on))
    if since is None:
        return _(KINDS[kind].line, day="", days="")
    worked = KINDS[kind].working_days
    days = working_days_between(since, today, sheet.schedule.special) if worked else (today - since).days
    return _(KINDS[kind].line, day=vn_date(since), days=two_digits(days))


def notes_of(saying: Saying, sheet: Sheet) -> list[str]:
    """Return what is said of a task below its name: how far it is, who waits, when it was told before."""
    item = saying.item
    notes = []
    if item.unit_id is not None and item.unit_id != sheet.reader.department_id:
        notes.append(_("Đơn vị thực hiện: %(unit)s.", unit=item.unit))
    if item.state in WORKED_ON:
        notes.append(_("Kết quả đến nay: %(result)s.", result=result_of(item)))
    if item.receivers and "waits" not in saying.kinds:
        notes.append(_("Đơn vị chờ kết quả: %(units)s.", units=", ".join(item.receivers)))
    last = _last_day_for_more_time(saying, sheet)
    if last is not None:
        notes.append(_("Trường hợp cần thêm thời gian, đề nghị gia hạn gửi chậm nhất ngày %(day)s.", day=vn_date(last)))
    if item.told:
        notes.append(_("Nội dung này %(proof)s.", proof=proof_of(item.told)))
    joins = joins_on(item.due_on, 3, sheet.schedule) if item.due_on else sheet.today
    if "overdue" in saying.kinds and saying.is_for_unit() and joins > sheet.today:
        notes.append(_("Từ ngày %(day)s, nội dung này được báo cáo Lãnh đạo phụ trách.", day=vn_date(joins)))
    return notes


def _last_day_for_more_time(saying: Saying, sheet: Sheet) -> date | None:
    """Return the day until which the unit may still ask to move a near deadline; None where that is over."""
    due, agency = saying.item.due_on, sheet.reader.agency
    if due is None or "due" not in saying.kinds or not saying.is_for_unit() or agency.extension_limit == 0:
        return None
    # The days off of the year that the letter is written in are known already.
    known = due.year == sheet.today.year
    special = sheet.schedule.special if known else special_days(agency.id, sheet.today, due)
    last = last_day_to_ask(due, Limits(agency.extension_notice_days, agency.extension_limit, special))
    return last if last >= sheet.today else None


def result_of(item: Item) -> str:
    """Return how far a task is: counted against its number, or by its evidence."""
    if item.goal:
        share = vn_number(100 * float(item.proofs) / float(item.goal))
        done, goal = (vn_number(number, 0 if number == int(number) else 2) for number in (item.proofs, item.goal))
        params = {"done": done, "goal": goal, "unit": item.goal_unit, "share": share}
        return _("%(done)s/%(goal)s %(unit)s (%(share)s%%)", **params)
    return _("đã có %(count)s minh chứng", count=two_digits(int(item.proofs))) if item.proofs else _("chưa cập nhật")


def proof_of(days: Sequence[date]) -> str:
    """Return "đã nhắc 3 lần: 05/09, 12/09, 19/09"; "" for never."""
    return _(PROOF, count=len(days), days=", ".join(vn_day_month(day) for day in days)) if days else ""


def closing_of(sayings: Sequence[Saying], sheet: Sheet) -> list[str]:
    """Return the last sentences: what is asked of whom, and in whose place the reader gets the letter."""
    closing = []
    of_unit = [saying for saying in sayings if saying.is_for_unit()]
    rungs = {rung for saying in sayings for rung in saying.rungs}
    if any("overdue" in saying.kinds for saying in of_unit):
        until = add_working_days(sheet.today, 2, sheet.schedule.special)
        closing.append(_(LATE, unit=sheet.to_unit, day=vn_date(until)))
    elif of_unit:
        closing.append(_(SOON, unit=sheet.to_unit, signer=sheet.signer))
    if Rung.OFFICE in rungs:
        words = _("Đề nghị %(unit)s xem xét, đôn đốc và xử lý các nội dung thuộc trách nhiệm.", unit=sheet.signer)
        closing.append(words)
    if Rung.LEADERSHIP in rungs:
        closing.append(_("Kính đề nghị Lãnh đạo quan tâm, cho ý kiến chỉ đạo."))
    people = {who.id: who for saying in sayings for who in saying.people.values() if who.id != sheet.reader.id}
    if people:
        names = ", ".join(who.full_name for who in people.values())
        closing.append(_("Thư này gửi đồng chí thay đồng chí %(names)s vắng mặt.", names=names))
    return closing


def plans_of(items: Sequence[Item]) -> str:
    """Return the name of the plan that all of it comes from, or that there are several."""
    plans = {item.plan_id: item.plan for item in items}
    return name_of(next(iter(plans.values()))) if len(plans) == 1 else _("các kế hoạch đã ban hành")


def name_of(plan: Plan) -> str:
    """Return a plan by the number and day of its document, or by its title where these are blank."""
    if not plan.number:
        return _("Kế hoạch “%(title)s”", title=plan.title)
    number = plan.symbol if plan.symbol.startswith(plan.number) else f"{plan.number}{plan.symbol}"
    named = _("Kế hoạch số %(number)s", number=number)
    return _("%(plan)s ngày %(day)s", plan=named, day=vn_date(plan.issued_on)) if plan.issued_on else named
