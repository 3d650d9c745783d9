"""Being away: from a day to a day, with a deputy who gets the letters; back earlier than said."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.accounts.queries import colleagues_of
from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Absence, User
from tracker.text import msgid, vn_date

LONGEST = timedelta(days=366)


def add_absence(
    person: User, *, starts_on: date, ends_on: date, deputy_id: int | None, now: datetime, today: date
) -> Absence:
    """Keep that a person is away, and who gets the letters meanwhile. Raises RuleBroken."""
    _check_days(starts_on, ends_on, today)
    if deputy_id not in {number for number, _name in colleagues_of(person)}:
        raise RuleBroken(msgid("Chọn người thay trong danh sách."), field="deputy")
    _check_free(person, starts_on, ends_on)
    absence = Absence(
        agency_id=person.agency_id,
        user_id=person.id,
        starts_on=starts_on,
        ends_on=ends_on,
        deputy_id=deputy_id,
        created_at=now,
    )
    db.session.add(absence)
    after = {"away_from": starts_on, "away_until": ends_on, "deputy_id": deputy_id}
    record("user.absent", person, by=person, now=now, after=after)
    return absence


def _check_days(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < starts_on:
        raise RuleBroken(msgid("Ngày cuối không trước ngày đầu."), field="ends_on")
    if ends_on < today:
        raise RuleBroken(msgid("Kỳ vắng mặt đã qua; ghi từ hôm nay trở đi."), field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise RuleBroken(msgid("Một kỳ vắng mặt không quá một năm."), field="ends_on")


def _check_free(person: User, starts_on: date, ends_on: date) -> None:
    other = db.session.scalars(
        select(Absence)
        .where(Absence.agency_id == person.agency_id, Absence.user_id == person.id, Absence.ended_at.is_(None))
        .where(Absence.starts_on <= ends_on, Absence.ends_on >= starts_on)
        .limit(1)
    ).first()
    if other is not None:
        known = {"start": vn_date(other.starts_on), "end": vn_date(other.ends_on)}
        raise RuleBroken(
            msgid("Đã ghi vắng mặt từ %(start)s đến %(end)s; kết thúc kỳ đó trước."), field="starts_on", **known
        )


def end_absence(absence: Absence, *, now: datetime) -> None:
    """Keep that the person is back, or does not go after all: the letters come again. Raises RuleBroken."""
    if absence.ended_at is not None:
        raise RuleBroken(msgid("Kỳ vắng mặt này đã kết thúc."))
    absence.ended_at = now
    record("user.back", absence.user, by=absence.user, now=now, before={"away_until": absence.ends_on})
