"""Whole documents: what a plan says is read, what it leaves open is said."""

import contextlib
import io
import json
import re
import unicodedata
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import Unreadable
from tracker.formats.reader import read_document, read_text
from tracker.plans.draft import PlanDraft, as_json, from_json
from tracker.plans.parser import main, parse_plan
from tracker.text import squeeze
from tracker.vocabulary import Doubt

ROOT = Path(__file__).resolve().parents[2]
TWIN = ROOT / "tests" / "documents" / "twin_plan.txt"
EXAMPLE = ROOT / "examples" / "ke-hoach-khac-phuc-2022.txt"
SHARED = ROOT.parent / "shared" / "plans" / "seed003.txt"


def read(text: str) -> PlanDraft:
    return parse_plan(read_text(text))


def brief(draft: PlanDraft) -> list[tuple[str, str, list[str], list[str]]]:
    return [(duty.code, duty.kind.value, duty.leads, duty.depends_on) for duty in draft.duties]


def section(remedy: str, finding: str = "Thiếu bài.") -> PlanDraft:
    return read(f"KẾ HOẠCH\nKhắc phục năm 2023\nII. NỘI DUNG\n1. Mục A\n- Tồn tại: {finding}\n- Khắc phục: {remedy}")


# -- the twin of a real plan --------------------------------------------------


@pytest.fixture(scope="module")
def twin() -> PlanDraft:
    return read(TWIN.read_text(encoding="utf-8"))


def test_the_twin_is_read_exactly(twin: PlanDraft):
    assert as_json(twin) == json.loads(TWIN.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_twin_has_five_deficiencies_seven_remedies_and_four_duties_of_organisation(twin: PlanDraft):
    assert [item.number for item in twin.deficiencies] == ["II.1", "II.2", "II.3", "II.4", "II.5"]
    assert [duty.code for duty in twin.duties] == [
        "1", "2a", "2b", "3", "4", "5a", "5b", "III.1", "III.2", "III.3a", "III.3b",
    ]  # fmt: skip


def test_what_the_document_leaves_blank_stays_blank(twin: PlanDraft):
    assert twin.head.number is None
    assert twin.head.issued_on is None
    assert twin.head.issue_month == "2022-01"
    assert {Doubt.MISSING_NUMBER, Doubt.MISSING_ISSUE_DAY, Doubt.PLAN_END_INFERRED} == {d.code for d in twin.doubts}


def test_a_duty_without_a_unit_is_proposed_to_the_centre_with_the_sentence_that_says_so(twin: PlanDraft):
    [doubt] = [doubt for doubt in twin.duties[0].doubts if doubt.code is Doubt.NO_UNIT]
    assert twin.duties[0].leads == []
    assert doubt.proposal is not None
    assert doubt.proposal["lead"] == ["Trung tâm Ứng dụng"]
    assert doubt.proposal["sentence"].startswith("Trung tâm Ứng dụng là đầu mối")


def test_a_duty_without_a_deadline_is_proposed_the_end_of_the_plan_and_gets_none(twin: PlanDraft):
    duty = twin.duties[1]
    assert duty.deadline.due_on is None
    assert duty.deadline.proposed_on == twin.ends_on
    assert [doubt.code for doubt in duty.doubts] == [Doubt.NO_DEADLINE]


def test_the_reading_survives_its_json(twin: PlanDraft):
    assert from_json(json.loads(json.dumps(as_json(twin)))) == twin


def test_the_example_for_users_is_the_twin_as_text_and_as_a_word_document(twin: PlanDraft):
    word = EXAMPLE.with_suffix(".docx")
    assert EXAMPLE.read_bytes() == TWIN.read_bytes()
    assert parse_plan(read_document(word.read_bytes(), word.name)) == twin


def test_the_command_prints_the_reading(capsys: pytest.CaptureFixture[str]):
    assert main(str(TWIN)) == 0
    assert len(json.loads(capsys.readouterr().out)["tasks"]) == 11


def test_the_command_says_why_a_file_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "letter.txt").write_text("Kính gửi anh chị.", encoding="utf-8")
    assert main(str(tmp_path / "letter.txt")) == 1
    assert "không phải kế hoạch" in capsys.readouterr().err


