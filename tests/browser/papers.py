"""One plan with a table of duties, set as a Word document and as a PDF, for the story of intake."""

import io

from docx import Document

from tests.formats.papers import TITLE, body, grid, paper, side_by_side

LEFT = ["UBND TỈNH LAM SƠN", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"]
RIGHT = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
HEAD = ("TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn", "Sản phẩm")
ROWS = (
    ("1", "Cập nhật đủ danh mục dự án đầu tư", "Thanh tra Sở", "Phòng Quản lý Khoa học", "31/10/2022", "Danh mục"),
    ("2", "Đăng tải bảng hỏi đáp của quý", "Trung tâm Ứng dụng KHCN", "", "15/11/2022", "Bảng hỏi đáp"),
    ("3", "Rà soát thủ tục hành chính đã sửa đổi", "Phòng Quản lý Khoa học", "Văn phòng Sở", "30/11/2022", "Báo cáo"),
)
WIDTHS = [1, 4.2, 2.9, 2.9, 3, 2.5]
CLOSING = [
    "III. TỔ CHỨC THỰC HIỆN",
    "1. Giao Văn phòng Sở theo dõi, đôn đốc, báo cáo Giám đốc Sở trước ngày 20/12/2022.",
]


def opening(number: int) -> list[str]:
    return [
        "KẾ HOẠCH",
        f"Khắc phục hạn chế của Cổng thông tin điện tử Sở năm 2022, đợt {number}",
        "II. NỘI DUNG, GIẢI PHÁP KHẮC PHỤC",
    ]


def as_docx(number: int) -> bytes:
    """Return the plan as a Word document."""
    document = Document()
    for line in (*LEFT, *RIGHT, f"Số: {number}/KH-SKHCN", "Lam Sơn, ngày 10 tháng 10 năm 2022", *opening(number)):
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(HEAD))
    for row in (HEAD, *ROWS):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    for line in CLOSING:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_pdf(number: int) -> bytes:
    """Return the plan as a PDF with words."""
    letterhead = side_by_side([*LEFT, f"Số: {number}/KH-SKHCN"], [*RIGHT, "Lam Sơn, ngày 10 tháng 10 năm 2022"])
    title, subject, part = opening(number)
    table = grid([list(row) for row in (HEAD, *ROWS)], WIDTHS)
    return paper([letterhead, *body([title, subject], TITLE), *body([part]), table, *body(CLOSING)])
