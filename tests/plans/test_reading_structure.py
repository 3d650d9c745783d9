"""Every form in which plans set out their points: one row of a table, one form."""

import pytest

from tests.plans.reading import read, section, when, who
from tracker.plans.draft import PlanDraft

HEAD = "KẾ HOẠCH\nKhắc phục hạn chế năm 2023\n"


def brief(draft: PlanDraft) -> list[tuple]:
    return [(duty.leads, duty.coops, when(duty), duty.product.strip(" .")) for duty in draft.duties]


LABELLED = [
    "- Tồn tại: Thiếu tin.\n- Nguyên nhân: Ít người.\n- Khắc phục: Đăng tin.\n- Chủ trì: Phòng A.\n- Phối hợp: Phòng "
    "B.\n- Thời hạn: 30/6/2023.",
    "a) Hạn chế: Thiếu tin.\nb) Lý do: Ít người.\nc) Giải pháp: Đăng tin.\nd) Cơ quan chủ trì: Phòng A; cơ quan phối "
    "hợp: Phòng B.\nđ) Lộ trình: 30/6/2023",
    "+ Thiếu sót: Thiếu tin.\n+ Nguyên nhân: Ít người.\n+ Biện pháp khắc phục: Đăng tin.\n+ Đơn vị thực hiện: Phòng A "
    "chủ trì; Phòng B phối hợp.\n+ Thời gian: 30/6/2023",
    "1.1. Tồn tại\nThiếu tin.\n1.2. Nguyên nhân\nÍt người.\n1.3. Biện pháp khắc phục\nĐăng tin.\n1.4. Đơn vị thực "
    "hiện: Phòng A (chủ trì), Phòng B (phối hợp).\n1.5. Thời hạn: 30/6/2023.",
    "**Khuyết điểm:** Thiếu tin. **Nguyên nhân:** Ít người. **Giải pháp:** Đăng tin. **Trách nhiệm:** Phòng A chủ "
    "trì, phối hợp với Phòng B. **Thời gian hoàn thành:** 30/6/2023",
    "Tồn tại, hạn chế: Thiếu tin.\nNguyên nhân: Ít người.\nCách khắc phục: Đăng tin.\nChủ trì: Phòng A. Phối hợp: "
    "Phòng B.\nTiến độ thực hiện: 30/6/2023",
]


@pytest.mark.parametrize("labels", LABELLED)
def test_labels_with_or_without_markup_in_any_numbering(labels: str):
    draft = read(f"{HEAD}II. NỘI DUNG\n1. Tin tức\n{labels}\n")
    [item] = draft.deficiencies
    assert (item.finding.rstrip("."), item.cause.rstrip(".")) == ("Thiếu tin", "Ít người")
    assert brief(draft) == [(["Phòng A"], ["Phòng B"], "2023-06-30", "")]
    assert (draft.duties[0].deficiency, draft.unread) == (item.code, [])


def test_a_block_of_task_agency_and_time():
    draft = read(
        f"{HEAD}II. NHIỆM VỤ\n1. Về hồ sơ\na) Nhiệm vụ: Số hóa hồ sơ.\nb) Cơ quan thực hiện: Phòng A.\n"
        "c) Thời gian: Quý II/2023.\nd) Sản phẩm: Hồ sơ điện tử.\n"
    )
    assert brief(draft) == [(["Phòng A"], [], "2023-06-30", "Hồ sơ điện tử")]


def test_labels_behind_each_of_several_remedies_are_of_that_one():
    draft = read(
        f"{HEAD}II. NHIỆM VỤ\n1. Về hồ sơ\n- Rà soát hồ sơ.\n+ Chủ trì: Phòng A.\n+ Thời gian: Tháng 5/2023.\n"
        "- Đăng hồ sơ lên Cổng.\n+ Chủ trì: Phòng B.\n+ Thời gian: Tháng 6/2023.\n"
    )
    assert brief(draft) == [(["Phòng A"], [], "2023-05-31", ""), (["Phòng B"], [], "2023-06-30", "")]
    found = section("\n+ Rà soát hồ sơ.\nChủ trì: Phòng A.\n+ Đăng hồ sơ lên Cổng.\nChủ trì: Phòng B.")
    assert [leads for _, leads in who(found)] == [["Phòng A"], ["Phòng B"]]


def test_findings_that_are_counted_are_each_one():
    draft = read(
        f"{HEAD}I. HẠN CHẾ CẦN KHẮC PHỤC\nHạn chế 1: Hồ sơ thiếu.\nHạn chế 2: Tin chậm.\nII. GIẢI PHÁP\n"
        "Đối với hạn chế 1: Phòng A bổ sung hồ sơ.\nĐối với hạn chế 2: Giao Phòng B đăng tin hằng tuần.\n"
    )
    assert [item.finding for item in draft.deficiencies] == ["Hồ sơ thiếu.", "Tin chậm."]
    assert brief(draft) == [(["Phòng A"], [], "none", ""), (["Phòng B"], [], "weekly", "")]


