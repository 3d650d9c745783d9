"""A person says which criterion of a year is which of the year before."""

from collections.abc import Mapping
from datetime import datetime

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.models import Criterion, RankingNotice, User
from tracker.text import msgid
from tracker.vocabulary import RankingStage

NEW, ASK = "new", "ask"
# What the history says of these.
SAID = {NEW: msgid("mới"), ASK: msgid("chưa xác định")}


def say_same(
    notice: RankingNotice,
    answers: Mapping[int, str],
    before: Mapping[int, str],
    *,
    version: int | None,
    by: User,
    now: datetime,
) -> int:
    """Keep what each criterion was a year before: its id there, "new", or "ask" (not decided yet).

    before: the criteria of the year before, id → code. What the answers leave out stays
    as it was. Return how many changed. Raises RuleBroken, Stale.
    """
    if notice.stage is not RankingStage.PUBLISHED:
        raise RuleBroken(msgid("Chỉ đối chiếu tiêu chí của kết quả đã công bố."))
    notice.touch(version)
    changed = {}
    for line in notice.criteria:
        if line.id not in answers:
            continue
        had = _said(line)
        said = _checked(line, answers[line.id], before)
        if said != had:
            line.is_new, line.same_as_id = said == NEW, int(said) if said.isdigit() else None
            changed[line.code] = [SAID.get(code) or before.get(int(code), code) for code in (had, said)]
    if changed:
        had_been, is_now = ({code: both[place] for code, both in changed.items()} for place in (0, 1))
        record("ranking.same_said", notice, by=by, now=now, before={"criteria": had_been}, after={"criteria": is_now})
    return len(changed)


def _said(line: Criterion) -> str:
    if line.is_new:
        return NEW
    return str(line.same_as_id) if line.same_as_id is not None else ASK


def _checked(line: Criterion, answer: str, before: Mapping[int, str]) -> str:
    """Return the answer. Raises RuleBroken where it names no criterion of the year before."""
    if answer in (NEW, ASK) or answer in {str(number) for number in before}:
        return answer
    raise RuleBroken(
        msgid("Chọn tiêu chí của năm trước cho tiêu chí %(code)s."), field=f"same-{line.id}", code=line.code
    )
