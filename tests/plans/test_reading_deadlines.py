"""Every way in which official documents say when: one row, one form."""

from datetime import date

import pytest

from tracker.plans.reading_deadlines import Context, find_deadline
from tracker.vocabulary import DeadlineType as Type

PROSE = [
    ("xong trước 17h00 ngày 30/9/2023", Type.DATETIME, "2023-09-30"),
    ("gửi trước 17 giờ 00 phút, ngày 30 tháng 9 năm 2023", Type.DATETIME, "2023-09-30"),
    ("chậm nhất là vào ngày 20/5/2023", Type.DATE, "2023-05-20"),
    ("muộn nhất ngày 20/5", Type.DATE, "2023-05-20"),
    ("hoàn thành xong trước ngày 20-5-2023", Type.DATE, "2023-05-19"),
    ("hoàn thành trước ngày 01/01/2024", Type.DATE, "2023-12-31"),
    ("từ nay đến hết ngày 30/6/2023", Type.DATE, "2023-06-30"),
    ("báo cáo trước ngày 15/6 (6 tháng) và trước ngày 15/11 (cả năm)", Type.DATES, "2023-11-14"),
    ("từ ngày 01 đến ngày 15/6/2023", Type.RANGE, "2023-06-15"),
    ("từ ngày 01/5 - 30/6/2023", Type.RANGE, "2023-06-30"),
    ("thực hiện từ tháng 3 đến tháng 6 năm 2023", Type.RANGE, "2023-06-30"),
    ("từ quý III/2023 đến hết quý I/2024", Type.RANGE, "2024-03-31"),
    ("từ năm 2023 đến năm 2025", Type.RANGE, "2025-12-31"),
    ("trong 9 tháng đầu năm 2023", Type.RANGE, "2023-09-30"),
    ("trong 6 tháng cuối năm", Type.RANGE, "2023-12-31"),
    ("xong trong tháng 5, tháng 6 năm 2023", Type.MONTH, "2023-06-30"),
    ("hoàn thành trong tháng 4 và tháng 5/2023", Type.MONTH, "2023-05-31"),
    ("vào cuối tháng 6/2023", Type.MONTH, "2023-06-30"),
    ("xong trong tuần đầu tháng 6/2023", Type.MONTH, "2023-06-30"),
    ("trong Quý II, III năm 2023", Type.QUARTER, "2023-09-30"),
    ("trước quý III/2023", Type.DATE, "2023-06-30"),
    ("hết Qúy II/2023", Type.QUARTER, "2023-06-30"),
    ("hoàn thành trong quí I năm 2023", Type.QUARTER, "2023-03-31"),
    ("cuối quý IV", Type.QUARTER, "2023-12-31"),
    ("trước khi hết quý I/2023", Type.QUARTER, "2023-03-31"),
    ("đến hết năm 2023", Type.YEAR, "2023-12-31"),
    ("hoàn thành trong năm 2024", Type.YEAR, "2024-12-31"),
    ("thực hiện từ tháng 4/2023", Type.FROM_DATE, None),
    ("bắt đầu từ quý II năm 2023", Type.FROM_DATE, None),
    ("kể từ ngày 01/7/2023", Type.FROM_DATE, None),
    ("từ năm 2023", Type.FROM_DATE, None),
    ("sau 05 ngày làm việc", Type.RELATIVE, None),
    ("trong vòng ba (03) ngày làm việc, kể từ khi nhận được văn bản", Type.RELATIVE, None),
    ("chậm nhất sau 10 ngày kể từ ngày ký", Type.RELATIVE, None),
    ("trong vòng 24h kể từ khi ban hành", Type.RELATIVE, None),
    ("theo lộ trình của UBND tỉnh", Type.ONGOING, None),
    ("ngay sau khi Kế hoạch được ban hành", Type.ONGOING, None),
    ("cập nhật liên tục", Type.ONGOING, None),
    ("trả lời trong vòng 05 ngày làm việc, xong việc tồn đọng trước ngày 30/6/2023", Type.DATE, "2023-06-29"),
]


@pytest.mark.parametrize(("words", "kind", "due"), PROSE)
def test_time_in_prose(words: str, kind: Type | None, due: str | None):
    found = find_deadline(words, Context(2023))
    assert (found and found.type, found and found.due_on and found.due_on.isoformat()) == (kind, due)
    assert found is None or (found.raw or "") in words


