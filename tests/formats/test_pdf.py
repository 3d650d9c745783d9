"""PDF documents with text: whole paragraphs in their order, tables over pages, nothing of the pages themselves."""

import io
import json
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak

from tests.formats.papers import BODY, JUSTIFIED, TITLE, body, grid, paper, side_by_side
from tracker.errors import Unreadable
from tracker.formats.blocks import Extracted, Paragraph, Table
from tracker.formats.reader import read_document
from tracker.plans.draft import as_json
from tracker.plans.parser import parse_plan

FIXTURES = Path(__file__).parent / "fixtures"
ROOT = Path(__file__).resolve().parents[2]
SENTENCE = (
    "Giao Văn phòng Sở chủ trì, phối hợp với các phòng, đơn vị rà soát toàn bộ chuyên mục trên Cổng thông tin điện "
    "tử, bổ sung những mục còn thiếu trước ngày 15/11/2022 và báo cáo Giám đốc Sở."
)
WORDS = SENTENCE.rstrip(".").replace(",", "").split()
LINES = [f"{place}. Giao {' '.join([*WORDS[place:], *WORDS[1:place]])}." for place in range(1, 30)]


def read(data: bytes) -> Extracted:
    return read_document(data, "a.pdf")


def tables(extracted: Extracted) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows] for block in extracted.blocks if isinstance(block, Table)
    ]


@pytest.mark.parametrize("style", [BODY, JUSTIFIED])
def test_broken_lines_are_whole_paragraphs_over_pages_too(style: Any):
    assert read(paper(body(LINES, style))).text.split("\n") == LINES


def test_headers_footers_and_page_numbers_are_no_part_of_the_text():
    def draw(canvas: Canvas, template: Any) -> None:
        canvas.setFont("Viet", 10)
        canvas.drawString(3 * cm, A4[1] - 1.2 * cm, "Kế hoạch khắc phục năm 2022")
        canvas.drawCentredString(A4[0] / 2, 1.2 * cm, f"Trang {template.page}/4")
        canvas.drawRightString(A4[0] - 1.5 * cm, A4[1] - 1.2 * cm, str(template.page))

    assert read(paper(body(LINES), draw)).text.split("\n") == LINES


def test_a_letterhead_in_two_columns_is_read_column_by_column():
    left = ["UBND TỈNH LAM SƠN", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Số: 12/KH-SKHCN"]
    right = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Lam Sơn, ngày 10 tháng 10 năm 2022"]
    title = body(["KẾ HOẠCH", "Khắc phục các hạn chế của Cổng thông tin điện tử và nâng cao thứ hạng năm 2022"], TITLE)
    signature = side_by_side(["Nơi nhận:", "- Lưu: VT."], ["GIÁM ĐỐC", "Hoàng Minh Đức"])
    blocks = read(paper([side_by_side(left, right), *title, *body(LINES[:2]), signature])).blocks
    assert isinstance(blocks[0], Table)
    assert [[line.text for line in cell.lines] for cell in blocks[0].rows[0]] == [left, right]
    assert [block.text for block in blocks[1:-1] if isinstance(block, Paragraph)] == [
        *("KẾ HOẠCH", "Khắc phục các hạn chế của Cổng thông tin điện tử và nâng cao thứ hạng năm 2022"),
        *LINES[:2],
    ]
    assert isinstance(blocks[-1], Table)
    assert blocks[-1].rows[0][1].text == "GIÁM ĐỐC Hoàng Minh Đức"


def test_short_lines_of_a_letterhead_stay_apart_whatever_stands_below():
    extracted = read((FIXTURES / "mot-trang.pdf").read_bytes())
    assert extracted.text.split("\n")[:5] == [
        *("UBND TỈNH LAM SƠN", "SỞ KHOA HỌC", "CỘNG HÒA XÃ HỘI", "Độc lập - Tự do", "KẾ HOẠCH"),
    ]


def test_the_motto_is_one_line_in_the_narrowest_column():
    right = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "VIỆT NAM", "Độc lập - Tự do -", "Hạnh phúc"]
    left = ["UBND TỈNH LAM SƠN", "SỞ Y TẾ", "-------", "Số: 12/KH-SYT"]
    lines = read(paper([side_by_side(left, right), *body(LINES[:1])])).text.split("\n")
    assert lines[4:6] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]


def test_a_table_over_pages_is_one_table_with_one_head():
    head = ["TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"]
    rows = [[str(number), SENTENCE, "Trung tâm Ứng dụng", "Quý IV/2022"] for number in range(1, 31)]
    story = [*body(["I. NỘI DUNG"]), grid([head, *rows], [1, 8, 4, 3]), *body(["Hết bảng."])]
    extracted = read(paper(story))
    assert tables(extracted) == [[head, *rows]]
    assert [block.text for block in extracted.blocks if isinstance(block, Paragraph)] == ["I. NỘI DUNG", "Hết bảng."]


WORKS = [
    *("bổ sung lịch tiếp công dân", "thay danh bạ cũ bằng danh bạ mới", "đăng báo cáo tài chính năm trước"),
    *("trả lời câu hỏi còn tồn", "gỡ thủ tục đã hết hiệu lực"),
]


