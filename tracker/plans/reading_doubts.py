"""What a reading could not settle: each doubt with its sentence and a proposal, for a person to decide."""

from dataclasses import replace

from tracker.plans.draft import DoubtDraft, DutyDraft, PlanDraft
from tracker.plans.reading_deadlines import plan_end
from tracker.text import msgid, nfc, vn_date
from tracker.vocabulary import DeadlineType, Doubt, DutyKind, PlanPart

# Misspellings that stand in many official papers, with the right form.
_TYPOS = {"Công thông tin": "Cổng thông tin", "nghành": "ngành", "cập nhập": "cập nhật"}

NO_NUMBER = msgid("Số văn bản để trống; để trống đến khi văn bản có số.")
NO_DAY = msgid("Ngày ban hành để trống; để trống đến khi văn bản có ngày.")
END_INFERRED = msgid("Văn bản không nêu ngày kết thúc; đề xuất %(day)s theo năm của kế hoạch.")
NO_UNIT = msgid("Văn bản không nêu đơn vị thực hiện nhiệm vụ này.")
NO_UNIT_BUT_CENTRE = msgid("Văn bản không nêu đơn vị thực hiện; đề xuất %(unit)s, đầu mối theo mục %(number)s.")
NO_DEADLINE = msgid("Văn bản không nêu thời hạn.")
NO_DEADLINE_BUT_END = msgid("Văn bản không nêu thời hạn; đề xuất ngày kết thúc kế hoạch %(day)s.")
NOT_UNDERSTOOD = msgid("Có %(count)s câu trong phần nhiệm vụ chưa được đọc thành nhiệm vụ, cần người xem.")


def add_doubts(draft: PlanDraft, text: str) -> None:
    """Write down what a person must decide, with what the document suggests."""
    _doubt_head(draft)
    _doubt_end(draft)
    centre = next((duty for duty in draft.duties if duty.kind is DutyKind.COORDINATE and duty.leads), None)
    centre = centre or next((duty for duty in draft.duties if _is_centre(duty)), None)
    for duty in draft.duties:
        if not duty.leads:
            duty.doubts.append(_no_unit(centre, text))
        if duty.deadline.type is DeadlineType.NONE:
            duty.doubts.append(_no_deadline(draft))
            duty.deadline = replace(duty.deadline, proposed_on=draft.ends_on)
    if draft.unread:
        draft.doubts.append(DoubtDraft(Doubt.NOT_UNDERSTOOD, NOT_UNDERSTOOD, {"count": len(draft.unread)}))
    _flag(draft, text)


def _doubt_head(draft: PlanDraft) -> None:
    if draft.head.number is None:
        draft.doubts.append(DoubtDraft(Doubt.MISSING_NUMBER, NO_NUMBER))
    if draft.head.issued_on is None:
        draft.doubts.append(DoubtDraft(Doubt.MISSING_ISSUE_DAY, NO_DAY))


def _doubt_end(draft: PlanDraft) -> None:
    """Propose the end of the plan's year, and say that it is a proposal."""
    if draft.plan_year is None:
        return
    draft.ends_on = plan_end(draft.plan_year)
    params = {"day": vn_date(draft.ends_on)}
    draft.doubts.append(
        DoubtDraft(Doubt.PLAN_END_INFERRED, END_INFERRED, params, {"plan_end": draft.ends_on.isoformat()})
    )


def _is_centre(duty: DutyDraft) -> bool:
    return duty.part is PlanPart.ORGANISATION and bool(duty.leads) and "đầu mối" in duty.text.lower()


def _no_unit(centre: DutyDraft | None, text: str) -> DoubtDraft:
    """Propose the unit that the document makes its centre, with the sentence that says so."""
    if centre is None:
        return DoubtDraft(Doubt.NO_UNIT, NO_UNIT)
    span = {"start": centre.source.start, "end": centre.source.end}
    proposal = {"lead": [centre.leads[0]], "source": span, "sentence": text[span["start"] : span["end"]]}
    return DoubtDraft(Doubt.NO_UNIT, NO_UNIT_BUT_CENTRE, {"unit": centre.leads[0], "number": centre.number}, proposal)


def _no_deadline(draft: PlanDraft) -> DoubtDraft:
    if draft.ends_on is None:
        return DoubtDraft(Doubt.NO_DEADLINE, NO_DEADLINE)
    proposal = {"date": draft.ends_on.isoformat()}
    return DoubtDraft(Doubt.NO_DEADLINE, NO_DEADLINE_BUT_END, {"day": vn_date(draft.ends_on)}, proposal)


def _flag(draft: PlanDraft, text: str) -> None:
    """Note oddities of the document as short codes."""
    draft.flags += [
        str(doubt.code) for doubt in draft.doubts if doubt.code in (Doubt.MISSING_NUMBER, Doubt.MISSING_ISSUE_DAY)
    ]
    dated = [duty for duty in draft.duties if duty.part is PlanPart.REMEDY and duty.deadline.due_on is not None]
    if draft.duties and not [duty for duty in dated if duty.deadline.type is not DeadlineType.YEAR]:
        draft.flags.append("no_task_deadlines")
    for wrong in _TYPOS:
        count = nfc(text).count(wrong)
        if count:
            draft.flags.append(f'typo: "{wrong}" x{count}')
