"""How a plan is set must not change what is read from it: labels, numbers, dashes, line ends, blanks, letters."""

import re
import textwrap
import unicodedata
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.plans.reading import read
from tracker.plans.draft import PlanDraft
from tracker.text import squeeze

TWIN = (Path(__file__).resolve().parents[1] / "documents" / "twin_plan.txt").read_text(encoding="utf-8")
FINDING = ["Hạn chế", "Tồn tại", "Tồn tại, hạn chế", "Thiếu sót", "Khuyết điểm", "HẠN CHẾ", "Những hạn chế", "Bất cập"]
REMEDY = ["Giải pháp", "Khắc phục", "Biện pháp", "Giải pháp khắc phục", "Biện pháp khắc phục", "Hướng khắc phục"]
POINT = ["{}. ", "{}) ", "{}/ ", "{}- ", "{}."]
LETTER = ["{}) ", "{}. ", "{}/ ", "{}- "]
PART = ["{}. ", "{}/ ", "{} - ", "{}- ", "Phần {}. ", "Mục {}: ", "{}) "]
DASH = ["- ", "– ", "+ ", "* ", "• ", ""]
MARK = ["", "*", "**", "***"]


def essence(draft: PlanDraft) -> tuple:
    """Return what must be the same however a plan is set."""
    return (
        [(squeeze(item.finding), item.code) for item in draft.deficiencies],
        [
            (
                squeeze(duty.text),
                duty.code,
                duty.deficiency,
                duty.kind,
                [squeeze(name) for name in duty.leads],
                [squeeze(name) for name in duty.coops],
                (duty.deadline.type, duty.deadline.due_on, duty.deadline.recurrence),
                duty.target and (duty.target.value, duty.target.unit),
                duty.depends_on,
            )
            for duty in draft.duties
        ],
        (draft.head.symbol, draft.head.issue_month, draft.head.signer_role, draft.head.drafting_unit, draft.plan_year),
    )


WANTED = essence(read(TWIN))


def labelled(text: str, finding: str, remedy: str, mark: str) -> str:
    text = text.replace("- Hạn chế:", f"- {mark}{finding}:{mark}")
    return text.replace("- Giải pháp:", f"- {mark}{remedy}:{mark}")


def numbered(text: str, part: str, point: str, letter: str) -> str:
    text = re.sub(r"(?m)^([IVX]+)\. ", lambda found: part.format(found[1]), text)
    text = re.sub(r"(?m)^(\d+)\. ", lambda found: point.format(found[1]), text)
    return re.sub(r"(?m)^([a-zđ])\) ", lambda found: letter.format(found[1]), text)


def dashed(text: str, dash: str) -> str:
    return re.sub(r"(?m)^- (?=\W*(?:Hạn chế|Giải pháp|[A-ZĐ][^:\n]{1,25}:))", dash, text)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(FINDING),
    st.sampled_from(REMEDY),
    st.sampled_from(MARK),
    st.sampled_from(PART),
    st.sampled_from(POINT),
    st.sampled_from(LETTER),
    st.sampled_from(DASH),
)
def test_other_labels_numbers_and_dashes_change_nothing(
    finding: str, remedy: str, mark: str, part: str, point: str, letter: str, dash: str
):
    text = dashed(labelled(numbered(TWIN, part, point, letter), finding, remedy, mark), dash)
    assert essence(read(text)) == WANTED


def wrapped(text: str, width: int, blank: bool) -> str:
    """Break lines, but not behind a full stop or colon: there nobody can tell a broken line from a new paragraph."""
    lines = [
        piece.replace("\xa0", " ")
        for line in re.sub(r"([.:]) ", "\\1\xa0", text).split("\n")
        for piece in (textwrap.wrap(line, width, break_on_hyphens=False) if len(line) > width else [line])
    ]
    return ("\n\n" if blank else "\n").join(lines)


@settings(max_examples=12, deadline=None)
@given(st.integers(70, 110), st.booleans())
@example(80, True)
def test_broken_lines_with_and_without_blank_ones_change_nothing(width: int, blank: bool):
    assert essence(read(wrapped(TWIN, width, blank))) == WANTED


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(["NFD", "NFC", "NFKC"]), st.sampled_from(["\n", "\r\n", "\r"]), st.integers(1, 4), st.booleans())
def test_letters_line_ends_and_blanks_change_nothing(form: str, ends: str, blanks: int, indent: bool):
    text = re.sub(r"(?<=\S) (?=\S)", " " * blanks, unicodedata.normalize(form, TWIN))
    text = re.sub(r"(?m)^(?=\S)", "    \t" if indent else "", text)
    assert essence(read(text.replace("\n", ends))) == WANTED


@settings(max_examples=6, deadline=None)
@given(st.integers(2, 9), st.sampled_from(["{}", "- {} -", "Trang {}", "Trang {}/9"]))
def test_page_numbers_between_paragraphs_change_nothing(every: int, form: str):
    paragraphs = TWIN.split("\n\n")
    for place in range(len(paragraphs) - every, 8, -every):
        paragraphs.insert(place, form.format(place // every + 1))
    assert essence(read("\n\n".join(paragraphs))) == WANTED


@settings(max_examples=3, deadline=None)
@given(st.sampled_from([str.upper, str.capitalize, str.title]))
def test_the_case_of_headings_changes_nothing(case):
    text = re.sub(r"(?m)^([IVX]+\. )(.+)$", lambda found: found[1] + case(found[2].lower()), TWIN)
    assert essence(read(text)) == WANTED
