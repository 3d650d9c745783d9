"""What the reader proposes for a plan, before a person has looked: items, their places, their doubts."""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tracker.text import squeeze
from tracker.vocabulary import DeadlineType, Doubt, DutyKind, PlanPart

TITLE_LENGTH = 90


@dataclass(frozen=True)
class Source:
    """Where in the extracted text something was read."""

    start: int
    end: int


@dataclass(frozen=True)
class DoubtDraft:
    """What a person must decide: a code, a sentence (msgid and params), and what is proposed."""

    code: Doubt
    sentence: str
    params: dict[str, Any] = field(default_factory=dict)
    proposal: dict[str, Any] | None = None


@dataclass(frozen=True)
class Basis:
    """A document that the plan rests on (căn cứ)."""

    type: str
    symbol: str
    issued_on: date | None
    issuer: str
    subject: str
    source: Source | None = None


@dataclass
class DocumentHead:
    """Who issued which document when; what the document leaves blank stays None or empty."""

    type: str = "KH"
    number: str | None = None
    symbol: str = ""
    issued_on: date | None = None
    issue_month: str | None = None
    place: str = ""
    issuer: str = ""
    parent: str = ""
    title: str = ""
    signer: str = ""
    signer_role: str = ""
    drafting_unit: str = ""
    recipients: list[str] = field(default_factory=list)
    bases: list[Basis] = field(default_factory=list)
    amends: dict[str, Any] | None = None
    replaces: dict[str, Any] | None = None


@dataclass(frozen=True)
class DeadlineDraft:
    """When, in the document's words and as a date; due_on is always the last day allowed."""

    raw: str | None = None
    type: DeadlineType = DeadlineType.NONE
    due_on: date | None = None
    starts_on: date | None = None
    recurrence: str | None = None
    workdays: int | None = None
    anchor: str | None = None
    proposed_on: date | None = None


@dataclass(frozen=True)
class TargetDraft:
    """How much, in the document's words and as a number."""

    raw: str
    op: str
    value: Decimal
    unit: str
    period: str | None = None


@dataclass
class DeficiencyDraft:
    """A finding that cost points, with the words of its cause and remedy."""

    code: str
    number: str
    title: str
    finding: str
    source: Source
    cause: str = ""
    remedy: str = ""
    criterion: str = ""
    points_lost: Decimal | None = None
    score: Decimal | None = None
    max_score: Decimal | None = None
    ratio: list[int] | None = None
    doubts: list[DoubtDraft] = field(default_factory=list)


@dataclass
class DutyDraft:
    """One line of the plan: who does what until when, and how much of it."""

    code: str
    number: str
    part: PlanPart
    deficiency: str | None
    kind: DutyKind
    title: str
    text: str
    source: Source
    leads: list[str] = field(default_factory=list)
    coops: list[str] = field(default_factory=list)
    deadline: DeadlineDraft = field(default_factory=DeadlineDraft)
    target: TargetDraft | None = None
    depends_on: list[str] = field(default_factory=list)
    product: str = ""
    doubts: list[DoubtDraft] = field(default_factory=list)


@dataclass
class PlanDraft:
    """Everything that was read from one document."""

    head: DocumentHead
    plan_year: int | None = None
    ends_on: date | None = None
    deficiencies: list[DeficiencyDraft] = field(default_factory=list)
    duties: list[DutyDraft] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    aliases: dict[str, list[str]] = field(default_factory=dict)
    amendments: list[dict[str, Any]] = field(default_factory=list)
    ranking: dict[str, Any] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    doubts: list[DoubtDraft] = field(default_factory=list)
    unread: list[Source] = field(default_factory=list)


def short_title(text: str, longest: int = TITLE_LENGTH) -> str:
    """Return the beginning of a duty's words for screens: whole words, a capital first."""
    words = squeeze(text).strip(" .;,:-–")
    if len(words) > longest:
        words = words[: longest + 1].rsplit(" ", 1)[0][:longest].rstrip(" .;,:(-–") + "…"
    return words[:1].upper() + words[1:]


def day_before(day: date) -> date:
    """Return the last day that is still before another."""
    return day - timedelta(days=1)


# -- the form of the reading's JSON (one dictionary a plan) ---------------------


def as_json(draft: PlanDraft) -> dict[str, Any]:
    """Return the draft as plain data: the document, its deficiencies, its tasks (one line of the plan each)."""
    return {
        "doc": _head_json(draft.head),
        "plan_year": draft.plan_year,
        "plan_end": _iso(draft.ends_on),
        "ranking": draft.ranking,
        "deficiencies": [_deficiency_json(item) for item in draft.deficiencies],
        "tasks": [_duty_json(duty) for duty in draft.duties],
        "departments": draft.departments,
        "aliases": draft.aliases,
        "amendments": draft.amendments,
        "flags": draft.flags,
        "doubts": [_doubt_json(doubt) for doubt in draft.doubts],
        "unread": [asdict(source) for source in draft.unread],
    }


