"""What a direction, its answer and a comment must say: pure functions."""

from datetime import date, timedelta
from enum import StrEnum

from tracker.errors import RuleBroken
from tracker.text import msgid

LONGEST = 4000
# An answer that is asked for later than this is no direction any more, but a plan.
HORIZON = timedelta(days=730)


class DirectionState(StrEnum):
    """How a direction stands; the names are those of its chip."""

    OPEN = "direction_open"
    LATE = "direction_late"
    ANSWERED = "direction_answered"
    WITHDRAWN = "direction_withdrawn"


def state_of(*, answered: bool, withdrawn: bool, answer_by: date | None, today: date) -> DirectionState:
    """Return how a direction stands; the day to answer by is itself still in time."""
    if withdrawn:
        return DirectionState.WITHDRAWN
    if answered:
        return DirectionState.ANSWERED
    return DirectionState.LATE if answer_by is not None and answer_by < today else DirectionState.OPEN


def must_be_open(*, answered: bool, withdrawn: bool) -> None:
    """Raises RuleBroken for a direction that is answered or withdrawn: it stays as it is."""
    if withdrawn:
        raise RuleBroken(msgid("Ý kiến chỉ đạo này đã được rút."))
    if answered:
        raise RuleBroken(msgid("Ý kiến chỉ đạo này đã được trả lời; Lãnh đạo có thể cho ý kiến mới."))


def words_of(typed: str, field: str, said: str) -> str:
    """Return what was typed without blanks around it. Raises RuleBroken where it says nothing or too much."""
    words = typed.strip()
    if not words:
        raise RuleBroken(said, field=field)
    if len(words) > LONGEST:
        raise RuleBroken(msgid("Nội dung dài quá %(most)s ký tự."), field=field, most=LONGEST)
    return words


def check_answer_by(answer_by: date | None, today: date) -> None:
    """Raises RuleBroken for a day to answer by that is over, or too far away to be meant."""
    if answer_by is None:
        return
    if answer_by < today:
        raise RuleBroken(msgid("Hạn trả lời đã qua; chọn từ hôm nay trở đi."), field="answer_by")
    if answer_by > today + HORIZON:
        raise RuleBroken(msgid("Hạn trả lời quá xa; chọn trong vòng hai năm."), field="answer_by")
