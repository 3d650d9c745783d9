"""The "6 rõ": whether a duty says who, what, when, who answers for it, who decides, and what comes of it.

Pure functions over what a duty says. Person, work, time and result can be
read; responsibility and authority only where the words state them. What
cannot be read is left to a person, whose judgement is kept with the duty.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tracker.plans.review import final_due, final_leads
from tracker.text import fold
from tracker.vocabulary import Clearness, ClearPoint, DeadlineType, DutyKind

Points = dict[ClearPoint, Clearness]

# Fewer words than these name no work.
FEWEST_WORDS = 3
# Deadlines that are clear without a day of the calendar.
WITHOUT_DAY = frozenset({DeadlineType.RELATIVE, DeadlineType.RECURRING, DeadlineType.ONGOING})
# Kinds of work that are a document themselves: it is the result.
DOCUMENTS = frozenset({DutyKind.ISSUE, DutyKind.REPORT})
_ANSWERS_FOR = re.compile(r"\b(chiu trach nhiem|chu tri|dau moi|phoi hop)\b")
_WHO = r"(giam doc|lanh dao|chu tich|bi thu|truong (phong|don vi)|thu truong|nguoi dung dau|ubnd|uy ban|bo truong)"
_DECIDES = re.compile(
    rf"\btham quyen\b|\b(bao cao|trinh|xin y kien|tham muu|duoc) ([^.;,]* )?{_WHO}\b"
    r"|\b(phe duyet|ky ban hanh|quyet dinh ban hanh|uy quyen)\b"
)


@dataclass(frozen=True)
class Said:
    """What a duty says, as far as the six points ask."""

    text: str
    kind: str
    leads: int
    by_group: bool = False
    coops: int = 0
    is_timed: bool = False
    has_result: bool = False
    judged: frozenset[str] = field(default_factory=frozenset)


def _person(said: Said) -> Clearness:
    return Clearness.CLEAR if said.leads else Clearness.UNCLEAR


def _work(said: Said) -> Clearness:
    """A kind that was not recognised is no fault of the words: a person looks."""
    if len(said.text.split()) < FEWEST_WORDS:
        return Clearness.UNCLEAR
    return Clearness.TO_JUDGE if said.kind == DutyKind.OTHER else Clearness.CLEAR


def _time(said: Said) -> Clearness:
    return Clearness.CLEAR if said.is_timed else Clearness.UNCLEAR


def _responsibility(said: Said) -> Clearness:
    """One unit answers for it when the words say so or name those who only help."""
    if not said.leads:
        return Clearness.UNCLEAR
    alone = said.leads == 1 and not said.by_group
    stated = said.coops or _ANSWERS_FOR.search(fold(said.text))
    return Clearness.CLEAR if alone and stated else Clearness.TO_JUDGE


def _authority(said: Said) -> Clearness:
    return Clearness.CLEAR if _DECIDES.search(fold(said.text)) else Clearness.TO_JUDGE


def _result(said: Said) -> Clearness:
    return Clearness.CLEAR if said.has_result or said.kind in DOCUMENTS else Clearness.UNCLEAR


RULES: dict[ClearPoint, Callable[[Said], Clearness]] = {
    ClearPoint.PERSON: _person,
    ClearPoint.WORK: _work,
    ClearPoint.TIME: _time,
    ClearPoint.RESPONSIBILITY: _responsibility,
    ClearPoint.AUTHORITY: _authority,
    ClearPoint.RESULT: _result,
}


def read_points(said: Said) -> Points:
    """Return what can be read of each point, whatever a person has judged."""
    return {point: rule(said) for point, rule in RULES.items()}


def points_of(said: Said) -> Points:
    """Return each point; one left to a person is clear when a person judged it so."""
    return {
        point: Clearness.CLEAR if found is Clearness.TO_JUDGE and point in said.judged else found
        for point, found in read_points(said).items()
    }


def is_clear(points: Points) -> bool:
    """Say whether all six are clear ("đạt 6 rõ")."""
    return all(found is Clearness.CLEAR for found in points.values())


@dataclass(frozen=True)
class Tally:
    """How many duties of a plan are clear: in all six, and in each."""

    duties: int
    clear: int
    by_point: dict[ClearPoint, int]


def tally(all_points: Iterable[Points]) -> Tally:
    """Count the clear duties, and for each point those in which it is clear."""
    rows = list(all_points)
    by_point = {point: sum(row[point] is Clearness.CLEAR for row in rows) for point in ClearPoint}
    return Tally(len(rows), sum(map(is_clear, rows)), by_point)


def said_of_row(row: dict[str, Any], plan_end: str) -> Said:
    """Return what a row of the review says after the decisions taken so far."""
    leads = final_leads(row)
    due, _basis = final_due(row, plan_end)
    return Said(
        text=row["text"] or row["title"],
        kind=row["kind"],
        leads=len(leads),
        by_group=any(key[:1] in "g*" for key in leads),
        coops=len(row["coops"]),
        is_timed=is_timed(bool(due), row["due_type"], row["recurrence"]),
        has_result=bool(row["product"].strip() or row["target_value"] or row["target_raw"]),
        judged=frozenset(row.get("judged", ())),
    )


def is_timed(has_day: bool, deadline_type: str, recurrence: str) -> bool:
    """Say whether a duty says when: a day, a milestone, a period, or always."""
    return has_day or bool(recurrence) or deadline_type in WITHOUT_DAY