def _head_json(head: DocumentHead) -> dict[str, Any]:
    plain = {name: value for name, value in vars(head).items() if name not in ("issued_on", "bases")}
    bases = [
        {
            "type": basis.type,
            "symbol": basis.symbol,
            "date": _iso(basis.issued_on),
            "issuer": basis.issuer,
            "subject": basis.subject,
            "source": asdict(basis.source) if basis.source else None,
        }
        for basis in head.bases
    ]
    return {**plain, "issue_date": _iso(head.issued_on), "basis": bases}


def _deficiency_json(item: DeficiencyDraft) -> dict[str, Any]:
    return {
        "code": item.code,
        "number": item.number,
        "title": item.title,
        "description": item.finding,
        "cause": item.cause,
        "remedy": item.remedy,
        "criterion": item.criterion,
        "points_lost": _plain_number(item.points_lost),
        "score": _plain_number(item.score),
        "max_score": _plain_number(item.max_score),
        "ratio": item.ratio,
        "source": asdict(item.source),
        "doubts": [_doubt_json(doubt) for doubt in item.doubts],
    }


def _duty_json(duty: DutyDraft) -> dict[str, Any]:
    return {
        "code": duty.code,
        "number": duty.number,
        "part": duty.part.value,
        "deficiency": duty.deficiency,
        "kind": duty.kind.value,
        "title": duty.title,
        "text": duty.text,
        "lead": duty.leads,
        "coop": duty.coops,
        "deadline": _deadline_json(duty.deadline),
        "target": _target_json(duty.target),
        "depends_on": duty.depends_on,
        "product": duty.product or None,
        "source": asdict(duty.source),
        "doubts": [_doubt_json(doubt) for doubt in duty.doubts],
    }


def _deadline_json(deadline: DeadlineDraft) -> dict[str, Any]:
    return {
        "raw": deadline.raw,
        "type": deadline.type.value,
        "date": _iso(deadline.due_on),
        "start": _iso(deadline.starts_on),
        "recurrence": deadline.recurrence,
        "workdays": deadline.workdays,
        "anchor": deadline.anchor,
        "proposed_date": _iso(deadline.proposed_on),
    }


def _target_json(target: TargetDraft | None) -> dict[str, Any] | None:
    return None if target is None else {**vars(target), "value": _plain_number(target.value)}


def _doubt_json(doubt: DoubtDraft) -> dict[str, Any]:
    """Return a doubt with its sentence filled in, and the msgid and params to say it in another language."""
    return {
        "code": doubt.code.value,
        "sentence": doubt.sentence % doubt.params if doubt.params else doubt.sentence,
        "message": doubt.sentence,
        "params": doubt.params,
        "proposal": doubt.proposal,
    }


def from_json(data: dict[str, Any]) -> PlanDraft:
    """Build the draft again from what as_json() gave."""
    head = dict(data["doc"])
    issued_on = _day(head.pop("issue_date"))
    bases = [
        Basis(b["type"], b["symbol"], _day(b["date"]), b["issuer"], b["subject"], _source(b["source"]))
        for b in head.pop("basis")
    ]
    return PlanDraft(
        head=DocumentHead(**head, bases=bases, issued_on=issued_on),
        plan_year=data["plan_year"],
        ends_on=_day(data["plan_end"]),
        deficiencies=[_deficiency(item) for item in data["deficiencies"]],
        duties=[_duty(item) for item in data["tasks"]],
        doubts=[_doubt(item) for item in data["doubts"]],
        unread=[Source(**span) for span in data["unread"]],
        **{name: data[name] for name in ("ranking", "departments", "aliases", "amendments", "flags")},
    )


def _deficiency(data: dict[str, Any]) -> DeficiencyDraft:
    plain = {name: data[name] for name in ("code", "number", "title", "cause", "remedy", "criterion", "ratio")}
    return DeficiencyDraft(
        **plain,
        finding=data["description"],
        points_lost=_decimal(data["points_lost"]),
        score=_decimal(data.get("score")),
        max_score=_decimal(data.get("max_score")),
        source=Source(**data["source"]),
        doubts=[_doubt(item) for item in data["doubts"]],
    )


def _duty(data: dict[str, Any]) -> DutyDraft:
    due, target = data["deadline"], data["target"]
    return DutyDraft(
        **{name: data[name] for name in ("code", "number", "deficiency", "title", "text", "depends_on")},
        part=PlanPart(data["part"]),
        kind=DutyKind(data["kind"]),
        leads=data["lead"],
        coops=data["coop"],
        deadline=DeadlineDraft(
            raw=due["raw"],
            type=DeadlineType(due["type"]),
            due_on=_day(due["date"]),
            starts_on=_day(due["start"]),
            recurrence=due["recurrence"],
            workdays=due["workdays"],
            anchor=due["anchor"],
            proposed_on=_day(due["proposed_date"]),
        ),
        target=TargetDraft(**{**target, "value": _decimal(target["value"])}) if target else None,
        product=data["product"] or "",
        source=Source(**data["source"]),
        doubts=[_doubt(item) for item in data["doubts"]],
    )


def _doubt(data: dict[str, Any]) -> DoubtDraft:
    return DoubtDraft(Doubt(data["code"]), data["message"], data["params"], data["proposal"])


def _source(data: dict[str, int] | None) -> Source | None:
    return Source(**data) if data else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain_number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _decimal(value: int | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
