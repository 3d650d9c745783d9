"""Self-scoring (tự chấm điểm): what may be typed for a criterion, and where the score that came back differs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.errors import RuleBroken
from tracker.ranking.reading_numbers import plain_number, read_number
from tracker.text import fold, msgid, squeeze, vn_number

LONGEST = 2000
NO_NUMBER = msgid("Tiêu chí %(code)s: ghi điểm là một số, tối đa hai chữ số thập phân, ví dụ 3,5.")
OUT_OF_RANGE = msgid("Tiêu chí %(code)s: điểm từ 0 đến %(maximum)s.")
TOO_LONG = msgid("Tiêu chí %(code)s: nội dung dài quá %(most)s chữ; rút gọn lại.")


@dataclass(frozen=True)
class Asked:
    """A criterion as it is scored: its code and the most it can have."""

    id: int
    code: str
    maximum: Decimal


@dataclass(frozen=True)
class Typed:
    """What was typed for one criterion: points (None where the field is empty) and words."""

    points: Decimal | None
    words: str


@dataclass(frozen=True)
class Gap:
    """Where those who assess gave something else than the agency gave itself; below 0: less."""

    points: Decimal
    returned: Decimal

    @property
    def difference(self) -> Decimal:
        return self.returned - self.points


def points_typed(criterion: Asked, words: str, field: str) -> Decimal | None:
    """Return the points that were typed, None for an empty field. Raises RuleBroken."""
    if not words.strip():
        return None
    value = plain_number(words)
    if value is None:
        raise RuleBroken(NO_NUMBER, field=field, code=criterion.code)
    if not 0 <= value <= criterion.maximum:
        raise RuleBroken(OUT_OF_RANGE, field=field, code=criterion.code, maximum=vn_number(criterion.maximum, 2))
    return value


def words_typed(criterion: Asked, words: str, field: str) -> str:
    """Return the words that were typed. Raises RuleBroken."""
    said = words.strip()
    if len(said) > LONGEST:
        raise RuleBroken(TOO_LONG, field=field, code=criterion.code, most=LONGEST)
    return said


def read_returned(pasted: str, criteria: Sequence[Asked]) -> tuple[dict[int, str], list[str]]:
    """Return criterion → its points as they were pasted, and the lines that belong to none.

    A line is a code, then anything, then the points: what a copied table or
    a letter gives. Lines without figures are headings and say nothing.
    """
    by_code = {fold(one.code): one.id for one in criteria}
    found: dict[int, str] = {}
    strange = []
    for line in filter(None, (squeeze(line) for line in pasted.splitlines())):
        first, *rest = re.split(r"[\t;|]| {1,}", line)
        criterion = by_code.get(fold(first.rstrip(".:")))
        points = next((part for part in reversed(rest) if read_number(part) is not None), None)
        if criterion is not None and points is not None and criterion not in found:
            found[criterion] = points
        elif points is not None:
            strange.append(line)
    return found, strange


def proposed(last: Decimal, maximum: Decimal, regained: Decimal) -> Decimal:
    """Return the points to begin with: last year's, and what verified results won back."""
    return min(maximum, last + regained)


def by_size(gaps: Mapping[int, Gap]) -> list[int]:
    """Return the criteria whose score differs, the largest difference first."""
    differing = {number: gap for number, gap in gaps.items() if gap.difference}
    return sorted(differing, key=lambda number: (-abs(differing[number].difference), number))


def needs_proof(points: Decimal | None, last: Decimal, proofs: int) -> bool:
    """Say whether more is claimed than last year without any supporting document."""
    return points is not None and points > last and not proofs
