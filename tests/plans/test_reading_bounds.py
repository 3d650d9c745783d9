"""The reader's bounds: three hundred tasks in seconds, hostile lines in bounded time, no plan said to be none."""

import contextlib
import time
from pathlib import Path

import pytest

from tests.plans.reading import read
from tracker.errors import Unreadable
from tracker.formats.reader import read_text
from tracker.plans.parser import NO_PLAN, parse_plan

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
_POINT = (
    "{n}. Thông tin mục số {n}\n- Tồn tại: Chưa cập nhật đầy đủ các văn bản của Sở trên Cổng, mới đạt 05/12 tin, bài.\n"
    "- Nguyên nhân: Các phòng chưa quan tâm.\n- Khắc phục: Giao Thanh tra Sở cung cấp đầy đủ văn bản của Giám đốc Sở "
    "để Trung tâm Ứng dụng cập nhật lên Cổng trước ngày 15/3/2023 (tối thiểu 12 tin, bài trong năm 2023). Phòng Quản "
    "lý chuyên ngành chủ trì, phối hợp với Văn phòng Sở rà soát, báo cáo kết quả hằng tháng.\n"
)


def test_a_hundred_pages_with_nine_hundred_duties_are_read_in_seconds():
    text = "KẾ HOẠCH\nKhắc phục năm 2023\nII. NỘI DUNG\n" + "".join(_POINT.format(n=n) for n in range(1, 301))
    started = time.perf_counter()
    draft = read(text)
    assert (len(draft.deficiencies), len(draft.duties), draft.unread) == (300, 900, [])
    assert time.perf_counter() - started < 3


HOSTILE = [
    "a", "1", ".", ",", ";", "(", "-", " x", "1.", "1/", "(1) ", "Phòng ", "Phòng A, ", "các ", "Khi ", "để ", "Giao ",
    "trước ngày ", "ngày 1/1/2023 và ", "tháng 5, ", "Quý I, ", "phối hợp với ", "chủ trì, ", "tối thiểu 5 ", "Để ",
    "tồn tại a ", "gửi Phòng A ", "; theo dõi", "Mục II.1 ", "nhóm: ", "X (chủ trì), ", "không ", '"', "“",
]  # fmt: skip
PLACES = [
    "1. Mục A\n- Tồn tại: Thiếu.\n- Khắc phục: {}",
    "{}",
    "1. Y\nThời gian: {}",
    "1. Giao A làm.\nNơi nhận:\n- {}",
]


@pytest.mark.parametrize(("place", "sign"), [(PLACES[at % len(PLACES)], sign) for at, sign in enumerate(HOSTILE)])
def test_a_hundred_thousand_of_one_sign_are_read_in_bounded_time(place: str, sign: str):
    words = (sign * 100_000)[:100_000]
    extracted = read_text(f"KẾ HOẠCH\nĐiều chỉnh năm 2023\nI. NỘI DUNG ĐIỀU CHỈNH\n{place.format(words)}")
    started = time.perf_counter()
    with contextlib.suppress(Unreadable):
        parse_plan(extracted)
    assert time.perf_counter() - started < 3


@pytest.mark.shared
@pytest.mark.parametrize("number", ["000", "001", "002", "004"])
def test_a_report_or_an_article_is_no_plan(number: str):
    paths = list(SEEDS.glob(f"{number}_*.txt"))
    if not paths:
        pytest.skip("not run: the reports are not kept beside this checkout")
    with pytest.raises(Unreadable) as refused:
        read(paths[0].read_text(encoding="utf-8"))
    assert str(refused.value) == NO_PLAN


REPORT = (
    "BÁO CÁO\nKết quả hoạt động Cổng thông tin điện tử 6 tháng đầu năm 2023\n"
    "I. KẾT QUẢ\n1. Cập nhật 198 văn bản lên Cổng.\n"
    "2. Văn phòng Sở đăng 120 tin, bài.\nII. NHIỆM VỤ\n- Tiếp tục đăng tin, bài.\n"
)


def test_a_report_of_what_was_done_is_no_plan():
    with pytest.raises(Unreadable, match="không phải kế hoạch"):
        read(REPORT)
    with pytest.raises(Unreadable, match="không phải kế hoạch"):
        read(REPORT.replace("BÁO CÁO\n", "").replace("Văn phòng Sở đăng", "Đăng"))


def test_the_same_work_under_the_word_plan_is_one():
    assert len(read(REPORT.replace("BÁO CÁO", "KẾ HOẠCH")).duties) > 0
