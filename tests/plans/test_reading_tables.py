"""Tables in every form: any order of columns, one cell a line, rows that head others, cells that say "nt"."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plans.reading import read, when
from tracker.plans.draft import PlanDraft

HEADS = ["Tồn tại, hạn chế", "Giải pháp khắc phục", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn hoàn thành"]
ROWS = [
    ["Chưa cập nhật sơ đồ tổ chức", "Cập nhật sơ đồ, danh bạ", "Văn phòng Sở", "Thanh tra Sở", "Trước 15/3/2023"],
    ["Thiếu tiểu sử lãnh đạo", "Bổ sung tiểu sử tóm tắt", "Phòng Tổ chức cán bộ", "Văn phòng Sở", "Tháng 4/2023"],
    ["Chưa đăng quy hoạch", "Đăng tải đầy đủ quy hoạch", "Phòng Quy hoạch - Kiến trúc", "Thanh tra Sở", "Quý II/2023"],
]
EXPECTED = [
    ("Chưa cập nhật sơ đồ tổ chức", ["Văn phòng Sở"], ["Thanh tra Sở"], "2023-03-14"),
    ("Thiếu tiểu sử lãnh đạo", ["Phòng Tổ chức cán bộ"], ["Văn phòng Sở"], "2023-04-30"),
    ("Chưa đăng quy hoạch", ["Phòng Quy hoạch - Kiến trúc"], ["Thanh tra Sở"], "2023-06-30"),
]
BEFORE = "KẾ HOẠCH\nKhắc phục hạn chế năm 2023\nII. NỘI DUNG\n"
AFTER = "\nIII. TỔ CHỨC THỰC HIỆN\nVăn phòng Sở đôn đốc thực hiện.\n"


def rows_of(draft: PlanDraft) -> list[tuple]:
    findings = {item.code: item.finding for item in draft.deficiencies}
    return [
        (findings.get(duty.deficiency or ""), duty.leads, duty.coops, when(duty))
        for duty in draft.duties
        if duty.deficiency
    ]


def barred(order: list[int]) -> str:
    table = [["TT", *(HEADS[i] for i in order)], *([str(n), *(row[i] for i in order)] for n, row in enumerate(ROWS, 1))]
    return "\n".join(" | ".join(row) for row in table)


def flat(order: list[int], group: bool = False) -> str:
    lines = ["TT", *(HEADS[i] for i in order)]
    for n, row in enumerate(ROWS, 1):
        lines += ["I" * n, "Về nội dung"] if group else []
        lines += [str(n), *(row[i] for i in order)]
    return "\n".join(lines)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(5)))
def test_a_table_is_read_in_any_order_of_columns(order: list[int]):
    assert rows_of(read(f"{BEFORE}{barred(order)}{AFTER}")) == EXPECTED


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(5)), st.booleans())
def test_a_table_of_one_cell_a_line_is_read_in_any_order_of_columns(order: list[int], group: bool):
    draft = read(f"{BEFORE}{flat(order, group)}{AFTER}")
    assert rows_of(draft) == EXPECTED
    assert draft.duties[-1].leads == ["Văn phòng Sở"]


def test_an_empty_cell_of_a_flattened_table_moves_no_other():
    text = flat([0, 1, 2, 3, 4]).replace(
        "Bổ sung tiểu sử tóm tắt\nPhòng Tổ chức cán bộ\nVăn phòng Sở", "Bổ sung\nPhòng A"
    )
    rows = rows_of(read(f"{BEFORE}{text}{AFTER}"))
    assert (rows[1][1], rows[1][3], rows[2]) == (["Phòng A"], "2023-04-30", EXPECTED[2])


def test_a_cell_of_two_lines_in_a_flattened_table_is_one_cell():
    text = flat([0, 1, 2, 3, 4]).replace("Bổ sung tiểu sử tóm tắt", "Bổ sung tiểu sử tóm tắt;\nĐăng ảnh của lãnh đạo")
    rows = rows_of(read(f"{BEFORE}{text}{AFTER}"))
    assert [row for row in rows if row[0] != "Thiếu tiểu sử lãnh đạo"] == [EXPECTED[0], EXPECTED[2]]
    assert {tuple(row[1]) for row in rows if row[0] == "Thiếu tiểu sử lãnh đạo"} == {("Phòng Tổ chức cán bộ",)}


@pytest.mark.parametrize("ditto", ["nt", "-nt-", "Như trên", '"'])
def test_a_cell_that_says_as_above_is_read_as_the_one_above(ditto: str):
    table = f"TT | Nhiệm vụ | Chủ trì | Phối hợp\n1 | Đăng bài | Phòng A | Phòng B\n2 | Gửi tin | Phòng C | {ditto}"
    assert [duty.coops for duty in read(f"{BEFORE}{table}{AFTER}").duties[:2]] == [["Phòng B"], ["Phòng B"]]


@pytest.mark.parametrize("nobody", ["-", "", "Không", "/", "x"])
def test_a_cell_for_nobody_names_no_unit(nobody: str):
    table = f"TT | Nhiệm vụ | Chủ trì | Phối hợp\n1 | Đăng bài | Phòng A | {nobody}\n2 | Gửi tin | Phòng C | Phòng B"
    assert [duty.coops for duty in read(f"{BEFORE}{table}{AFTER}").duties[:2]] == [[], ["Phòng B"]]


def test_a_row_with_a_roman_number_heads_the_rows_below_and_is_no_duty():
    table = "STT | Nhiệm vụ | Chủ trì\nI | NHẬN THỨC SỐ\n1 | Đăng bài | Phòng A\nII | THỂ CHẾ SỐ\n2 | Gửi tin | Phòng B"
    draft = read(f"{BEFORE}{table}{AFTER}")
    assert [duty.leads for duty in draft.duties] == [["Phòng A"], ["Phòng B"], ["Văn phòng Sở"]]
    assert (draft.deficiencies, draft.unread) == ([], [])


def test_a_table_of_scores_gives_findings_with_the_points_lost():
    table = "TT | Tiêu chí | Điểm tối đa | Điểm đạt\n1 | Tính minh bạch | 10 | 5,82\n2 | Chi phí thời gian | 10 | 6,40"
    draft = read(
        f"KẾ HOẠCH\nNăm 2023\nI. CÁC TIÊU CHÍ ĐẠT ĐIỂM THẤP\n{table}\nII. NỘI DUNG\n1. Giao Phòng A đăng tin.{AFTER}"
    )
    found = [(item.title, float(item.points_lost or 0), float(item.score or 0)) for item in draft.deficiencies]
    assert found == [("Tính minh bạch", 4.18, 5.82), ("Chi phí thời gian", 3.6, 6.4)]


def test_a_row_without_its_number_and_finding_goes_on_with_the_one_above():
    table = (
        "STT | Tồn tại | Nhiệm vụ | Chủ trì | Thời hạn\n1 | Thiếu dữ liệu | Chuẩn hóa dữ liệu | Phòng A | 28/02/2023\n"
        "| | Kết nối dữ liệu | Phòng B | Trước 30/4/2023"
    )
    draft = read(f"{BEFORE}{table}{AFTER}")
    assert [(duty.deficiency, duty.leads, when(duty)) for duty in draft.duties[:2]] == [
        ("1", ["Phòng A"], "2023-02-28"),
        ("1", ["Phòng B"], "2023-04-29"),
    ]