@pytest.mark.shared
def test_a_real_plan_is_read_exactly():
    if not SHARED.exists():
        pytest.skip("not run: the real plan is not kept beside this checkout")
    draft = as_json(read(SHARED.read_text(encoding="utf-8")))
    expected = json.loads(SHARED.with_suffix(".json").read_text(encoding="utf-8"))
    head = {name: draft["doc"][name] for name in expected["doc"]}
    head["basis"] = [{name: basis[name] for name in expected["doc"]["basis"][0]} for basis in head["basis"]]
    assert head == expected["doc"]
    assert [(item["code"], item["title"]) for item in draft["deficiencies"]] == [
        (item["code"], item["title"]) for item in expected["deficiencies"]
    ]
    for name in ("code", "deficiency", "kind", "lead", "coop", "depends_on", "product", "target"):
        assert [duty[name] for duty in draft["tasks"]] == [duty[name] for duty in expected["tasks"]]
    for duty, wanted in zip(draft["tasks"], expected["tasks"], strict=True):
        assert wanted["text"] in duty["text"]
        assert {name: duty["deadline"][name] for name in ("raw", "type", "date")} == {
            name: wanted["deadline"][name] for name in ("raw", "type", "date")
        }


# -- sentences ----------------------------------------------------------------


def test_a_handover_is_two_duties_and_the_second_waits():
    draft = section("Giao Thanh tra Sở cung cấp kết quả để Trung tâm Ứng dụng đăng tải lên Cổng trước ngày 15/3/2023.")
    assert brief(draft) == [("1a", "supply", ["Thanh tra Sở"], []), ("1b", "publish", ["Trung tâm Ứng dụng"], ["1a"])]
    assert {duty.deadline.due_on.isoformat() for duty in draft.duties if duty.deadline.due_on} == {"2023-03-14"}


def test_three_units_in_a_row_wait_for_each_other():
    draft = section("Phòng A cung cấp số liệu; Phòng B kiểm duyệt; Văn phòng Sở đăng tải.")
    assert [(duty.code, duty.depends_on) for duty in draft.duties] == [("1a", []), ("1b", ["1a"]), ("1c", ["1b"])]


def test_a_duty_that_arises_whenever_something_happens_is_of_the_unit_in_the_clause():
    draft = section("Khi các phòng ban hành văn bản cần gửi bản điện tử. Giao Văn phòng Sở đăng tải.")
    assert brief(draft) == [("1a", "supply", ["các phòng"], []), ("1b", "publish", ["Văn phòng Sở"], ["1a"])]
    assert draft.duties[0].deadline.raw == "Khi các phòng ban hành văn bản"


def test_a_sentence_without_a_unit_goes_on_with_the_duty_before():
    draft = section("Văn phòng Sở rà soát danh mục. Đăng tải đủ các mục còn thiếu.")
    assert [duty.text for duty in draft.duties] == ["rà soát danh mục. Đăng tải đủ các mục còn thiếu"]


def test_numbered_pieces_of_a_remedy_are_duties_of_their_own():
    draft = read(
        "II. NỘI DUNG\n1. A\nHạn chế: thiếu.\nGiải pháp: (1) Tuyên truyền; (2) Bố trí người hỗ trợ.\n"
        "Chủ trì: Văn phòng (nội dung 1), Phòng B (nội dung 2). Phối hợp: Phòng C.\nThời hạn: Quý II/2023."
    )
    assert [(duty.leads, duty.coops) for duty in draft.duties] == [
        (["Văn phòng"], ["Phòng C"]),
        (["Phòng B"], ["Phòng C"]),
    ]
    assert {duty.deadline.raw for duty in draft.duties} == {"Quý II/2023"}


def test_labels_in_a_remedys_own_line_are_of_that_remedy_alone():
    draft = read(
        "II. NỘI DUNG\n1. A\n- Tồn tại: thiếu.\n- Giải pháp:\n+ Văn phòng lập dự toán trong tháng 5/2024.\n"
        "+ Rà soát danh mục. Đơn vị thực hiện: Phòng B. Thời hạn: trước ngày 30/6/2024."
    )
    assert [(duty.leads, duty.deadline.raw) for duty in draft.duties] == [
        (["Văn phòng"], "trong tháng 5/2024"),
        (["Phòng B"], "trước ngày 30/6/2024"),
    ]


def test_one_label_may_name_who_leads_and_who_joins_in():
    draft = read(
        "II. NỘI DUNG\n1. A\n- Tồn tại: x\n- Khắc phục: Trả lời kiến nghị.\n"
        "- Trách nhiệm thực hiện: Thanh tra huyện chủ trì; Văn phòng HĐND và UBND phối hợp."
    )
    assert [(duty.leads, duty.coops) for duty in draft.duties] == [(["Thanh tra huyện"], ["Văn phòng HĐND và UBND"])]


def test_the_time_may_stand_before_the_unit():
    [duty] = section("Hằng tháng, Văn phòng Sở đăng ít nhất 08 tin, bài.").duties
    assert (duty.leads, duty.deadline.recurrence) == (["Văn phòng Sở"], "monthly")


