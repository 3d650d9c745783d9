"""What people do with the self-scoring: give points, note what came back, explain where it differs."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from tracker.audit.operations import record
from tracker.errors import Stale
from tracker.extensions import db
from tracker.models import Plan, SelfScore, User
from tracker.ranking.dossier_queries import Dossier, Line
from tracker.ranking.dossier_rules import Typed
from tracker.text import msgid

# column → its key in the audit
AUDITED = {"points": "self_points", "returned_points": "returned_points"}
CHANGED = msgid("Phần tự chấm vừa được người khác thay đổi. Xem lại rồi lưu lại.")


def save_scores(
    plan: Plan, dossier: Dossier, typed: Mapping[int, Typed], *, stamp: str, by: User, now: datetime
) -> int:
    """Keep what the agency gives itself; return how many criteria changed. Raises Stale."""
    return _save(plan, dossier, typed, ("points", "words"), "self_score.given", stamp=stamp, by=by, now=now)


def save_returned(
    plan: Plan, dossier: Dossier, typed: Mapping[int, Typed], *, stamp: str, by: User, now: datetime
) -> int:
    """Keep the points that came back and what is said about them; return how many changed. Raises Stale."""
    names = ("returned_points", "explanation")
    return _save(plan, dossier, typed, names, "self_score.explained", stamp=stamp, by=by, now=now)


def _save(
    plan: Plan,
    dossier: Dossier,
    typed: Mapping[int, Typed],
    names: tuple[str, str],
    action: str,
    *,
    stamp: str,
    by: User,
    now: datetime,
) -> int:
    if stamp != dossier.stamp:
        raise Stale(CHANGED)
    changed = 0
    for line in dossier.lines:
        said = typed.get(line.criterion.id)
        before: tuple[Decimal | None, str] = _kept(line, names)
        if said is None or before == (said.points, said.words):
            continue
        score = line.score or _begun(plan, line, by, now)
        setattr(score, names[0], said.points)
        setattr(score, names[1], said.words)
        score.changed_at, score.changed_by_id = now, by.id
        if line.score is not None:
            score.touch(score.version)
        db.session.flush()
        changed += 1
        record(
            action,
            score,
            by=by,
            now=now,
            before={AUDITED[names[0]]: _said(before[0])},
            after={AUDITED[names[0]]: _said(said.points), "criteria": [line.criterion.code]},
        )
    return changed


def _kept(line: Line, names: tuple[str, str]) -> tuple[Decimal | None, str]:
    return (getattr(line.score, names[0]), getattr(line.score, names[1])) if line.score else (None, "")


def _begun(plan: Plan, line: Line, by: User, now: datetime) -> SelfScore:
    score = SelfScore(
        agency_id=plan.agency_id,
        plan_id=plan.id,
        criterion_id=line.criterion.id,
        changed_at=now,
        changed_by_id=by.id,
        words="",
        explanation="",
    )
    db.session.add(score)
    return score


def _said(points: Decimal | None) -> str | None:
    return None if points is None else str(points)
