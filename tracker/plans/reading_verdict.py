"""Whether what was read is a plan at all: a report that tells what was done gives nobody work."""

from tracker.plans.draft import PlanDraft
from tracker.plans.reading_piece import Piece
from tracker.text import fold

_PLANS = {"ke hoach", "quyet dinh", "chuong trinh", "phuong an", "thong bao", "chi thi", "huong dan", "ket luan"}


def is_plan(draft: PlanDraft, head: list[Piece]) -> bool:
    """Tell whether a reading is one of a plan.

    A report is none unless it puts its findings right; a paper that does not
    say what it is must name what is wrong, or give half of its work to a unit.
    """
    if draft.amendments:
        return True
    if draft.head.type == "BC":
        return any(duty.deficiency for duty in draft.duties)
    if draft.deficiencies:
        return True
    named = sum(1 for duty in draft.duties if duty.leads)
    says_so = draft.head.type == "CV" or any(fold(line.text) in _PLANS for line in head)
    return bool(draft.duties) if says_so else 0 < len(draft.duties) <= 2 * named