def test_a_unit_that_receives_something_to_publish_it_waits_for_it():
    draft = section("Phòng A cung cấp thủ tục cho Văn phòng Ban để công khai trên Trang thông tin.")
    assert [(duty.leads, duty.depends_on) for duty in draft.duties] == [(["Phòng A"], []), (["Văn phòng Ban"], ["1a"])]


def test_an_appeal_that_asks_for_nothing_is_no_duty_but_is_shown():
    draft = read("III. TỔ CHỨC THỰC HIỆN\n1. Giao Văn phòng đôn đốc.\nYêu cầu các đơn vị nghiêm túc thực hiện./.")
    assert (len(draft.duties), len(draft.unread)) == (1, 1)


def test_a_heading_that_names_units_gives_its_lines_to_them():
    draft = read(
        "II. NỘI DUNG\n1. A\n- Tồn tại: x\n- Khắc phục: Văn phòng đăng bài.\nIII. TỔ CHỨC THỰC HIỆN\n"
        "1. Các phòng, đơn vị thuộc Sở:\na) Phổ biến kế hoạch đến công chức.\nb) Báo cáo kết quả hằng quý."
    )
    assert [(duty.code, duty.leads) for duty in draft.duties[1:]] == [
        ("III.1a", ["Các phòng, đơn vị thuộc Sở"]),
        ("III.1b", ["Các phòng, đơn vị thuộc Sở"]),
    ]


def test_a_sentence_of_the_working_part_that_led_to_nothing_is_shown():
    text = "III. TỔ CHỨC THỰC HIỆN\n1. Giao Văn phòng đôn đốc.\n2. Kế hoạch này có hiệu lực ngay lúc ký tên."
    draft = read(text)
    assert [text[span.start : span.end] for span in draft.unread] == ["Kế hoạch này có hiệu lực ngay lúc ký tên."]
    assert draft.doubts[-1].code is Doubt.NOT_UNDERSTOOD


def test_a_finding_keeps_cause_points_and_ratio():
    draft = read(
        "II. NỘI DUNG\n1. Lĩnh vực\na) Tiêu chí 2.1 - Công khai (trừ 1,50 điểm)\nHạn chế: mới đạt 05/12 tin, bài.\n"
        "Nguyên nhân: Thiếu người.\nGiải pháp: Phòng A đăng tin."
    )
    [item] = draft.deficiencies
    assert (item.code, item.criterion, str(item.points_lost), item.ratio) == ("1a", "2.1", "1.50", [5, 12])
    assert item.cause == "Thiếu người."


def test_what_an_amending_plan_changes_is_kept_apart_from_work():
    draft = read(
        "KẾ HOẠCH\nĐiều chỉnh Kế hoạch số 05/KH-SKHCN ngày 21/01/2022 năm 2022\nI. NỘI DUNG ĐIỀU CHỈNH\n"
        "1. Mục II.2: Gia hạn đến ngày 31/8/2022.\nII. NỘI DUNG BỔ SUNG\n6. B\n- Tồn tại: x\n- Khắc phục: Phòng A đăng."
    )
    assert draft.head.amends == {"symbol": "05/KH-SKHCN", "date": "2022-01-21"}
    assert [item["target"] for item in draft.amendments] == ["II.2"]
    assert [duty.code for duty in draft.duties] == ["6"]


# -- tables -------------------------------------------------------------------

ROWS = [
    {
        "TT": "1",
        "Tồn tại, hạn chế": "Chưa đăng lịch họp (trừ 02 điểm)",
        "Giải pháp khắc phục": "Đăng lịch họp",
        "Đơn vị chủ trì": "Văn phòng Sở",
        "Đơn vị phối hợp": "Các phòng chuyên môn",
        "Thời gian hoàn thành": "Hằng tuần",
    },
    {
        "TT": "2",
        "Tồn tại, hạn chế": "Thiếu quy hoạch",
        "Giải pháp khắc phục": "- Cung cấp quy hoạch; - Đăng tải lên Cổng",
        "Đơn vị chủ trì": "Phòng A (cung cấp); Văn phòng Sở (đăng tải)",
        "Đơn vị phối hợp": "",
        "Thời gian hoàn thành": "Cung cấp trước ngày 28/02/2023; đăng tải trước ngày 10/3/2023",
    },
]
EXPECTED = [
    ("1", ["Văn phòng Sở"], ["Các phòng chuyên môn"], None, []),
    ("2a", ["Phòng A"], [], "2023-02-27", []),
    ("2b", ["Văn phòng Sở"], [], "2023-03-09", ["2a"]),
]


