"""What Word files hold beside plain words: notes, text boxes, changes, hidden words, lists of every sort."""

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.formats.test_docx import read
from tracker.formats.blocks import Table

W = nsdecls("w")
NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def element(xml: str) -> Any:
    return parse_xml(xml.replace(">", f" {W} {MORE}>", 1) if "/>" not in xml.split(">")[0] + ">" else
                     xml.replace("/>", f" {W} {MORE}/>", 1))  # fmt: skip


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(document: Any, *parts: str) -> Any:
    added = document.add_paragraph()._p
    for part in parts:
        added.append(element(part))
    return added


def with_notes(document: Any, notes: dict[int, str]) -> None:
    nodes = "".join(f'<w:footnote w:id="{key}"><w:p>{run(words)}</w:p></w:footnote>' for key, words in notes.items())
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {W}>{nodes}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), NOTES, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATED)


def test_notes_stand_at_the_end_and_their_numbers_are_not_glued_to_words():
    document = docx.Document()
    with_notes(document, {2: "Theo bảng điểm.", 5: "Theo báo cáo.", 7: "Không ai trỏ tới."})
    paragraph(document, run("Điểm thấp"), '<w:r><w:footnoteReference w:id="5"/></w:r>', run(" và chậm."))
    paragraph(document, run("Thiếu bài"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run("."))
    assert read(document).text.split("\n") == [
        *("Điểm thấp và chậm.", "Thiếu bài.", "1 Theo báo cáo.", "2 Theo bảng điểm."),
    ]


def test_a_raised_digit_typed_behind_a_word_is_left_out_and_that_of_a_unit_is_kept():
    document = docx.Document()
    raised = '<w:vertAlign w:val="superscript"/>'
    paragraph(document, run("Văn phòng Sở"), run("1", raised), run(" có 20 m"), run("2", raised), run(" kho."))
    assert read(document).text == "Văn phòng Sở có 20 m2 kho."


BOX = "<w:txbxContent><w:p><w:r><w:t>DỰ THẢO</w:t></w:r></w:p></w:txbxContent>"


@pytest.mark.parametrize(
    "drawn",
    [
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>",
        f"<w:pict><v:textbox>{BOX}</v:textbox></w:pict>",
    ],
)
def test_a_text_box_is_read_once_behind_its_paragraph(drawn: str):
    document = docx.Document()
    paragraph(document, run("Một"), f"<w:r>{drawn}</w:r>", run(" câu."))
    document.add_paragraph("Hai.")
    assert read(document).text.split("\n") == ["Một câu.", "DỰ THẢO", "Hai."]


def test_a_table_in_a_text_box_is_a_table():
    document = docx.Document()
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    paragraph(document, f"<w:r><w:pict><v:textbox><w:txbxContent>{table}</w:txbxContent></v:textbox></w:pict></w:r>")
    assert any(isinstance(block, Table) for block in read(document).blocks)


def test_headers_footers_and_hidden_words_are_left_out():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    document.sections[0].footer.paragraphs[0].text = "Chân trang"
    paragraph(document, run("Giao "), run("bí mật ", "<w:vanish/>"), run("Văn phòng.", '<w:vanish w:val="0"/>'))
    assert read(document).text == "Giao Văn phòng."


def test_changes_are_read_as_accepted():
    document = docx.Document()
    paragraph(
        document, run("Giao "), f"<w:moveFrom>{run('chỗ cũ ')}</w:moveFrom>", f"<w:moveTo>{run('chỗ mới.')}</w:moveTo>"
    )
    torn = paragraph(document, run("Đầu câu "))
    torn.insert(0, element("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"))
    document.add_paragraph("cuối câu.")
    table = document.add_table(rows=2, cols=1)
    table.cell(0, 0).text, table.cell(1, 0).text = "bỏ", "giữ"
    table.rows[0]._tr.get_or_add_trPr().append(element("<w:del/>"))
    assert read(document).text.split("\n") == ["Giao chỗ mới.", "Đầu câu cuối câu.", "giữ"]


def test_cells_merged_in_the_old_way_and_rows_that_begin_later_keep_their_columns():
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for row in range(2):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    for column, word in ((0, "restart"), (1, "continue")):
        cell = table.rows[0]._tr.findall(qn("w:tc"))[column]
        cell.get_or_add_tcPr().append(element(f'<w:hMerge w:val="{word}"/>'))
    late = table.rows[1]._tr
    late.remove(late.findall(qn("w:tc"))[0])
    late.get_or_add_trPr().append(element('<w:gridBefore w:val="1"/>'))
    block = next(block for block in read(document).blocks if isinstance(block, Table))
    assert [[(cell.text, cell.column, cell.span) for cell in row] for row in block.rows] == [
        [("00", 0, 2), ("02", 2, 1)],
        [("11", 1, 1), ("12", 2, 1)],
    ]


def level(place: int, form: str, pattern: str, more: str = "") -> str:
    number = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{place}">{number}{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def listed(levels: list[str], items: list[tuple[int, int]], nums: str = "") -> list[str]:
    """Return the numbers printed before items given as (list, level)."""
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, element(f'<w:abstractNum w:abstractNumId="77">{"".join(levels)}</w:abstractNum>'))
    every = f'<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>{nums}'
    for node in element(f"<w:numbering>{every}</w:numbering>"):
        root.append(node)
    for num_id, depth in items:
        added = document.add_paragraph("x")._p
        added.get_or_add_pPr().append(
            element(f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num_id}"/></w:numPr>')
        )
    return [line.removesuffix(" x") for line in read(document).text.split("\n")]


