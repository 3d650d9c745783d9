"""What the self-scoring of a plan shows: its criteria, what is claimed, and the verified evidence behind each."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from tracker.extensions import db
from tracker.models import (
    Criterion,
    CriterionMatch,
    Department,
    Duty,
    Evidence,
    EvidenceCheck,
    Plan,
    RankingNotice,
    SelfScore,
    StoredFile,
    Submission,
    SubmittedEvidence,
    Task,
    User,
)
from tracker.permissions import visible_to
from tracker.ranking.dossier_rules import Asked, Gap, needs_proof, proposed
from tracker.ranking.ledger_queries import ledger_of
from tracker.vocabulary import EvidenceKind, MatchState, Points, RankingStage, SubmissionOutcome, TaskState


class Proof(NamedTuple):
    """A supporting document (tài liệu kiểm chứng): an item of the list that was verified."""

    criterion_id: int
    id: int
    kind: EvidenceKind
    title: str
    url: str | None
    document_number: str
    document_on: date | None
    published_on: date | None
    filename: str
    sha256: str | None
    size: int | None
    media_type: str | None
    duty: str
    unit: str
    verified_at: datetime | None

    @property
    def name(self) -> str:
        return self.title or self.document_number or self.filename or self.url or ""


@dataclass
class Line:
    """A criterion of the dossier."""

    criterion: Criterion
    score: SelfScore | None
    regained: Decimal
    proofs: list[Proof] = field(default_factory=list)

    @property
    def asked(self) -> Asked:
        return Asked(self.criterion.id, self.criterion.code, self.criterion.maximum)

    @property
    def begins_with(self) -> Decimal:
        return proposed(self.criterion.points, self.criterion.maximum, self.regained)

    @property
    def points(self) -> Decimal | None:
        return self.score.points if self.score else None

    @property
    def returned(self) -> Decimal | None:
        return self.score.returned_points if self.score else None

    @property
    def gap(self) -> Gap | None:
        return Gap(self.points, self.returned) if self.points is not None and self.returned is not None else None

    @property
    def lacks_proof(self) -> bool:
        return needs_proof(self.points, self.criterion.points, len(self.proofs))


@dataclass
class Dossier:
    """The self-scoring of a plan: criterion by criterion, and its sums."""

    notice: RankingNotice
    lines: list[Line]
    # The draft that came back for the plan's own year, where it was imported.
    draft: RankingNotice | None

    @property
    def stamp(self) -> str:
        """What a form was read with: of two at once, the second is told."""
        return ",".join(f"{line.score.id}:{line.score.version}" for line in self.lines if line.score)

    @property
    def maximum(self) -> Decimal:
        return sum((line.criterion.maximum for line in self.lines), Decimal(0))

    @property
    def last(self) -> Decimal:
        return sum((line.criterion.points for line in self.lines), Decimal(0))

    @property
    def claimed(self) -> Decimal:
        return sum((line.points or Decimal(0) for line in self.lines), Decimal(0))

    @property
    def returned(self) -> Decimal:
        return sum((line.returned or Decimal(0) for line in self.lines), Decimal(0))

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """The criteria under the names of their groups, in the order of the result."""
        return [(name, list(some)) for name, some in groupby(self.lines, key=lambda line: line.criterion.group_name)]

    @property
    def scored(self) -> int:
        return sum(line.points is not None for line in self.lines)

    @property
    def proofs(self) -> int:
        return len({proof.id for line in self.lines for proof in line.proofs})


def dossier_of(user: User, plan: Plan, today: date) -> Dossier | None:
    """Return the self-scoring of a plan; None without a published result of the year before."""
    notice = db.session.scalar(_notices(user, plan.year - 1, RankingStage.PUBLISHED))
    if notice is None:
        return None
    criteria = db.session.scalars(
        select(Criterion)
        .where(visible_to(user, Criterion), Criterion.notice_id == notice.id)
        .order_by(Criterion.position, Criterion.id)
    ).all()
    scores = db.session.scalars(
        select(SelfScore).where(SelfScore.agency_id == plan.agency_id, SelfScore.plan_id == plan.id)
    )
    by_criterion = {score.criterion_id: score for score in scores}
    # What was regained does not depend on how likely the rest is.
    ledger = ledger_of(user, plan, today=today, outlooks={})
    regained = {line.criterion_id: line.amounts[Points.REGAINED] for line in ledger.lines} if ledger else {}
    proofs = _proofs(user, plan, notice)
    lines = [
        Line(one, by_criterion.get(one.id), regained.get(one.id, Decimal(0)), proofs.get(one.id, []))
        for one in criteria
    ]
    return Dossier(notice, lines, db.session.scalar(_notices(user, plan.year, RankingStage.DRAFT)))


def _notices(user: User, year: int, stage: RankingStage) -> Select[tuple[RankingNotice]]:
    return select(RankingNotice).where(
        visible_to(user, RankingNotice), RankingNotice.year == year, RankingNotice.stage == stage
    )


def _proofs(user: User, plan: Plan, notice: RankingNotice) -> dict[int, list[Proof]]:
    """Return the evidence of verified tasks, as it stood in the report that was verified, by criterion."""
    last = (
        select(func.max(Submission.id))
        .where(Submission.agency_id == Task.agency_id, Submission.task_id == Task.id)
        .where(Submission.outcome == SubmissionOutcome.VERIFIED)
        .correlate(Task)
        .scalar_subquery()
    )
    query: Select[Any] = (
        select(
            CriterionMatch.criterion_id,
            Evidence.id,
            Evidence.kind,
            Evidence.title,
            Evidence.url,
            Evidence.document_number,
            Evidence.document_on,
            Evidence.published_on,
            Evidence.filename,
            StoredFile.sha256,
            StoredFile.size,
            StoredFile.media_type,
            Duty.number,
            Department.name,
            Task.verified_at,
        )
        .join(
            Criterion, (Criterion.agency_id == CriterionMatch.agency_id) & (Criterion.id == CriterionMatch.criterion_id)
        )
        .join(
            Duty,
            (Duty.agency_id == CriterionMatch.agency_id) & (Duty.deficiency_id == CriterionMatch.deficiency_id),
        )
        .join(Task, (Task.agency_id == Duty.agency_id) & (Task.duty_id == Duty.id))
        .join(Department, Department.id == Task.department_id)
        .join(
            SubmittedEvidence,
            (SubmittedEvidence.agency_id == Task.agency_id) & (SubmittedEvidence.submission_id == last),
        )
        .join(Evidence, Evidence.id == SubmittedEvidence.evidence_id)
        .outerjoin(StoredFile, (StoredFile.agency_id == Evidence.agency_id) & (StoredFile.id == Evidence.file_id))
        .where(visible_to(user, CriterionMatch), CriterionMatch.state == MatchState.CONFIRMED)
        .where(Criterion.notice_id == notice.id, Duty.plan_id == plan.id, Task.state == TaskState.VERIFIED)
        .where(Evidence.withdrawn_at.is_(None))
        .order_by(Duty.position, Task.id, Evidence.published_on, Evidence.id)
    )
    found: dict[int, list[Proof]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row[0]].append(Proof(*row))
    return found


def snapshots_of(user: User, evidence_ids: list[int]) -> dict[int, bytes]:
    """Return the words that were last seen at each address, compressed as they are kept."""
    found: dict[int, bytes] = {}
    for start in range(0, len(evidence_ids), 500):
        some = evidence_ids[start : start + 500]
        query = (
            select(EvidenceCheck.evidence_id, EvidenceCheck.snapshot)
            .where(EvidenceCheck.agency_id == user.agency_id, EvidenceCheck.evidence_id.in_(some))
            .where(EvidenceCheck.snapshot.is_not(None))
            .order_by(EvidenceCheck.id)
        )
        found.update({number: words for number, words in db.session.execute(query) if words is not None})
    return found