def tabled(columns: list[str]) -> str:
    rows = [" | ".join(columns), *("| " + " | ".join(row[name] for name in columns) + " |" for row in ROWS)]
    return "KẾ HOẠCH\nNăm 2023\nII. NỘI DUNG\n" + "\n".join(rows)


@settings(max_examples=25, deadline=None)
@given(st.permutations(list(ROWS[0])))
def test_a_table_is_read_in_any_order_of_its_columns(columns: list[str]):
    draft = as_json(read(tabled(columns)))
    assert [item["points_lost"] for item in draft["deficiencies"]] == [2, None]
    assert [
        (duty["code"], duty["lead"], duty["coop"], duty["deadline"]["date"], duty["depends_on"])
        for duty in draft["tasks"]
    ] == EXPECTED


def test_rows_across_a_table_are_the_findings_of_the_rows_below():
    draft = read(
        "II. NHIỆM VỤ\n| STT | Nhiệm vụ | Chủ trì |\n| A. THỜI GIAN GIẢI QUYẾT CHẬM | | |\n"
        "| 1 | Rà soát thủ tục | Phòng A |\n"
        "| B. CHƯA CÔNG KHAI | | |\n| 2 | Công khai danh mục | Phòng B |"
    )
    titles = [("A", "Thời gian giải quyết chậm"), ("B", "Chưa công khai")]
    assert [(item.code, item.title) for item in draft.deficiencies] == titles
    assert [(duty.deficiency, duty.leads) for duty in draft.duties] == [("A", ["Phòng A"]), ("B", ["Phòng B"])]


