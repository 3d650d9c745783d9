"""The rules of reading, as tables: deadlines, targets, units, kinds, labels."""

from datetime import date
from decimal import Decimal

import pytest

from tracker.plans.reading_deadlines import Context, find_deadline
from tracker.plans.reading_kinds import kind_of
from tracker.plans.reading_labels import fields, label_of
from tracker.plans.reading_piece import Piece, sentences
from tracker.plans.reading_targets import find_target, number
from tracker.plans.reading_units import cooperators, split_units, subject
from tracker.vocabulary import DeadlineType as Type
from tracker.vocabulary import DutyKind as Kind


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("words", "kind", "due"),
    [
        ("gửi báo cáo trước ngày 15/3/2023", Type.DATE, "2023-03-14"),
        ("hoàn thành trước 01/3/2023", Type.DATE, "2023-02-28"),
        ("chậm nhất ngày 15/3/2023", Type.DATE, "2023-03-15"),
        ("chậm nhất là ngày 15.3.2023", Type.DATE, "2023-03-15"),
        ("xong đến hết ngày 30/6", Type.DATE, "2023-06-30"),
        ("trước ngày 05 tháng 7 năm 2023", Type.DATE, "2023-07-04"),
        ("trước tháng 9/2023", Type.DATE, "2023-08-31"),
        ("báo cáo trước 16 giờ 00 ngày 05/7/2023", Type.DATETIME, "2023-07-05"),
        ("trước ngày 15/6 và ngày 15/11/2023", Type.DATES, "2023-11-14"),
        ("thực hiện từ ngày 01/4 đến ngày 30/4/2023", Type.RANGE, "2023-04-30"),
        ("từ tháng 10/2023 đến tháng 2/2024", Type.RANGE, "2024-02-29"),
        ("Quý IV/2023 - Quý II/2024", Type.RANGE, "2024-06-30"),
        ("trong 6 tháng đầu năm 2023", Type.RANGE, "2023-06-30"),
        ("xong trong tháng 2/2024", Type.MONTH, "2024-02-29"),
        ("cập nhật trong tháng 8", Type.MONTH, "2023-08-31"),
        ("hết quý II/2023", Type.QUARTER, "2023-06-30"),
        ("trong quý 3", Type.QUARTER, "2023-09-30"),
        ("đăng bài trong năm 2023", Type.YEAR, "2023-12-31"),
        ("nâng vị trí xếp hạng năm 2023.", Type.YEAR, "2023-12-31"),
        ("áp dụng từ ngày 01/6/2023", Type.FROM_DATE, None),
        ("năm 2023 và các năm tiếp theo", Type.FROM_DATE, None),
        ("gửi trong vòng 05 ngày làm việc kể từ ngày ban hành", Type.RELATIVE, None),
        ("theo tiến độ của UBND tỉnh", Type.ONGOING, None),
        ("thường xuyên cập nhật", Type.ONGOING, None),
        ("thường xuyên rà soát, xong trước ngày 30/6/2023", Type.DATE, "2023-06-29"),
        ("thực hiện ngay", Type.ONGOING, None),
    ],
)
def test_deadlines(words: str, kind: Type, due: str | None):
    found = find_deadline(words, Context(2023))
    assert found is not None
    assert (found.type, found.due_on) == (kind, day(due))
    assert (found.raw or "") in words


@pytest.mark.parametrize(
    ("words", "recurrence"),
    [
        ("báo cáo hằng tuần", "weekly"),
        ("định kỳ hàng quý báo cáo", "quarterly"),
        ("trước ngày 25 hằng tháng", "monthly:24"),
        ("ngày 25 hằng tháng", "monthly:25"),
        ("đăng trong ngày.", "daily"),
        ("định kỳ 6 tháng", "half-yearly"),
        ("hằng năm", "yearly"),
        ("trước ngày 31/12 hằng năm", "yearly"),
        ("báo cáo hàng tháng (trước ngày 20)", "monthly:19"),
    ],
)
def test_repeated_deadlines(words: str, recurrence: str):
    found = find_deadline(words, Context(2023))
    assert found is not None
    assert (found.type, found.recurrence) == (Type.RECURRING, recurrence)


def test_a_repeated_duty_may_end_on_a_day():
    found = find_deadline("hằng tháng, báo cáo lũy kế trước ngày 15/11/2023", Context(2023, field=True))
    assert found is not None
    assert (found.type, found.recurrence, found.due_on) == (Type.RECURRING, "monthly", date(2023, 11, 14))


