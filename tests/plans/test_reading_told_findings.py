"""Findings and work that prose tells without labels: counted sentences, letters, lines below a cause."""

import pytest

from tests.plans.reading import read, who

COUNTED = [
    "Một là, hồ sơ còn chậm. Hai là, chưa có quy chế. Ba là, tin bài ít.",
    "Thứ nhất, hồ sơ còn chậm; thứ hai, chưa có quy chế; thứ ba, tin bài ít.",
    "(1) Hồ sơ còn chậm; (2) Chưa có quy chế; (3) Tin bài ít.",
    "Công tác này còn một số hạn chế: hồ sơ còn chậm; chưa có quy chế; tin bài ít.",
]


@pytest.mark.parametrize("words", COUNTED)
def test_each_counted_finding_is_one(words: str):
    text = f"KẾ HOẠCH\nKhắc phục\nI. ĐÁNH GIÁ\n1. Hạn chế\n{words}\nII. GIẢI PHÁP\n1. Giao Phòng A họp."
    assert [item.finding.lower().strip(" .") for item in read(text).deficiencies] == [
        "hồ sơ còn chậm",
        "chưa có quy chế",
        "tin bài ít",
    ]


def test_a_list_that_counts_nothing_wrong_stays_one_finding():
    text = "KẾ HOẠCH\nKhắc phục\nI. HẠN CHẾ\n1. Hồ sơ còn chậm; sổ sách cũ.\nII. GIẢI PHÁP\n1. Giao Phòng A họp."
    assert len(read(text).deficiencies) == 1


LETTER = """SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 15/SKHCN-VP
V/v khắc phục hạn chế

Kính gửi: Các phòng, đơn vị thuộc Sở

Qua kiểm tra, Sở nhận thấy còn một số tồn tại, hạn chế sau:

1. Một số phòng chưa gửi tin, bài.
2. Chuyên mục hỏi đáp không có câu trả lời.

Để kịp thời khắc phục, Giám đốc Sở yêu cầu các phòng, đơn vị thực hiện nội dung sau:

1. Các phòng; các đơn vị sự nghiệp
a) Gửi ít nhất 02 tin, bài mỗi tháng.
b) Trả lời câu hỏi trong 05 ngày làm việc.

2. Giao Văn phòng Sở tổng hợp, báo cáo trước ngày 20/11/2022.
"""


def test_a_letter_lists_findings_before_the_line_that_gives_work():
    draft = read(LETTER)
    assert [item.code for item in draft.deficiencies] == ["1", "2"]
    both = ["Các phòng", "các đơn vị sự nghiệp"]
    assert who(draft) == [("1a", both), ("1b", both), ("2", ["Văn phòng Sở"])]


@pytest.mark.parametrize(
    ("line", "leads"),
    [
        ("Giao Phòng A rà soát hồ sơ chậm, xong trước ngày 30/6/2023.", ["Phòng A"]),
        ("Để khắc phục, Chi ủy yêu cầu các tổ đảng sinh hoạt chuyên đề.", ["các tổ đảng"]),
        ("Năm 2023, các chi bộ tiếp tục rà soát nguồn phát triển.", ["các chi bộ"]),
    ],
)
def test_a_line_below_the_cause_gives_work(line: str, leads: list[str]):
    text = f"KẾ HOẠCH\nKhắc phục năm 2023\nI. NỘI DUNG\n1. Hạn chế: Hồ sơ còn chậm.\nNguyên nhân: Thiếu người.\n{line}"
    draft = read(text)
    assert [duty.leads for duty in draft.duties] == [leads]
    assert draft.deficiencies[0].cause == "Thiếu người."


def test_a_line_below_the_cause_that_tells_what_is_gives_none():
    text = (
        "KẾ HOẠCH\nKhắc phục\nI. NỘI DUNG\n1. Hạn chế: Hồ sơ chậm.\nNguyên nhân: Thiếu người.\n"
        "Các phòng phối hợp còn chậm.\nKhắc phục: Giao Phòng A họp."
    )
    assert [duty.leads for duty in read(text).duties] == [["Phòng A"]]


def test_the_letterhead_on_a_later_page_is_no_finding():
    text = (
        "UBND TỈNH LAM SƠN\nSỞ KHOA HỌC VÀ CÔNG NGHỆ\nKẾ HOẠCH\nKhắc phục\nI. HẠN CHẾ\n1. Hồ sơ chậm.\n"
        "UBND TỈNH LAM SƠN\nSỞ KHOA HỌC VÀ CÔNG NGHỆ\n2. Tin bài ít.\nII. GIẢI PHÁP\n1. Giao Phòng A họp."
    )
    assert [item.title for item in read(text).deficiencies] == ["Hồ sơ chậm", "Tin bài ít"]
