"""Make examples/xep-hang-2022.xlsx: a published result of the fictional province, as its office would send it.

Usage: python examples/make_ranking.py
"""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

PLACE = Path(__file__).with_name("xep-hang-2022.xlsx")
AGENCY = "Sở Khoa học và Công nghệ tỉnh Lam Sơn"
# None, or a group; code, name, maximum, points. Codes are not last year's: the set was changed.
LINES = (
    ("I", "Cung cấp thông tin", 60, 52.5),
    ("I.1", "Tin, bài tuyên truyền, phổ biến pháp luật", 10, 9),
    ("I.2", "Thông tin chỉ đạo, điều hành: quyết định khen thưởng, xử phạt", 5, 3.5),
    ("I.3", "Chiến lược, quy hoạch, kế hoạch phát triển ngành", 5, 5),
    ("I.4", "Dự án, đầu tư, mua sắm công", 8, 7),
    ("I.5", "Đăng văn bản lấy ý kiến và tổng hợp tiếp thu góp ý", 5, 4),
    ("I.6", "Giới thiệu, văn bản pháp luật, thống kê", 27, 24),
    ("II", "Tương tác với tổ chức, cá nhân", 25, 20.5),
    ("II.1", "Hỏi đáp, trả lời kiến nghị", 10, 7.5),
    ("II.2", "Liên kết dịch vụ công trực tuyến", 15, 13),
    ("III", "Kỹ thuật, an toàn", 15, 12.5),
    ("III.1", "Hỗ trợ người khuyết tật tiếp cận", 5, 2.5),
    ("III.2", "Tốc độ, IPv6, an toàn thông tin", 10, 10),
)
OTHERS = (
    ("Sở Thông tin và Truyền thông", 95, "Tốt"),
    ("Sở Tài chính", 93.25, "Tốt"),
    ("Sở Tư pháp", 92.5, "Tốt"),
    ("Sở Nội vụ", 90, "Tốt"),
    ("Sở Kế hoạch và Đầu tư", 88.75, "Tốt"),
    ("Sở Giáo dục và Đào tạo", 87.25, "Tốt"),
    ("Sở Y tế", 86.5, "Tốt"),
    (AGENCY, 85.5, "Tốt"),
    ("Sở Công Thương", 85.25, "Tốt"),
    ("Sở Xây dựng", 84.5, "Khá"),
)


def make() -> Workbook:
    """Return the workbook: the criteria on one sheet, all agencies on another."""
    book = Workbook()
    _criteria(book.active)
    _agencies(book.create_sheet("Xếp hạng"))
    return book


def _criteria(sheet: Worksheet) -> None:
    sheet.title = "Điểm theo tiêu chí"
    for words in (
        "UBND TỈNH LAM SƠN",
        "Kèm theo Thông báo số: 931/TB-UBND ngày 16/12/2022 của UBND tỉnh Lam Sơn",
        "KẾT QUẢ CHẤM ĐIỂM CỔNG THÔNG TIN ĐIỆN TỬ NĂM 2022",
        f"Cơ quan: {AGENCY}",
        "Tổng điểm: 85,50/100; xếp hạng: 8/10; xếp loại: Tốt",
    ):
        sheet.append([words])
    sheet.append([])
    sheet.append(["TT", "Nội dung tiêu chí", "Điểm", None, "Ghi chú"])
    sheet.append([None, None, "Tối đa", "Đạt được", None])
    for area in ("A7:A8", "B7:B8", "C7:D7", "E7:E8"):
        sheet.merge_cells(area)
    for code, name, maximum, points in LINES:
        sheet.append([code, name, _written(maximum), _written(points)])
    sheet.append(["Tổng cộng", None, "100,00", "85,50"])
    for row in (7, 8):
        for cell in sheet[row]:
            cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center", wrap_text=True)
    sheet.column_dimensions["B"].width = 60


def _agencies(sheet: Worksheet) -> None:
    sheet.append(["TT", "Cơ quan", "Tổng điểm", "Xếp hạng", "Xếp loại"])
    for place, (name, total, grade) in enumerate(OTHERS, 1):
        sheet.append([place, name, _written(total), place, grade])
    sheet.column_dimensions["B"].width = 50


def _written(figure: float) -> str:
    """Return a figure as words, as offices often send them."""
    return f"{figure:.2f}".replace(".", ",")


if __name__ == "__main__":
    make().save(PLACE)