PARTS = [
    ("I.", "II.", "III."),
    ("I/", "II/", "III/"),
    ("I -", "II -", "III -"),
    ("A.", "B.", "C."),
    ("Phần I.", "Phần II.", "Phần III."),
    ("Phần thứ nhất\n", "Phần thứ hai\n", "Phần thứ ba\n"),
    ("Điều 1.", "Điều 2.", "Điều 3."),
    ("Mục 1:", "Mục 2:", "Mục 3:"),
]


@pytest.mark.parametrize("marks", PARTS)
def test_parts_in_any_numbering(marks: tuple[str, str, str]):
    aims, work, run = marks
    draft = read(
        f"{HEAD}{aims} MỤC ĐÍCH\nNâng hạng Cổng.\n{work} TỒN TẠI VÀ GIẢI PHÁP\n1. Tin tức\n- Tồn tại: Thiếu tin.\n"
        f"- Giải pháp: Giao Phòng A đăng tin.\n{run} TỔ CHỨC THỰC HIỆN\n1. Văn phòng Sở đôn đốc.\n"
    )
    assert [(item.finding) for item in draft.deficiencies] == ["Thiếu tin."]
    assert [(duty.part.value, duty.leads) for duty in draft.duties] == [("II", ["Phòng A"]), ("III", ["Văn phòng Sở"])]


def test_findings_and_remedies_in_parts_of_their_own_are_linked_by_their_topic():
    draft = read(
        f"{HEAD}I. NHỮNG TỒN TẠI\n1. Về thể chế: Chưa ban hành quy chế.\n2. Về tin bài: Tin ít.\nII. GIẢI PHÁP\n"
        "1. Về tin bài\n- Giao Phòng A viết tin.\n2. Về thể chế\n- Giao Phòng B ban hành quy chế.\n"
    )
    assert [(duty.deficiency, duty.leads) for duty in draft.duties] == [("2", ["Phòng A"]), ("1", ["Phòng B"])]


@pytest.mark.parametrize(
    "lines",
    [
        "1. Văn phòng Sở\n- Đôn đốc các phòng.\n- Báo cáo Giám đốc Sở.\n2. Thanh tra Sở: Kiểm tra việc công khai.",
        "1. Văn phòng Sở:\na) Đôn đốc các phòng;\nb) Báo cáo Giám đốc Sở.\n2. Thanh tra Sở\nKiểm tra việc công khai.",
        "- Văn phòng Sở:\n+ Đôn đốc các phòng.\n+ Báo cáo Giám đốc Sở.\n- Thanh tra Sở: Kiểm tra việc công khai.",
        "- Đối với Văn phòng Sở:\n+ Đôn đốc các phòng.\n+ Báo cáo Giám đốc Sở.\n- Đối với Thanh tra Sở: Kiểm tra.",
        "1. Giao Văn phòng Sở đôn đốc các phòng. Văn phòng Sở báo cáo Giám đốc Sở.\n2. Đề nghị Thanh tra Sở kiểm tra.",
    ],
)
def test_the_unit_above_the_work_does_it(lines: str):
    draft = read(f"{HEAD}I. NỘI DUNG\n1. Giao Phòng A đăng tin.\nII. TỔ CHỨC THỰC HIỆN\n{lines}\n")
    assert sorted(leads for _, leads in who(draft)[1:]) == [["Thanh tra Sở"], ["Văn phòng Sở"], ["Văn phòng Sở"]]


def test_prose_with_what_is_wrong_and_several_duties():
    draft = read(
        f"{HEAD}1. Về ngân sách\nSở chưa công khai dự toán năm 2022. Để khắc phục, giao Phòng A lập hồ sơ công khai "
        "trước ngày 20/5/2023. Đồng thời Kế toán Sở thu hồi số tiền chi sai trong tháng 5/2023.\n"
        "2. Tổ chức thực hiện\nVăn phòng Sở đôn đốc.\n"
    )
    assert [item.finding for item in draft.deficiencies] == ["Sở chưa công khai dự toán năm 2022."]
    assert [(duty.leads, when(duty)) for duty in draft.duties] == [
        (["Phòng A"], "2023-05-19"),
        (["Kế toán Sở"], "2023-05-31"),
        (["Văn phòng Sở"], "none"),
    ]


