"""The rows of the template and of a plan's own sheet, as values of cells."""

from datetime import date
from decimal import Decimal

from tracker.plans.bulk_differences import mark
from tracker.plans.bulk_rules import COLUMNS, EXAMPLE
from tracker.plans.reading_copy import Row
from tracker.text import msgid

Cell = str | int | float | Decimal | date | None

# What the note sheet says, one line a row.
NOTES = (
    msgid("Mỗi dòng là một nhiệm vụ; không đổi tên cột, không thêm dòng tiêu đề thứ hai. Nhiều nhất 2.000 dòng."),
    msgid("Dòng có chữ “Ví dụ” ở cột TT không được đọc; có thể xóa."),
    msgid(
        "Tồn tại, hạn chế: các dòng cùng nội dung được xếp chung; để trống thì nhiệm vụ thuộc phần tổ chức thực hiện."
    ),
    msgid("Nhiệm vụ: bắt buộc."),
    msgid(
        "Đơn vị chủ trì, phối hợp: ghi tên như trong danh mục đơn vị; nhiều đơn vị cách nhau bằng dấu chấm phẩy (;)."
    ),
    msgid("Thời hạn: ngày/tháng/năm, ví dụ 31/10/2022; để trống thì nhiệm vụ chưa có hạn."),
    msgid("Chỉ tiêu: chỉ ghi số, ví dụ 50; đơn vị tính ghi ở cột riêng, ví dụ “tin, bài”."),
    msgid("Mã: cột ẩn của bảng đã xuất, để hệ thống nhận ra nhiệm vụ; không sửa, dòng mới để trống."),
    msgid(
        "Khi nhập lại bảng đã xuất, ô để trống được hiểu là không thay đổi; dòng đã xóa vẫn được giữ, trừ khi xác nhận."
    ),
)
_SAMPLE: dict[str, str] = {
    "place": EXAMPLE,
    "finding": msgid("Tin, bài hoạt động còn ít"),
    "text": msgid("Viết và đăng tin, bài hoạt động của Sở"),
    "leads": msgid("Văn phòng Sở; Thanh tra Sở"),
    "coops": msgid("Các phòng, đơn vị"),
    "due": "31/10/2022",
    "goal": "50",
    "unit": msgid("tin, bài"),
    "product": msgid("Tin, bài đã đăng"),
    "code": "",
}


def heads() -> list[tuple[str, int]]:
    """Return the words and widths of the columns."""
    return [(column.words, column.width) for column in COLUMNS.values()]


def sample_row() -> list[Cell]:
    """Return the template's example."""
    return [_SAMPLE[code] for code in COLUMNS]


def code_column() -> int:
    """Return the place of the column that is not shown."""
    return list(COLUMNS).index("code")


def plan_rows(plan_id: int, held: list[Row], names: dict[str, str]) -> list[list[Cell]]:
    """Return a plan's duties as rows, each with its mark."""
    return [_plan_row(plan_id, place, duty, names) for place, duty in enumerate(held, 1)]


def _plan_row(plan_id: int, place: int, duty: Row, names: dict[str, str]) -> list[Cell]:
    cells: dict[str, Cell] = {
        "place": place,
        "finding": duty["deficiency"],
        "text": duty["text"],
        "leads": "; ".join(names.get(key, "") for key in duty["leads"]),
        "coops": "; ".join(names.get(key, "") for key in duty["coops"]),
        "due": date.fromisoformat(duty["due_on"]) if duty["due_on"] else None,
        "goal": _number(duty["target_value"]),
        "unit": duty["target_unit"] if duty["target_value"] else "",
        "product": duty["product"],
        "code": mark(plan_id, duty),
    }
    return [cells[code] for code in COLUMNS]


def _number(words: str) -> int | float | None:
    if not words:
        return None
    return float(words) if "." in words else int(words)
