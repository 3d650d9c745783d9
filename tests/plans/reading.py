"""Short plans for the tests of the reader."""

from tracker.formats.reader import read_text
from tracker.plans.draft import DutyDraft, PlanDraft
from tracker.plans.parser import parse_plan


def read(text: str) -> PlanDraft:
    """Read a text as a plan."""
    return parse_plan(read_text(text))


def section(remedy: str, finding: str = "Thiếu bài.", more: str = "") -> PlanDraft:
    """Read a plan of one finding, its remedy, and further labelled lines."""
    return read(
        f"KẾ HOẠCH\nKhắc phục năm 2023\nII. NỘI DUNG\n1. Mục A\n- Tồn tại: {finding}\n- Khắc phục: {remedy}\n{more}"
    )


def who(draft: PlanDraft) -> list[tuple[str, list[str]]]:
    """Return each duty's code and leads."""
    return [(duty.code, duty.leads) for duty in draft.duties]


def when(duty: DutyDraft) -> str | None:
    """Return the last day a duty allows, or how it repeats, or its sort of time."""
    deadline = duty.deadline
    return deadline.recurrence or (deadline.due_on.isoformat() if deadline.due_on else deadline.type.value)