def test_a_letter_with_what_is_wrong_in_its_opening():
    draft = read(
        "SỞ Y TẾ\nSố: 9/SYT-VP\nV/v khắc phục hạn chế năm 2023\nKính gửi: Các phòng thuộc Sở.\nQua kiểm tra còn một "
        "số tồn tại như: chậm đăng lịch; thiếu văn bản chỉ đạo.\nĐể khắc phục, Giám đốc Sở yêu cầu:\n"
        "- Văn phòng Sở đăng lịch hằng tuần.\n"
        "- Phòng A gửi văn bản trước ngày 15/6/2023.\n"
    )
    assert [item.finding for item in draft.deficiencies] == ["chậm đăng lịch", "thiếu văn bản chỉ đạo"]
    assert [(duty.leads, when(duty)) for duty in draft.duties] == [
        (["Văn phòng Sở"], "weekly"),
        (["Phòng A"], "2023-06-14"),
    ]


def test_misspellings_footnotes_and_page_numbers_mislead_nobody():
    draft = read(
        f"{HEAD}II. NỘI DUNG\n1. Công thông tin điện tử\n- Tồn tại: Thiếu bài1 của nghành.\n\n2\n\n- Khắc phục: Trung "
        "tâm Ứng dụng cập nhập lên Công, xong trước 30-4-2023.\n\n1 Theo kết quả chấm điểm năm 2022.\n"
    )
    assert [(duty.leads, duty.kind.value, when(duty)) for duty in draft.duties] == [
        (["Trung tâm Ứng dụng"], "publish", "2023-04-29")
    ]
    assert any("nghành" in flag for flag in draft.flags)


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("Mục II.1:", "II.1"),
        ("Tại Mục II.2:", "II.2"),
        ("Điểm b khoản 2 Mục II:", "II.2b"),
        ("Khoản 3 Mục II:", "II.3"),
        ("Điểm 2.1 Mục II:", "II.2.1"),
    ],
)
def test_the_place_that_an_amendment_names(place: str, target: str):
    draft = read(f"KẾ HOẠCH\nĐiều chỉnh Kế hoạch năm 2023\nI. ĐIỀU CHỈNH\n1. {place} gia hạn đến ngày 30/11/2023.\n")
    assert [(change["target"], change["text"]) for change in draft.amendments] == [
        (target, "gia hạn đến ngày 30/11/2023.")
    ]


def test_following_up_without_a_unit_is_work_and_keeping_to_rules_is_not():
    work = "1. Về nhiệm vụ được giao\n- Theo dõi, đôn đốc các phòng, không để quá hạn.\n+ Chủ trì: Văn phòng Sở.\n"
    draft = read(f"{HEAD}II. NHIỆM VỤ\n{work}2. Chế độ nhuận bút\n- Thực hiện theo Nghị định số 18/2014/NĐ-CP.\n")
    assert brief(draft) == [(["Văn phòng Sở"], [], "none", "")]
    assert len(draft.unread) == 1


def test_parts_inside_a_part_are_read_by_their_own_titles():
    draft = read(
        f"{HEAD}A. PHẦN MỞ ĐẦU\nThực hiện chỉ đạo của UBND tỉnh.\nB. NỘI DUNG\nI. Hạn chế\n1. Tiếp cận: đạt 78,5%.\n"
        "2. Thủ tục: đạt 80,2%.\nII. Nhiệm vụ, giải pháp\n1. Tiếp cận\n- Phòng A bố trí ghế ngồi.\n"
        "C. TỔ CHỨC THỰC HIỆN\nI. Văn phòng Sở\nĐôn đốc thực hiện.\n"
    )
    assert [item.title for item in draft.deficiencies] == ["Tiếp cận", "Thủ tục"]
    assert [(duty.deficiency, duty.leads) for duty in draft.duties] == [("1", ["Phòng A"]), (None, ["Văn phòng Sở"])]


def test_an_assessment_with_what_is_wrong_and_why_is_read_as_findings():
    draft = read(
        f"{HEAD}I. ĐÁNH GIÁ TÌNH HÌNH\n1. Ưu điểm\nCác đơn vị đã làm tốt.\n2. Tồn tại, hạn chế\n"
        "a) Một số đơn vị gửi chậm.\nb) Chứng từ còn thiếu.\n3. Nguyên nhân\nKiêm nhiệm.\n"
        "II. BIỆN PHÁP\n1. Ban Tài chính rà soát chứng từ.\n"
    )
    assert [(item.finding, item.cause) for item in draft.deficiencies] == [
        ("Một số đơn vị gửi chậm.", "Kiêm nhiệm."),
        ("Chứng từ còn thiếu.", "Kiêm nhiệm."),
    ]
