"""Time that heads a clause, ends each of several, or stands in a closing sentence for all; what the times say."""

from datetime import date

import pytest

from tests.plans.reading import read, section, when
from tracker.plans.reading_deadlines import Context, find_deadline

HEAD = "KẾ HOẠCH\nKhắc phục năm 2023\n"


def test_work_with_a_time_each_is_apart_though_a_comma_joins_it():
    draft = section("Phòng A lập danh mục trước ngày 15/02/2023, hoàn thành 100% hồ sơ trong quý III/2023.")
    assert [(duty.leads, when(duty)) for duty in draft.duties] == [
        (["Phòng A"], "2023-02-14"),
        (["Phòng A"], "2023-09-30"),
    ]


def test_a_comma_before_the_time_alone_does_not_part_the_work():
    draft = section("Phòng A lập danh mục trong tháng 02/2023, bảo đảm xong trước ngày 28/02/2023.")
    assert len(draft.duties) == 1


@pytest.mark.parametrize(
    "lines",
    [
        "- Tháng 01 - 02: kiện toàn tổ biên tập.\n- Tháng 6: sơ kết 6 tháng đầu năm.\n- Quý IV: tổng kết.",
        "- Tháng 01 - 02: kiện toàn tổ biên tập; Tháng 6: sơ kết 6 tháng đầu năm; Quý IV: tổng kết.",
    ],
)
def test_a_month_before_a_colon_is_the_time_of_what_follows(lines: str):
    duties = read(f"{HEAD}I. NỘI DUNG\n1. Giao Phòng A rà soát.\nII. TIẾN ĐỘ\n{lines}\n").duties[1:]
    assert [when(duty) for duty in duties] == ["2023-02-28", "2023-06-30", "2023-12-31"]


def test_a_closing_sentence_that_only_says_when_is_for_all_before_it():
    draft = section("Phòng A gỡ văn bản cũ; Phòng B sửa liên kết. Hoàn thành trong tháng 02/2023.")
    assert [when(duty) for duty in draft.duties] == ["2023-02-28", "2023-02-28"]


def test_who_only_sees_to_it_until_a_day_takes_the_work_before():
    draft = section("Tổ chức kiểm điểm cá nhân vi phạm; Văn phòng tham mưu, hoàn thành trước ngày 30/11/2023.")
    assert [(duty.leads, when(duty)) for duty in draft.duties] == [(["Văn phòng"], "2023-11-29")]


@pytest.mark.parametrize(
    ("words", "due", "every"),
    [
        ("trong Quý III/2023 và Quý IV/2023", date(2023, 12, 31), None),
        ("trong tháng 3/2023 và tháng 6/2023", date(2023, 6, 30), None),
        ("từ nay đến cuối năm kéo giảm tỷ lệ trễ hạn", date(2023, 12, 31), None),
        ("Năm 2023, tiếp tục rà soát", date(2023, 12, 31), None),
        ("đăng lịch vào ngày làm việc đầu tiên của tháng", None, "monthly"),
        ("họp vào tuần cuối của mỗi quý", None, "quarterly"),
    ],
)
def test_further_words_for_time(words: str, due: date | None, every: str | None):
    found = find_deadline(words, Context(2023))
    assert found is not None
    assert (found.due_on, found.recurrence) == (due, every)


def test_a_unit_that_gave_the_work_does_none():
    text = f"{HEAD}I. NỘI DUNG\n1. Về nhiệm vụ do UBND tỉnh, Chủ tịch UBND tỉnh giao\na) Văn phòng Sở lập danh mục."
    assert [duty.leads for duty in read(text).duties] == [["Văn phòng Sở"]]


def test_an_amendment_of_one_line_is_no_work():
    text = (
        "KẾ HOẠCH\nSửa đổi, bổ sung Kế hoạch số 17/KH-SKHCN ngày 23/01/2023\n"
        '1. Sửa đổi tiểu mục 1.2 Mục II: "40%" thành "60%".\n'
        '2. Thay cụm từ "Phòng A" bằng cụm từ "Phòng B".\n'
        "3. Bổ sung tiểu mục 3.4 vào Mục II:\n3.4. Tin bài\n- Tồn tại: Tin ít.\n- Giải pháp: Giao Phòng B viết tin.\n"
        "Các nội dung khác của Kế hoạch số 17/KH-SKHCN không thay đổi.\n"
    )
    draft = read(text)
    assert len(draft.amendments) == 2
    assert [duty.text for duty in draft.duties] == ["viết tin"]
