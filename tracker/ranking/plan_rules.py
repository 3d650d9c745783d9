"""A plan from a published result: what lost points becomes deficiencies, what helped before their duties. Pure.

The outcome has the form of a document that was read, so that a person reviews
and confirms it as any other; its text says line by line where each row is from.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_lowercase
from typing import Any

from tracker.plans.draft import (
    DeficiencyDraft,
    DocumentHead,
    DutyDraft,
    PlanDraft,
    Source,
    TargetDraft,
    as_json,
    short_title,
)
from tracker.plans.reading_doubts import add_doubts
from tracker.ranking.year_rules import YearLine
from tracker.text import msgid, vn_number
from tracker.vocabulary import DutyKind, PlanPart

TITLE = msgid("Kế hoạch khắc phục tồn tại, hạn chế theo kết quả xếp hạng năm %(year)s")
HEADING = msgid("KẾT QUẢ XẾP HẠNG NĂM %(year)s")
LINE = msgid("%(code)s %(name)s: đạt %(points)s/%(maximum)s, bị trừ %(lost)s điểm.")
FINDING = msgid("Năm %(year)s tiêu chí %(code)s đạt %(points)s/%(maximum)s, bị trừ %(lost)s điểm.")
HELPED = msgid("Giải pháp năm %(year)s (bị trừ %(before)s còn %(after)s): %(text)s")
TO_DO = msgid("Khắc phục: %(name)s")


@dataclass(frozen=True)
class Remedy:
    """A duty of an earlier plan that was verified, and after which its criterion lost fewer points."""

    duty_id: int
    year: int
    kind: DutyKind
    title: str
    text: str
    product: str
    target: TargetDraft | None
    units: tuple[str, ...]
    lost_before: Decimal
    lost_after: Decimal


@dataclass(frozen=True)
class Chosen:
    """A criterion that lost points, with the remedies that are to be used again."""

    line: YearLine
    remedies: tuple[Remedy, ...] = ()


def ancestors(line: YearLine, by_id: Mapping[int, tuple[int, YearLine]]) -> Iterator[tuple[int, YearLine, YearLine]]:
    """Yield (year, criterion, what it was a year later), from the year before this line backwards."""
    seen = {line.id}
    while line.same_as_id in by_id and line.same_as_id not in seen:
        year, before = by_id[line.same_as_id]
        yield year, before, line
        seen.add(before.id)
        line = before


def proposal_of(chosen: Sequence[Chosen], *, year: int, told: str, issuer: str) -> tuple[str, dict[str, Any]]:
    """Return (text, proposal) of the plan that answers a year's result; told says how the result was published.

    Each deficiency of the proposal has the id of its criterion (criterion_id).
    """
    draft = PlanDraft(DocumentHead(issuer=issuer, title=TITLE % {"year": year}), plan_year=year + 1)
    text = _Text()
    text.add(HEADING % {"year": year})
    text.add(told)
    for place, one in enumerate(chosen, 1):
        _propose(draft, text, one, place, year)
    add_doubts(draft, text.whole)
    proposal = as_json(draft)
    for item, one in zip(proposal["deficiencies"], chosen, strict=True):
        item["criterion_id"] = one.line.id
    return text.whole, proposal


class _Text:
    """The text of the proposal while it is written."""

    def __init__(self) -> None:
        self.whole = ""

    def add(self, line: str) -> Source:
        start = len(self.whole)
        self.whole += f"{line}\n"
        return Source(start, start + len(line))


def _propose(draft: PlanDraft, text: _Text, chosen: Chosen, place: int, year: int) -> None:
    line, code, number = chosen.line, str(place), f"II.{place}"
    said = {"code": line.code, "name": line.name} | {
        name: vn_number(value, 2) for name, value in (("points", line.points), ("maximum", line.maximum))
    }
    said["lost"] = vn_number(line.lost, 2)
    source = text.add(LINE % said)
    finding = FINDING % (said | {"year": year})
    draft.deficiencies.append(
        DeficiencyDraft(
            code, number, line.name, finding, source, criterion=line.code, points_lost=line.lost, score=line.points,
            max_score=line.maximum,
        )
    )  # fmt: skip
    duties = [_again(remedy, text, year + 1) for remedy in chosen.remedies]
    duties = duties or [_to_do(line, source)]
    for at, duty in enumerate(duties):
        draft.duties.append(replace(duty, code=f"{code}{_letters(at)}", number=number, deficiency=code))


def _again(remedy: Remedy, text: _Text, year: int) -> DutyDraft:
    """Return a duty that helped, for another year: its words, units and target, not its deadline."""

    def words(said: str) -> str:
        return re.sub(rf"\b{remedy.year}\b", str(year), said)

    before, after = vn_number(remedy.lost_before, 2), vn_number(remedy.lost_after, 2)
    target = remedy.target and replace(
        remedy.target, raw=words(remedy.target.raw), period=words(remedy.target.period or "") or None
    )
    said = {"year": remedy.year, "before": before, "after": after, "text": words(remedy.text)}
    source = text.add(HELPED % said)
    return DutyDraft(
        code="",
        number="",
        part=PlanPart.REMEDY,
        deficiency=None,
        kind=remedy.kind,
        title=words(remedy.title),
        text=words(remedy.text),
        source=source,
        leads=list(remedy.units),
        target=target,
        product=words(remedy.product),
    )


def _to_do(line: YearLine, source: Source) -> DutyDraft:
    words = TO_DO % {"name": line.name}
    return DutyDraft("", "", PlanPart.REMEDY, None, DutyKind.OTHER, short_title(words), words, source)


def _letters(place: int) -> str:
    """Return a, b … z, then z and a number: codes of one deficiency's duties."""
    return ascii_lowercase[place] if place < len(ascii_lowercase) else f"z{place}"