def test_a_relative_deadline_keeps_its_workdays_and_what_they_count_from():
    found = find_deadline("trong vòng 05 ngày làm việc kể từ ngày ký ban hành", Context(2023))
    assert found is not None
    assert (found.workdays, found.anchor) == (5, "ngày ký ban hành")


@pytest.mark.parametrize(
    "words",
    [
        "cập nhật theo quy định",
        "thực hiện Kế hoạch năm 2023",
        "theo Quyết định số 12/QĐ-UBND ngày 21/01/2023",
        "kết quả năm 2022",
        "tiêu chí 1.3",
        "quý 1, quý 2",
        "trước ngày 31/02/2023",
        "đạt 9/24 dịch vụ",
    ],
)
def test_words_without_a_deadline(words: str):
    assert find_deadline(words, Context(2023)) is None


@pytest.mark.parametrize(
    ("words", "kind", "due"),
    [
        ("30/6/2023", Type.DATE, "2023-06-30"),
        ("Tháng 9/2023", Type.MONTH, "2023-09-30"),
        ("Quí IV-2023", Type.QUARTER, "2023-12-31"),
        ("Năm 2023", Type.YEAR, "2023-12-31"),
        ("Thường xuyên, tối thiểu 04 tin/tháng", Type.ONGOING, None),
    ],
)
def test_a_field_for_time_may_be_shorter(words: str, kind: Type, due: str | None):
    found = find_deadline(words, Context(2023, field=True))
    assert found is not None
    assert (found.type, found.due_on) == (kind, day(due))


@pytest.mark.parametrize(
    ("words", "op", "value", "unit", "period"),
    [
        ("(Ít nhất 45 tin, bài trong năm 2022)", ">=", "45", "tin, bài", "năm 2022"),
        ("ít nhất 05 bài mỗi tháng", ">=", "5", "bài", "tháng"),
        ("mỗi tháng đăng ít nhất 02 bài; cả năm ít nhất 30 bài", ">=", "30", "bài", "năm 2022"),
        ("ít nhất 02 cuộc/năm", ">=", "2", "cuộc", "năm"),
        ("phấn đấu đạt 37,30 điểm", ">=", "37.30", "điểm", None),
        ("đạt từ 85 điểm trở lên", ">=", "85", "điểm", None),
        ("trên 1.225 lượt", ">", "1225", "lượt", None),
        ("trên 1,2 triệu lượt", ">", "1200000", "lượt", None),
        ("không quá 03 văn bản", "<=", "3", "văn bản", None),
        ("tỷ lệ trực tuyến tối thiểu 65%", ">=", "65", "%", None),
        ("công khai 100% dự án", "=", "100", "%", None),
    ],
)
def test_targets(words: str, op: str, value: str, unit: str, period: str | None):
    found = find_target(words, 2022)
    assert found is not None
    assert (found.op, found.value, found.unit, found.period) == (op, Decimal(value), unit, period)
    assert found.raw in words


@pytest.mark.parametrize("words", ["ít nhất 05 ngày làm việc", "không quá 24 giờ", "từ 3 phòng", "đăng đủ", "năm 2022"])
def test_words_without_a_target(words: str):
    assert find_target(words, 2022) is None


def test_numbers_are_vietnamese():
    assert [number(text) for text in ("1.225", "480.000", "37,30", "05")] == [
        Decimal("1225"),
        Decimal("480000"),
        Decimal("37.30"),
        Decimal("5"),
    ]


@pytest.mark.parametrize(
    ("clause", "unit", "rest"),
    [
        ("Giao Thanh tra Sở cung cấp văn bản", "Thanh tra Sở", "cung cấp văn bản"),
        ("Đề nghị Phòng Tổ chức cán bộ rà soát", "Phòng Tổ chức cán bộ", "rà soát"),
        ("Trung tâm Ứng dụng KH&CN thực hiện cập nhật", "Trung tâm Ứng dụng KH&CN", "thực hiện cập nhật"),
        ("Ban quản lý dự án cung cấp hồ sơ", "Ban quản lý dự án", "cung cấp hồ sơ"),
        ("Các phòng, đơn vị thuộc Sở báo cáo", "Các phòng, đơn vị thuộc Sở", "báo cáo"),
        ("Đối với Văn phòng: đôn đốc", "Văn phòng", "đôn đốc"),
        ("Bộ phận Tiếp nhận và Trả kết quả gửi thư", "Bộ phận Tiếp nhận và Trả kết quả", "gửi thư"),
        ("Giao đồng chí Lê Mơ viết bài", "đồng chí Lê Mơ", "viết bài"),
        ("Giao Nhóm biên tập viết bài", "Nhóm biên tập", "viết bài"),
        ("thanh tra Sở gửi kết quả", "thanh tra Sở", "gửi kết quả"),
    ],
)
def test_the_unit_a_clause_begins_with(clause: str, unit: str, rest: str):
    found = subject(Piece(clause, 10))
    assert found is not None
    assert (found[0].text, found[1].text) == (unit, rest)
    assert clause[found[1].start - 10 :] == rest


