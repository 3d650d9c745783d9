"""Word documents: what a reader of the page sees is what is read."""

import io
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tracker.formats.blocks import Extracted, Table, pack, unpack
from tracker.formats.docx import read_docx
from tracker.formats.numbering import letter, roman
from tracker.formats.reader import read_document


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(document: Any) -> Extracted:
    return read_docx(saved(document))


LIST = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="77">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%5."/></w:lvl>
</w:abstractNum>"""


def numbered(levels: list[int]) -> Any:
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(LIST))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level in levels:
        properties = document.add_paragraph(f"cấp {level}")._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
        )
    return document


def test_list_numbers_are_counted_as_word_prints_them():
    words = read(numbered([0, 1, 1, 2, 2, 3, 0, 1, 4, 4])).text.split("\n")
    assert [line.split(" ")[0] for line in words] == ["I.", "1.", "2.", "a)", "b)", "-", "II.", "1.", "1.1.", "1.2."]


def test_numbers_of_a_list_style_are_read_too():
    document = docx.Document()
    document.add_paragraph("Một", style="List Number")
    document.add_paragraph("Hai", style="List Number")
    document.add_paragraph("Gạch", style="List Bullet")
    assert read(document).text == "1. Một\n2. Hai\n- Gạch"


def test_roman_and_letters_count_on():
    assert [roman(4), roman(9), roman(14), letter(1), letter(26), letter(27)] == ["IV", "IX", "XIV", "a", "z", "aa"]


def test_merged_cells_are_read_once():
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"ô {row}{column}"
    table.cell(0, 0).merge(table.cell(0, 2)).text = "ngang"
    table.cell(1, 1).merge(table.cell(2, 1)).text = "dọc"
    block = next(block for block in read(document).blocks if isinstance(block, Table))
    assert [[cell.text for cell in row] for row in block.rows] == [
        ["ngang"],
        ["ô 10", "dọc", "ô 12"],
        ["ô 20", "", "ô 22"],
    ]
    assert block.rows[0][0].span == 3
    assert block.rows[2][1].continued


def test_deleted_words_are_left_out_and_inserted_ones_read():
    document = docx.Document()
    paragraph = document.add_paragraph("Giao ")._p
    for tag, text in (("ins", "Văn phòng"), ("del", "Thanh tra")):
        name = "t" if tag == "ins" else "delText"
        paragraph.append(parse_xml(f"<w:{tag} {nsdecls('w')}><w:r><w:{name}>{text}</w:{name}></w:r></w:{tag}>"))
    assert read(document).text == "Giao Văn phòng"


def test_a_line_break_makes_a_new_line_unless_the_sentence_goes_on():
    document = docx.Document()
    document.add_paragraph("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC")
    document.add_paragraph("Giao Văn phòng\nkiểm tra.")
    assert read(document).text == "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nGiao Văn phòng kiểm tra."


def test_paragraphs_in_a_content_control_are_read():
    document = docx.Document()
    paragraph = document.add_paragraph("Trong khung")._p
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    paragraph.addprevious(control)
    control.find(qn("w:sdtContent")).append(paragraph)
    assert read(document).text == "Trong khung"


def test_places_are_those_of_the_text_and_survive_the_way_between_processes():
    document = docx.Document()
    document.add_heading("Nội dung", 1)
    document.add_paragraph("Một câu.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "trái", "phải"
    extracted = read_document(saved(document), "a.docx")
    assert unpack(pack(extracted)) == extracted
    assert extracted == read(document)
    assert [extracted.text[block.start : block.end] for block in extracted.blocks[:2]] == ["Nội dung", "Một câu."]
