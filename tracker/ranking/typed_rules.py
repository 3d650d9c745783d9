"""What was typed on the page of a result goes into its draft; and what the draft comes to when nothing is open."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tracker.errors import RuleBroken
from tracker.ranking.draft_rules import AGENCY, HEAD, LINE, Draft, day, figure, is_blank, whole
from tracker.ranking.notice_rules import AgencyFacts, CriterionFacts, NoticeFacts
from tracker.ranking.reading_numbers import Sign, read_number, written
from tracker.text import msgid, nfc, squeeze
from tracker.vocabulary import RankingStage

LONGEST = {"name": 2_000, "group": 300, "code": 40, "criteria_set": 300, "issuer": 200}
SHORT = 80
FIGURES = ("maximum", "points", "total")


def take_typed(draft: Draft, typed: Mapping[str, str], ticked: str) -> None:
    """Put the fields of the page into the draft; a field that was not sent stays as it is.

    A figure that was typed is asked about like one that was read; ticked is
    the id of the line that is our own.
    """
    for name in HEAD:
        if f"head-{name}" in typed:
            draft["head"][name] = _clean(name, typed[f"head-{name}"])
    if draft["head"]["stage"] not in {stage.value for stage in RankingStage}:
        draft["head"]["stage"] = RankingStage.PUBLISHED.value
    for kind, names in (("criteria", LINE), ("agencies", AGENCY)):
        for line in draft[kind]:
            for name in names:
                if f"{line['id']}-{name}" in typed:
                    _take(line, name, _clean(name, typed[f"{line['id']}-{name}"]))
        draft[kind] = [line for line in draft[kind] if f"{line['id']}-drop" not in typed]
    if "ours" in typed:
        for line in draft["agencies"]:
            line["ours"] = line["id"] == ticked


def _clean(name: str, words: str) -> str:
    return squeeze(nfc(words))[: LONGEST.get(name, SHORT)]


def _take(line: dict[str, Any], name: str, words: str) -> None:
    if words == line[name]:
        return
    line["odd"].pop(name, None)
    line[name] = words
    if name not in FIGURES:
        return
    if name in ("points", "maximum") and "lost" in line:
        # What the file said was lost is no longer compared with a figure that a person corrected.
        line["lost"] = ""
    number = read_number(words, Sign.COMMA)
    if number is not None:
        line[name] = written(number.value)
        if number.odd:
            line["odd"][name] = [number.odd.value, words]


def facts_of(draft: Draft) -> tuple[NoticeFacts, list[CriterionFacts], list[AgencyFacts]]:
    """Return what is to be kept. Raises RuleBroken where something is missing."""
    head = draft["head"]
    year, total, maximum = whole(head["year"]), figure(head["total"]), figure(head["maximum"])
    if year is None or total is None or maximum is None:
        raise RuleBroken(msgid("Cần năm chấm điểm, tổng điểm và tổng điểm tối đa."))
    facts = NoticeFacts(
        year=year,
        stage=RankingStage(head["stage"]),
        total=total,
        maximum=maximum,
        issued_on=day(head["issued_on"]),
        rank=whole(head["rank"]),
        ranked=whole(head["ranked"]),
        next_grade_from=figure(head["next_grade_from"]),
        number=head["number"][:80],
        issuer=head["issuer"][:200],
        criteria_set=head["criteria_set"][:300],
        grade=head["grade"][:60],
        next_grade=head["next_grade"][:60],
    )
    criteria = [_criterion(line) for line in draft["criteria"] if not is_blank(line, LINE)]
    agencies = [_agency(line) for line in draft["agencies"] if not is_blank(line, AGENCY)]
    return facts, criteria, agencies


def _criterion(line: dict[str, Any]) -> CriterionFacts:
    maximum, points = figure(line["maximum"]), figure(line["points"])
    if maximum is None or points is None:
        raise RuleBroken(msgid("Tiêu chí %(code)s thiếu điểm tối đa hoặc điểm đạt."), code=line["code"] or "?")
    return CriterionFacts(line["code"], line["name"], maximum, points, line["group"])


def _agency(line: dict[str, Any]) -> AgencyFacts:
    total = figure(line["total"])
    if total is None:
        raise RuleBroken(msgid("Cơ quan “%(name)s” thiếu tổng điểm."), name=line["name"])
    return AgencyFacts(line["name"], total, whole(line["rank"]), line["grade"], line["ours"])


def typed_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the head of a kept result as it stands in the fields of the page."""
    kept: dict[str, str] = {}
    for name in HEAD:
        value = values[name]
        kept[name] = written(value) if isinstance(value, Decimal) else _field(value)
    return kept


def _field(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "year"):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    return str(getattr(value, "value", value))
