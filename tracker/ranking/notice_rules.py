"""What a result consists of, and what it can never be: more points than there are, a rank beyond the last."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from tracker.errors import RuleBroken
from tracker.text import fold, msgid
from tracker.vocabulary import RankingStage

MOST_CRITERIA = 300
MOST_AGENCIES = 500
MOST_POINTS = Decimal(99_999_999)


@dataclass(frozen=True)
class NoticeFacts:
    """The head of a notice."""

    year: int
    total: Decimal
    maximum: Decimal
    stage: RankingStage = RankingStage.PUBLISHED
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    criteria_set: str = ""
    rank: int | None = None
    ranked: int | None = None
    grade: str = ""
    next_grade: str = ""
    next_grade_from: Decimal | None = None

    def values(self) -> dict[str, object]:
        """Return each fact by its name."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


@dataclass(frozen=True)
class CriterionFacts:
    """A line of the result."""

    code: str
    name: str
    maximum: Decimal
    points: Decimal
    group: str = ""


@dataclass(frozen=True)
class AgencyFacts:
    """A line of the table of all agencies."""

    name: str
    total: Decimal
    rank: int | None = None
    grade: str = ""
    is_ours: bool = False


def check_notice(facts: NoticeFacts, criteria: Sequence[CriterionFacts], agencies: Sequence[AgencyFacts]) -> None:
    """Raise RuleBroken for what no result can say."""
    _check_head(facts)
    if not criteria:
        raise RuleBroken(msgid("Chưa có tiêu chí nào; nhập ít nhất một dòng tiêu chí."))
    if len(criteria) > MOST_CRITERIA or len(agencies) > MOST_AGENCIES:
        raise RuleBroken(
            msgid("Tối đa %(criteria)s tiêu chí và %(agencies)s cơ quan trong một kết quả."),
            criteria=MOST_CRITERIA,
            agencies=MOST_AGENCIES,
        )
    codes: set[str] = set()
    for line in criteria:
        _check_line(line)
        if line.code in codes:
            raise RuleBroken(msgid("Mã tiêu chí %(code)s có hai lần."), code=line.code)
        codes.add(line.code)
    _check_agencies(agencies)


def _check_head(facts: NoticeFacts) -> None:
    if not 2000 <= facts.year <= 2100:
        raise RuleBroken(msgid("Năm chấm điểm phải từ 2000 đến 2100."), field="year")
    if not 0 < facts.maximum <= MOST_POINTS:
        raise RuleBroken(msgid("Tổng điểm tối đa phải lớn hơn 0."), field="maximum")
    if not 0 <= facts.total <= facts.maximum:
        raise RuleBroken(msgid("Tổng điểm phải từ 0 đến tổng điểm tối đa."), field="total")
    if facts.rank is not None and (facts.rank < 1 or (facts.ranked is not None and facts.rank > facts.ranked)):
        raise RuleBroken(msgid("Thứ hạng phải từ 1 đến số cơ quan được xếp hạng."), field="rank")
    if facts.ranked is not None and not 1 <= facts.ranked <= 100_000:
        raise RuleBroken(msgid("Số cơ quan được xếp hạng phải lớn hơn 0."), field="ranked")
    if facts.next_grade_from is not None and not 0 <= facts.next_grade_from <= facts.maximum:
        raise RuleBroken(msgid("Mức điểm của loại tiếp theo phải từ 0 đến tổng điểm tối đa."), field="next_grade_from")


def _check_line(line: CriterionFacts) -> None:
    if not line.code or not line.name:
        raise RuleBroken(msgid("Mỗi tiêu chí cần mã và tên."))
    if len(line.code) > 40:
        raise RuleBroken(msgid("Mã tiêu chí “%(code)s” dài quá 40 ký tự."), code=line.code[:20])
    if not 0 < line.maximum <= MOST_POINTS:
        raise RuleBroken(msgid("Tiêu chí %(code)s: điểm tối đa phải lớn hơn 0."), code=line.code)
    if not 0 <= line.points <= line.maximum:
        raise RuleBroken(msgid("Tiêu chí %(code)s: điểm đạt phải từ 0 đến điểm tối đa."), code=line.code)


def _check_agencies(agencies: Sequence[AgencyFacts]) -> None:
    names: set[str] = set()
    for line in agencies:
        if not line.name:
            raise RuleBroken(msgid("Mỗi dòng điểm của các cơ quan cần tên cơ quan."))
        if fold(line.name) in names:
            raise RuleBroken(msgid("Cơ quan “%(name)s” có hai dòng."), name=line.name)
        names.add(fold(line.name))
        if not 0 <= line.total <= MOST_POINTS or (line.rank is not None and not 1 <= line.rank <= 100_000):
            raise RuleBroken(msgid("Cơ quan “%(name)s”: điểm hoặc hạng không hợp lệ."), name=line.name)
    if sum(line.is_ours for line in agencies) > 1:
        raise RuleBroken(msgid("Chỉ một dòng là cơ quan của mình."))
