"""A plan document becomes a draft: head, deficiencies, duties, each with its place and its doubts.

usage: python -m tracker.plans.parser FILE      prints the reading as JSON
"""

import json
import sys
from pathlib import Path

from tracker.errors import Unreadable
from tracker.formats.blocks import Extracted
from tracker.formats.reader import read_document
from tracker.plans.draft import PlanDraft, as_json
from tracker.plans.reading_changed_lines import read_amendments
from tracker.plans.reading_coverage import Used, unread_in
from tracker.plans.reading_doubts import add_doubts
from tracker.plans.reading_duties import Builder
from tracker.plans.reading_findings import listed_findings
from tracker.plans.reading_head import plan_year, read_head
from tracker.plans.reading_parts import read_parts
from tracker.plans.reading_ranking import read_ranking
from tracker.plans.reading_structure import Point, outline
from tracker.plans.reading_summaries import leave_out_summaries
from tracker.plans.reading_times import Context
from tracker.plans.reading_verdict import is_plan
from tracker.text import fold, msgid

NO_PLAN = msgid(
    "Văn bản này không phải kế hoạch khắc phục: không tìm thấy tồn tại, hạn chế nào (mục “Tồn tại”, “Hạn chế”) và "
    "không tìm thấy nhiệm vụ nào (“Khắc phục”, “Giải pháp”, “Giao … thực hiện”, bảng có cột nhiệm vụ)."
)
# The year that dates without a year are read in when the document names none; it is never proposed.
_ANY_YEAR = 2000


def parse_plan(extracted: Extracted) -> PlanDraft:
    """Read a plan. Raises Unreadable for a text without any deficiency or duty."""
    parts = outline(extracted)
    head = read_head(parts.head, parts.tail, extracted.text)
    draft = PlanDraft(head, plan_year=plan_year(head))
    builder = Builder(extracted.text, draft, Context(draft.plan_year or _ANY_YEAR, issued_on=head.issued_on))
    builder.unread(parts.cut_off)
    read_amendments(builder, parts.points)
    read_parts(builder, parts.points, parts.head)
    if not draft.deficiencies:
        listed_findings(builder, parts)
    leave_out_summaries(draft)
    _list_unread(builder, parts.points)
    if not is_plan(draft, parts.head):
        raise Unreadable(NO_PLAN)
    # What a plan starts from stands before its findings; in them the figures are those of single criteria.
    opening = draft.deficiencies[0].source.start if draft.deficiencies else 20_000
    draft.ranking = read_ranking(extracted.text[: min(opening, 20_000)])
    _name_departments(draft)
    add_doubts(draft, extracted.text)
    return draft


def _list_unread(builder: Builder, points: list[Point]) -> None:
    """Add every sentence of the working parts that led to nothing to those that the parts already listed."""
    draft = builder.draft
    amended = [(change["source"]["start"], change["source"]["end"]) for change in draft.amendments]
    listed = [(span.start, span.end) for span in draft.unread]
    draft.unread += unread_in(points, Used([*builder.used, *amended, *listed]))
    draft.unread.sort(key=lambda span: (span.start, span.end))


def _name_departments(draft: PlanDraft) -> None:
    """List every unit once, and a shorter form of a name as its alias ("Trung tâm Ứng dụng")."""
    names = {fold(name.replace(",", "")): name for duty in draft.duties for name in (*duty.leads, *duty.coops)}
    for short, name in sorted(names.items(), key=lambda item: len(item[0])):
        longer = next((other for other in names if other != short and other.startswith(f"{short} ")), None)
        if longer and len(short.split()) > 2:
            draft.aliases.setdefault(names[longer], []).append(name)
    shortened = {name for others in draft.aliases.values() for name in others}
    draft.departments = [name for name in names.values() if name not in shortened]


def main(path: str) -> int:
    """Print the reading of a file as JSON, or the sentence that says why it cannot be read."""
    try:
        draft = parse_plan(read_document(Path(path).read_bytes(), path))
    except Unreadable as refused:
        print(refused, file=sys.stderr)
        return 1
    print(json.dumps(as_json(draft), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