def test_levels_of_numbers_are_all_decimal_where_the_list_says_so():
    levels = [level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", "<w:isLgl/>")]
    assert listed(levels, [(77, 0), (77, 1), (77, 1)]) == ["I.", "1.1.", "1.2."]


@pytest.mark.parametrize(("more", "last"), [("", "1."), ('<w:lvlRestart w:val="0"/>', "3.")])
def test_a_level_goes_on_counting_where_the_list_says_so(more: str, last: str):
    levels = [level(0, "upperLetter", "%1."), level(1, "decimal", "%2.", more)]
    assert listed(levels, [(77, 0), (77, 1), (77, 1), (77, 0), (77, 1)])[-1] == last


def test_a_list_that_starts_again_counts_by_itself():
    again = (
        '<w:num w:numId="78"><w:abstractNumId w:val="77"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    numbers = listed([level(0, "lowerLetter", "%1)")], [(77, 0), (77, 0), (78, 0), (78, 0)], again)
    assert numbers == ["a)", "b)", "e)", "f)"]


def test_vietnamese_letters_of_a_form_of_ones_own_are_counted():
    own = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="a, b, c, d, đ, e, ..."/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    levels = [level(0, "decimal", "%1)").replace('<w:numFmt w:val="decimal"/>', own)]
    assert listed(levels, [(77, 0)] * 6) == ["a)", "b)", "c)", "d)", "đ)", "e)"]


def test_a_list_without_number_and_an_empty_item_are_counted_as_word_does():
    numbers = listed([level(0, "decimal", "%1.")], [(77, 0), (0, 0), (77, 0)])
    assert numbers == ["1.", "x", "2."]
    document = docx.Document()
    for words in ("Một", "", "Ba"):
        document.add_paragraph(words, style="List Number")
    assert read(document).text.split("\n") == ["1. Một", "3. Ba"]


def test_the_notes_of_an_example_leave_its_signer_alone():
    example = Path(__file__).resolve().parents[2] / "examples/ke-hoach-khac-phuc-2022.docx"
    plain = read(docx.Document(str(example)))
    document = docx.Document(str(example))
    with_notes(document, {2: "Theo bảng điểm."})
    document.paragraphs[5]._p.append(element('<w:r><w:footnoteReference w:id="2"/></w:r>'))
    assert read(document).text == f"{plain.text}\n1 Theo bảng điểm."