def test_a_word_table_with_a_head_of_two_rows_and_merged_cells_is_read():
    document = docx.Document()
    document.add_paragraph("II. NỘI DUNG")
    rows = [
        ["TT", "Hạn chế", "Nhiệm vụ", "Đơn vị thực hiện", "", "Thời hạn"],
        ["", "", "", "Chủ trì", "Phối hợp", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["1", "Thiếu bài", "Viết tin, bài", "Phòng A", "Văn phòng Sở", "Hằng tháng"],
        ["", "", "Đăng tải tin, bài", "Trung tâm Ứng dụng", "", "Tháng 6/2023"],
    ]
    table = document.add_table(rows=len(rows), cols=6)
    for row, words in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    table.cell(0, 3).merge(table.cell(0, 4))
    for column in (0, 1, 2, 5):
        table.cell(0, column).merge(table.cell(1, column))
    for column in (0, 1):
        table.cell(3, column).merge(table.cell(4, column))
    stream = io.BytesIO()
    document.save(stream)
    draft = parse_plan(read_document(stream.getvalue(), "table.docx"))
    assert [item.finding for item in draft.deficiencies] == ["Thiếu bài"]
    assert [duty.code for duty in draft.duties] == ["1", "1b"]
    assert [(duty.text, duty.leads, duty.coops, duty.deadline.raw, duty.deficiency) for duty in draft.duties] == [
        ("Viết tin, bài", ["Phòng A"], ["Văn phòng Sở"], "Hằng tháng", "1"),
        ("Đăng tải tin, bài", ["Trung tâm Ứng dụng"], [], "Tháng 6/2023", "1"),
    ]


# -- the head -----------------------------------------------------------------


def test_the_head_of_a_full_document():
    head = read(
        "UBND TỈNH LAM SƠN\nSỞ Y TẾ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 27/KH-SYT   Lam Sơn, ngày 08 tháng 02 năm 2023\nKẾ HOẠCH\nKhắc phục hạn chế năm 2023\n"
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 05/01/2023 của UBND tỉnh về công bố thứ hạng;\n"
        "Sở Y tế ban hành Kế hoạch như sau:\nI. TỔ CHỨC THỰC HIỆN\n1. Giao Văn phòng đôn đốc.\n"
        "Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT, VP.\nTM. BAN GIÁM ĐỐC\nGIÁM ĐỐC\n(Đã ký)\nLê Thị Mơ"
    ).head
    assert (head.number, head.symbol, head.place) == ("27", "27/KH-SYT", "Lam Sơn")
    assert head.issued_on is not None
    assert head.issued_on.isoformat() == "2023-02-08"
    assert (head.issuer, head.parent, head.title) == ("Sở Y tế", "UBND tỉnh Lam Sơn", "Khắc phục hạn chế năm 2023")
    assert (head.signer_role, head.signer) == ("TM. BAN GIÁM ĐỐC / GIÁM ĐỐC", "Lê Thị Mơ")
    assert (head.recipients, head.drafting_unit) == (["UBND tỉnh", "Lưu: VT, VP"], "VP")
    [basis] = head.bases
    assert (basis.type, basis.symbol, basis.issuer, basis.subject) == (
        "QĐ",
        "12/QĐ-UBND",
        "UBND tỉnh",
        "công bố thứ hạng",
    )


def test_the_rank_a_plan_starts_from_is_read_where_the_text_tells_it():
    draft = read(
        "KẾ HOẠCH\nNăm 2023\nI. MỤC ĐÍCH\nNăm 2022 Sở đạt 71,5/100 điểm, xếp thứ 14/20, giảm 03 bậc; phấn đấu năm 2023 "
        "đạt từ 85 điểm trở lên.\nII. NỘI DUNG\n1. A\n- Tồn tại: đạt 3/5 điểm\n- Khắc phục: Phòng A đăng tin."
    )
    assert draft.ranking == {
        "rank": 14, "of": 20, "change": -3, "score": 71.5, "max_score": 100, "target_score": 85,
    }  # fmt: skip


# -- what holds for any text --------------------------------------------------


@pytest.mark.parametrize("text", ["Kính gửi anh chị.", "I. MỤC ĐÍCH\n1. Nâng cao chất lượng.", "| a | b |\n| c | d |"])
def test_a_text_that_is_no_plan_is_refused_with_what_was_looked_for(text: str):
    with pytest.raises(Unreadable, match="Tồn tại"):
        read(text)


def everywhere(draft: PlanDraft, text: str) -> None:
    """Check that every place lies in the text and holds the words that were read there."""
    for duty in draft.duties:
        assert 0 <= duty.source.start < duty.source.end <= len(text)
        assert duty.text in squeeze(text[duty.source.start : duty.source.end])
    for item in draft.deficiencies:
        assert 0 <= item.source.start <= item.source.end <= len(text)
    for span in draft.unread:
        assert 0 <= span.start < span.end <= len(text)
    codes = [duty.code for duty in draft.duties]
    assert len(codes) == len(set(codes))
    assert all(code in codes for duty in draft.duties for code in duty.depends_on)


PARTS = [
    "Giao",
    "Văn phòng Sở",
    "Thanh tra Sở",
    "các phòng, đơn vị",
    "tổ chức, cá nhân",
    "Phòng A (cung cấp)",
    "KẾ HOẠCH\n",
]
PARTS += [
    "cung cấp",
    "cập nhật",
    "đăng tải",
    "phối hợp với",
    "để",
    "Khi",
    "cần",
    "thì",
    "gửi",
    ";",
    ".",
    ",",
    ":",
    "(1)",
    "(2)",
]
PARTS += ["\n", "\n- ", "\n1. ", "\n2. ", "\na) ", "\n1.1. ", "\nI. ", "\nIII. TỔ CHỨC THỰC HIỆN", "\nNơi nhận:"]
PARTS += ["Tồn tại:", "Khắc phục:", "Chủ trì:", "Thời hạn:", "trước ngày 15/3/2023", "hằng tháng", "tối thiểu 5 bài"]
PARTS += [
    "năm 2023",
    "\n| TT | Nhiệm vụ | Chủ trì |\n",
    "| 1 | đăng bài; duy trì | Phòng A |\n",
    "\n|\n",
    "\n- Mục II.1: ",
]
WORDS = st.sampled_from(PARTS)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_places_are_inside_and_codes_unique_whatever_the_words(text: str):
    with contextlib.suppress(Unreadable):
        extracted = read_text(text)
        draft = parse_plan(extracted)
        everywhere(draft, extracted.text)
        assert from_json(as_json(draft)) == draft


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_raises_anything_but_a_sentence(text: str):
    with contextlib.suppress(Unreadable):
        everywhere(parse_plan(read_text(text)), read_text(text).text)


@pytest.mark.parametrize("mark", ["*", "**", "***"])
def test_marks_of_markdown_change_nothing(twin: PlanDraft, mark: str):
    text = re.sub(r"- (Hạn chế|Giải pháp):", rf"- {mark}\1:{mark}", TWIN.read_text(encoding="utf-8"))
    assert text.count(mark) >= 20
    assert read(text) == twin


def test_decomposed_letters_change_nothing(twin: PlanDraft):
    assert read(unicodedata.normalize("NFD", TWIN.read_text(encoding="utf-8"))) == twin


def test_windows_line_ends_change_nothing(twin: PlanDraft):
    assert read(TWIN.read_text(encoding="utf-8").replace("\n", "\r\n")) == twin