@pytest.mark.parametrize(
    "clause",
    [
        "Ban hành quy chế",
        "Báo cáo Giám đốc Sở",
        "Tổ chức tập huấn",
        "Rà soát danh mục",
        "Phòng, chống dịch",
        "Sở hữu trí tuệ",
    ],
)
def test_a_clause_that_begins_with_work_names_no_unit(clause: str):
    assert subject(Piece(clause, 0)) is None


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Văn phòng Sở, Thanh tra Sở và các phòng, đơn vị thuộc Sở", 3),
        ("các phòng, đơn vị thuộc Sở", 1),
        ("Phòng Tổ chức, biên chế và Tổ chức phi chính phủ", 1),
        ("Các phòng chuyên môn; Hiệp hội Doanh nghiệp tỉnh", 2),
        ("Phòng Kế hoạch - Tài chính", 1),
    ],
)
def test_lists_of_units(words: str, names: int):
    assert len(split_units(Piece(words, 0))) == names


def test_who_joins_in():
    found = cooperators(Piece("chủ trì, phối hợp với Phòng A, Phòng B và các đơn vị liên quan rà soát", 0))
    assert found is not None
    assert found[0] == ["Phòng A", "Phòng B", "các đơn vị liên quan"]
    assert found[2].text == "rà soát"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Rà soát, tập trung cập nhật, đăng bài", Kind.PUBLISH),
        ("cung cấp văn bản để đăng tải", Kind.SUPPLY),
        ("kiểm duyệt nội dung", Kind.REVIEW),
        ("kiểm tra, đôn đốc, báo cáo Giám đốc", Kind.MONITOR),
        ("là đầu mối, phối hợp với các phòng", Kind.COORDINATE),
        ("là đầu mối theo dõi, đôn đốc", Kind.MONITOR),
        ("trả lời dứt điểm câu hỏi", Kind.RESOLVE),
        ("tham mưu ban hành quy chế", Kind.ISSUE),
        ("báo cáo kết quả", Kind.REPORT),
        ("duy trì việc trả lời", Kind.STANDING),
        ("triển khai kế hoạch đến cán bộ", Kind.OTHER),
    ],
)
def test_kinds(words: str, kind: Kind):
    assert kind_of(words) is kind


def test_whenever_something_happens_is_a_standing_rule_unless_a_verb_says_more():
    assert kind_of("phần nơi nhận ghi thêm", triggered=True) is Kind.STANDING
    assert kind_of("cung cấp bản tổng hợp", triggered=True) is Kind.SUPPLY


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Tồn tại", "finding"),
        ("Tồn tại, hạn chế", "finding"),
        ("HẠN CHẾ", "finding"),
        ("Khuyết điểm", "finding"),
        ("Nguyên nhân", "cause"),
        ("Giải pháp khắc phục", "remedy"),
        ("Biện pháp", "remedy"),
        ("Nội dung/nhiệm vụ", "remedy"),
        ("Đơn vị chủ trì", "lead"),
        ("Cơ quan phối hợp", "coop"),
        ("Thời gian hoàn thành", "deadline"),
        ("Thời hạn", "deadline"),
        ("Sản phẩm", "product"),
        ("Ghi chú", None),
    ],
)
def test_labels(words: str, name: str | None):
    assert label_of(words) == name


def test_labels_in_one_line_are_told_apart():
    found = [(name, piece.text) for name, piece in fields(Piece("Chủ trì: Văn phòng. Phối hợp: Phòng A.", 0))]
    assert found == [("lead", "Văn phòng."), ("coop", "Phòng A.")]


def test_abbreviations_end_no_sentence():
    assert [piece.text for piece in sentences(Piece("TP. Lam Sơn báo cáo. Văn phòng tổng hợp.", 0))] == [
        "TP. Lam Sơn báo cáo.",
        "Văn phòng tổng hợp.",
    ]