def long_row(place: int) -> list[str]:
    """Return what stands in a row of the table of several pages, as an office program set it."""
    duties = (
        f"Tổ biên tập {WORKS[(place + step) % 5]} theo danh sách số {place * 10 + step}, "
        f"hoàn thành trước ngày {step + 10}/11/2022;"
        for step in range(4)
    )
    finding = f"Chuyên mục thứ {place} còn thiếu bài và chưa được cập nhật trong ba tháng gần đây"
    return [str(place), finding, " ".join(duties), "Trung tâm Ứng dụng" if place % 2 else "Văn phòng Sở"]


def test_rows_that_are_cut_by_pages_and_notes_at_the_foot_are_put_together():
    extracted = read((FIXTURES / "bang-nhieu-trang.pdf").read_bytes())
    head = ["TT", "Hạn chế", "Giải pháp khắc phục", "Đơn vị chủ trì"]
    assert tables(extracted) == [[head, *map(long_row, range(1, 13))]]
    assert [block.text for block in extracted.blocks if isinstance(block, Paragraph)] == [
        "KẾ HOẠCH",
        "Rà soát các chuyên mục của Cổng thông tin điện tử năm 2022",
        "Kết quả chấm điểm cho thấy còn nhiều chuyên mục chậm được bổ sung, các phòng chưa cử người theo dõi thường "
        "xuyên.",
        "Trên đây là kế hoạch rà soát./.",
        "1 Theo bảng điểm công bố tháng 01 năm 2022.",
    ]


def test_merged_cells_are_read_once_in_both_directions():
    rows = [["TT", "Việc", "Đơn vị"], ["A. Nhóm một", "", ""], ["1", "Đăng bài", "Văn phòng"], ["2", "Sửa", ""]]
    merged = grid(rows, [2, 8, 4], [("SPAN", (0, 1), (2, 1)), ("SPAN", (2, 2), (2, 3))])
    table = read(paper([merged])).blocks[0]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        *(["TT", "Việc", "Đơn vị"], ["A. Nhóm một"], ["1", "Đăng bài", "Văn phòng"], ["2", "Sửa", ""]),
    ]
    assert table.rows[1][0].span == 3
    assert table.rows[3][2].continued


def test_a_footnote_stands_at_the_end_and_its_number_is_not_glued_to_a_word():
    def draw(canvas: Canvas, template: Any) -> None:
        if template.page == 1:
            canvas.setFont("Viet", 6)
            canvas.drawString(3 * cm, 1.7 * cm, "1")
            canvas.setFont("Viet", 9)
            canvas.drawString(3.15 * cm, 1.6 * cm, "Theo kết quả đánh giá năm 2021.")

    noted = [*LINES]
    noted[2] = LINES[2].replace("Văn phòng Sở", "Văn phòng Sở<super size=7>1</super>")
    lines = read(
        paper(
            body(noted),
            draw,
        )
    ).text.split("\n")
    assert lines[:-1] == LINES
    assert "Theo kết quả đánh giá năm 2021." in lines[-1]


def test_letters_are_composed_even_where_marks_stand_alone():
    text = unicodedata.normalize("NFD", "Tồn tại của Sở")
    extracted = read(paper(body([text, LINES[0]])))
    assert unicodedata.is_normalized("NFC", extracted.text)
    assert "Tồn tại của Sở" in extracted.text


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("L", (200, 300), 200).save(stream, "PNG")
    paged = io.BytesIO()
    canvas = Canvas(paged, pagesize=A4)
    for _ in range(3):
        canvas.drawImage(ImageReader(io.BytesIO(stream.getvalue())), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return paged.getvalue()


def locked() -> bytes:
    return paper(body(LINES[:1]), encrypt=StandardEncryption("mật khẩu", canPrint=0))


CASES = [
    (picture, "bản quét.*OCR"),
    (locked, "mật khẩu"),
    (lambda: paper(body(LINES))[:3000], "PDF bị hỏng"),
    (lambda: b"%PDF-1.7\n" + b"\x00\xff" * 5000, "PDF bị hỏng"),
    (lambda: paper([part for number in range(301) for part in (*body([LINES[0]]), PageBreak())]), "300 trang"),
]


@pytest.mark.parametrize(("make", "words"), CASES, ids=["picture", "locked", "cut", "noise", "endless"])
def test_a_pdf_that_cannot_be_read_gets_its_sentence(make: Any, words: str):
    data = make()
    began = time.monotonic()
    with pytest.raises(Unreadable, match=words):
        read(data)
    assert time.monotonic() - began < 30


def test_an_example_gives_the_same_plan_from_pdf_as_from_word():
    word = ROOT / "examples/ke-hoach-khac-phuc-2022.docx"
    paper_copy = FIXTURES / "ke-hoach-khac-phuc-2022.pdf"
    readings = [as_json(parse_plan(read_document(path.read_bytes(), path.name))) for path in (word, paper_copy)]
    assert json.dumps(readings[0], ensure_ascii=False) == json.dumps(readings[1], ensure_ascii=False)
    assert len(readings[0]["deficiencies"]) == 5
