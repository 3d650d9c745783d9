"""Standing rules are looked at in samples: by hand, or line by line of the register of outgoing documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Department, Duty, OutgoingDocument, RuleSample, User
from tracker.obligations.operations import must_be_in_force
from tracker.obligations.rules import check_sample
from tracker.text import fold, msgid, squeeze


@dataclass(frozen=True)
class Sampled:
    """What a run over the register came to: samples kept and broken, and lines that say nothing or were seen before."""

    kept: int = 0
    broken: int = 0
    left: int = 0


def add_sample(
    duty: Duty,
    department: Department,
    *,
    subject: str,
    sampled_on: date | None,
    kept: bool,
    note: str = "",
    by: User,
    now: datetime,
    today: date,
) -> RuleSample:
    """Note whether a unit kept a standing rule in one case. Raises RuleBroken."""
    _must_be_rule(duty)
    said, day = check_sample(subject, sampled_on, today)
    if not kept and not note.strip():
        raise RuleBroken(msgid("Ghi điều chưa thực hiện đúng."), field="note")
    _must_be_new(duty, department, said, day)
    sample = _sample(duty, department.id, said, day, kept, squeeze(note), None, by, now)
    after = {"duty_id": duty.id, "department_id": department.id, "kept": kept, "sampled_on": day}
    record("rule.sampled", sample, by=by, now=now, after=after)
    return sample


def _must_be_rule(duty: Duty) -> None:
    must_be_in_force(duty)
    if not duty.is_standing:
        raise RuleBroken(msgid("Chỉ kiểm tra theo mẫu đối với quy định thực hiện thường xuyên."))


def _must_be_new(duty: Duty, department: Department, subject: str, day: date) -> None:
    query = select(RuleSample.subject).where(
        RuleSample.agency_id == duty.agency_id,
        RuleSample.duty_id == duty.id,
        RuleSample.department_id == department.id,
        RuleSample.sampled_on == day,
    )
    if fold(subject) in {fold(known) for known in db.session.scalars(query)}:
        raise RuleBroken(msgid("Nội dung này đã được kiểm tra; xem trong danh sách."), field="subject")


def _sample(
    duty: Duty,
    department_id: int,
    subject: str,
    day: date,
    kept: bool,
    note: str,
    register_id: int | None,
    by: User,
    now: datetime,
) -> RuleSample:
    sample = RuleSample(
        agency_id=duty.agency_id,
        duty_id=duty.id,
        department_id=department_id,
        sampled_on=day,
        subject=subject,
        register_id=register_id,
        kept=kept,
        note=note,
        sampled_at=now,
        sampled_by_id=by.id,
    )
    db.session.add(sample)
    return sample


def sample_from_register(duty: Duty, documents: Iterable[OutgoingDocument], *, by: User, now: datetime) -> Sampled:
    """Sample a rule by the register: a document keeps it where "Nơi nhận" names the portal.

    A line without its unit, or without recipients, says nothing; one that
    was sampled before is not sampled again. Raises RuleBroken.
    """
    _must_be_rule(duty)
    mine = (RuleSample.agency_id == duty.agency_id, RuleSample.duty_id == duty.id)
    seen = set(db.session.scalars(select(RuleSample.register_id).where(*mine, RuleSample.register_id.is_not(None))))
    counts = {"kept": 0, "broken": 0, "left": 0}
    for line in documents:
        if line.department_id is None or line.names_portal is None or line.id in seen:
            counts["left"] += 1
            continue
        seen.add(line.id)
        subject = squeeze(f"{line.number} {line.title}")[:300]
        note = "" if line.names_portal else msgid("“Nơi nhận” không có Cổng thông tin điện tử.")
        _sample(duty, line.department_id, subject, line.signed_on, line.names_portal, note, line.id, by, now)
        counts["kept" if line.names_portal else "broken"] += 1
    record("rule.sampled_register", duty, by=by, now=now, after=counts)
    return Sampled(**counts)


def remove_sample(sample: RuleSample, *, reason: str, by: User, now: datetime) -> None:
    """Take back a sample that was entered by mistake; that it was there, and why it went, stays in the history."""
    if not reason.strip():
        raise RuleBroken(msgid("Ghi lý do."), field="reason")
    after = {"department_id": sample.department_id, "kept": sample.kept, "sampled_on": sample.sampled_on}
    record("rule.sample_removed", sample, by=by, now=now, reason=squeeze(reason), before=after)
    db.session.delete(sample)
