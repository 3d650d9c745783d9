"""Nothing of the working parts is dropped in silence: each sentence is used, a heading, or listed for a person."""

import re
from pathlib import Path

import pytest

from tests.plans.reading import read
from tracker.formats.reader import read_text
from tracker.plans.parser import parse_plan
from tracker.plans.reading_labels import fields
from tracker.plans.reading_piece import Piece
from tracker.plans.reading_structure import outline
from tracker.text import fold

ROOT = Path(__file__).resolve().parents[2]
OWN = [*(ROOT / "tests" / "documents").glob("*plan*.txt"), *(ROOT / "examples").glob("*.txt")]
SHARED = sorted((ROOT.parent / "shared" / "plans").glob("*.txt"))
_WORK = re.compile(
    r"cung cap|cap nhat|cap nhap|dang tai|ra soat|bao cao|don doc|kiem tra|tham muu|xay dung|to chuc|theo doi|phoi hop"
)

_BESIDE = {"lead", "coop", "deadline", "product", "points"}


def unheard(text: str) -> list[str]:
    """Return the lines with a verb of work behind the first part that no place of the reading touches."""
    extracted = read_text(text)
    draft = parse_plan(extracted)
    places = [*(item.source for item in (*draft.duties, *draft.deficiencies)), *draft.unread]
    spans = [(place.start, place.end) for place in places]
    spans += [(change["source"]["start"], change["source"]["end"]) for change in draft.amendments]
    kept = " ".join(fold(words) for item in draft.deficiencies for words in (item.title, item.cause, item.remedy))
    return [
        line.text
        for part in outline(extracted).points
        for line in part.flat()
        if isinstance(line, Piece) and _WORK.search(fold(line.text)) and len(line.text.split()) > 6
        if not any(start < line.end and line.start < end for start, end in spans)
        and not any(label in _BESIDE or fold(words.text)[:30] in kept for label, words in fields(line))
        and not re.match(r"(?:muc dich|yeu cau|muc tieu)", fold(part.body.text))
    ]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_every_line_of_work_in_our_documents_is_heard_or_listed(path: Path):
    assert unheard(path.read_text(encoding="utf-8")) == []


@pytest.mark.shared
@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_every_line_of_work_in_the_known_documents_is_heard_or_listed(path: Path):
    assert unheard(path.read_text(encoding="utf-8")) == []


HEAD = "KẾ HOẠCH\nKhắc phục năm 2023\nI. NỘI DUNG\n1. Mục A\n- Tồn tại: Thiếu bài.\n- Khắc phục: Phòng A đăng bài.\n"


def left_over(text: str) -> list[str]:
    extracted = read_text(text)
    return [extracted.text[span.start : span.end] for span in parse_plan(extracted).unread]


@pytest.mark.parametrize(
    "sentence",
    [
        "Việc này có ý nghĩa hết sức quan trọng đối với ngành.",
        "Trong quá trình thực hiện, nếu có vướng mắc thì phản ánh về Văn phòng Sở.",
        "Yêu cầu các đơn vị nghiêm túc thực hiện Kế hoạch này.",
        "Tháng tới trời sẽ nhiều mưa hơn mọi năm.",
    ],
)
def test_a_sentence_that_leads_to_nothing_is_listed(sentence: str):
    assert left_over(f"{HEAD}II. TỔ CHỨC THỰC HIỆN\n1. Giao Văn phòng Sở đôn đốc.\n2. {sentence}\n") == [sentence]


def test_a_plain_line_between_the_points_is_listed():
    line = "Ngoài ra còn nhiều chuyện khác chưa kể hết ở đây."
    assert left_over(HEAD.replace("- Tồn tại", f"{line}\n- Tồn tại")) == [line]


def test_a_column_that_nothing_is_read_from_is_listed():
    table = "| TT | Nhiệm vụ | Chủ trì | Kinh phí |\n| 1 | Đăng bài | Phòng A | Năm triệu đồng từ ngân sách tỉnh |\n"
    assert left_over(f"KẾ HOẠCH\nNăm 2023\nI. NHIỆM VỤ\n{table}") == ["Năm triệu đồng từ ngân sách tỉnh"]


def test_headings_labels_and_heads_of_tables_are_not_listed():
    table = "| TT | Tồn tại, hạn chế cần khắc phục | Giải pháp | Chủ trì |\n| 1 | Thiếu bài | Đăng bài | Phòng A |\n"
    assert (
        left_over(f"{HEAD}II. BẢNG PHÂN CÔNG NHIỆM VỤ CHO CÁC ĐƠN VỊ\n{table}III. TỔ CHỨC THỰC HIỆN\n- Phòng A:\n")
        == []
    )


def test_work_that_is_given_among_the_aims_is_listed():
    text = HEAD.replace("I. NỘI DUNG", "I. MỤC ĐÍCH\n1. Nâng hạng. Giao Phòng C viết bài mỗi tuần.\nII. NỘI DUNG")
    assert left_over(text) == ["Giao Phòng C viết bài mỗi tuần."]


# -- the annex behind the signature ---------------------------------------------

SIGNED = "III. TỔ CHỨC THỰC HIỆN\n1. Giao Văn phòng Sở đôn đốc.\nNơi nhận:\n- Lưu: VT.\nGIÁM ĐỐC\nLê Thị Mơ\n"
TABLE = "| TT | Nhiệm vụ | Chủ trì | Thời hạn |\n| 1 | Đăng lịch công tác | Phòng A | Trước 30/4/2023 |\n"


@pytest.mark.parametrize("title", ["PHỤ LỤC\n", "Phụ lục I\nBẢNG PHÂN CÔNG NHIỆM VỤ\n(Kèm theo Kế hoạch)\n", ""])
def test_an_annex_behind_the_signature_is_read(title: str):
    draft = read(f"KẾ HOẠCH\nKhắc phục năm 2023\n{SIGNED}{title}{TABLE}")
    assert [duty.leads for duty in draft.duties] == [["Văn phòng Sở"], ["Phòng A"]]
    assert (draft.head.signer, draft.unread) == ("Lê Thị Mơ", [])


def test_a_plan_that_a_decision_encloses_is_read():
    draft = read(
        "QUYẾT ĐỊNH\nBan hành Kế hoạch khắc phục tồn tại năm 2023\nĐiều 1. Ban hành kèm theo Quyết định này Kế hoạch.\n"
        f"Nơi nhận:\n- Lưu: VT.\nGIÁM ĐỐC\nLê Thị Mơ\nKẾ HOẠCH\nKhắc phục tồn tại\n{HEAD[HEAD.index('I.') :]}"
    )
    assert [(item.finding, item.number) for item in draft.deficiencies] == [("Thiếu bài.", "I.1")]