REPEATED = [
    ("trước ngày 15 của tháng cuối quý", "quarterly:14"),
    ("trước ngày 20 tháng cuối của mỗi quý", "quarterly:19"),
    ("ngày 05 tháng đầu quý sau", "quarterly:5"),
    ("trước ngày 05 của tháng sau", "monthly:4"),
    ("chậm nhất ngày 25 mỗi tháng", "monthly:25"),
    ("hằng tháng, trước ngày 25 gửi Văn phòng", "monthly:24"),
    ("vào ngày 20 hàng tháng", "monthly:20"),
    ("trước ngày 30/11 hằng năm", "yearly"),
    ("mỗi quý 01 lần", "quarterly"),
    ("ít nhất 01 lần/tháng", "monthly"),
    ("định kỳ tháng/lần", "monthly"),
    ("3 tháng/lần", "quarterly"),
    ("6 tháng một lần", "half-yearly"),
    ("báo cáo định kỳ 6 tháng, năm", "half-yearly"),
    ("báo cáo sơ kết 6 tháng và cả năm", "half-yearly"),
    ("chiều thứ Sáu hằng tuần", "weekly"),
    ("trước 16 giờ thứ Sáu hàng tuần", "weekly"),
    ("vào hằng ngày", "daily"),
    ("trong ngày làm việc", "daily"),
    ("hàng quí", "quarterly"),
    ("vào các ngày thứ Bảy", "weekly"),
    ("vào ngày 15 và ngày 30 hàng tháng", "monthly:30"),
]


@pytest.mark.parametrize(("words", "recurrence"), REPEATED)
def test_time_that_comes_back(words: str, recurrence: str):
    found = find_deadline(words, Context(2023))
    assert found is not None
    assert (found.type, found.recurrence) == (Type.RECURRING, recurrence)


FIELD = [
    ("Quý II, Quý III năm 2023", Type.QUARTER, "2023-09-30"),
    ("Quý II-III/2023", Type.RANGE, "2023-09-30"),
    ("Quý I và quý II", Type.QUARTER, "2023-06-30"),
    ("Q2/2023", Type.QUARTER, "2023-06-30"),
    ("T6/2023", Type.MONTH, "2023-06-30"),
    ("Tháng 3-6/2023", Type.RANGE, "2023-06-30"),
    ("Tháng 3 - 6", Type.RANGE, "2023-06-30"),
    ("Tháng 5, 6/2023", Type.MONTH, "2023-06-30"),
    ("01/5/2023 - 30/6/2023", Type.RANGE, "2023-06-30"),
    ("30.6.2023", Type.DATE, "2023-06-30"),
    ("2023 - 2025", Type.RANGE, "2025-12-31"),
    ("Giai đoạn 2023 - 2025", Type.RANGE, "2025-12-31"),
    ("2023", Type.YEAR, "2023-12-31"),
    ("Cả năm", Type.YEAR, "2023-12-31"),
    ("Trong năm", Type.YEAR, "2023-12-31"),
    ("Sau khi có kết luận", Type.ONGOING, None),
    ("Khi có yêu cầu", Type.ONGOING, None),
    ("Theo kế hoạch của tỉnh", Type.ONGOING, None),
    ("05 ngày làm việc", Type.RELATIVE, None),
    ("Đã hoàn thành", None, None),
]


@pytest.mark.parametrize(("words", "kind", "due"), FIELD)
def test_time_in_a_field(words: str, kind: Type | None, due: str | None):
    found = find_deadline(words, Context(2023, field=True))
    assert (found and found.type, found and found.due_on and found.due_on.isoformat()) == (kind, due)


STARTS = [
    ("từ tháng 4/2023", "2023-04-01"),
    ("từ quý II/2023", "2023-04-01"),
    ("từ ngày 01 đến ngày 15/6/2023", "2023-06-01"),
    ("từ năm 2023 đến năm 2025", "2023-01-01"),
]


@pytest.mark.parametrize(("words", "start"), STARTS)
def test_the_day_from_which(words: str, start: str):
    found = find_deadline(words, Context(2023))
    assert found is not None
    assert found.starts_on == date.fromisoformat(start)


@pytest.mark.parametrize(
    "words",
    [
        "tính đến ngày 30/6/2023 đạt 50%",
        "các văn bản ban hành từ ngày 01/01/2023 đến nay",
        "theo quy định của pháp luật",
        "đạt 12/24 dịch vụ",
        "phiên bản 2.0",
        "Kế hoạch giai đoạn 2021-2025 của tỉnh",
        "tiêu chí thứ 3 năm 2022",
        "điểm 1/2 câu",
        "Thông tư 22/2023/TT-BTTTT",
    ],
)
def test_numbers_that_are_no_time_limit(words: str):
    assert find_deadline(words, Context(2023)) is None


def test_prose_sets_no_time_limit_before_the_day_of_the_document():
    words = "rà soát văn bản ban hành trước ngày 01/01/2023"
    assert find_deadline(words, Context(2023, issued_on=date(2023, 3, 1))) is None
    assert find_deadline("trước ngày 15/3/2023", Context(2023, issued_on=date(2023, 3, 1))) is not None
