"""Findings that only sum up those of a table: "Các chỉ số thấp gồm: A, B, C", with A, B and C as its rows."""

from tracker.plans.draft import DeficiencyDraft, PlanDraft
from tracker.text import fold

_FEWEST = 2  # findings that a sum names
_MOST = 200  # findings that are looked for; no sentence sums up more, and the search stays short


def leave_out_summaries(draft: PlanDraft) -> None:
    """Take the findings that only name others off the list; their words are shown as not read."""
    worked = {duty.deficiency for duty in draft.duties if duty.deficiency}
    titles = [title for item in draft.deficiencies if item.code in worked and len((title := _title(item)).split()) > 1]
    sums = [item for item in draft.deficiencies if item.code not in worked and _names(item, titles[:_MOST])]
    draft.deficiencies = [item for item in draft.deficiencies if item not in sums]
    draft.unread += [item.source for item in sums]


def _title(item: DeficiencyDraft) -> str:
    return fold(item.title)


def _names(item: DeficiencyDraft, titles: list[str]) -> bool:
    words = fold(f"{item.title} {item.finding}")
    return sum(1 for title in titles if title in words) >= _FEWEST
