"""Makes ke-hoach-khac-phuc-2022.docx from the text beside it, set as official documents are.

usage: python examples/make_plan.py [TEXT [DOCX]]
"""

import sys
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

HERE = Path(__file__).resolve().parent
NAME = "ke-hoach-khac-phuc-2022"


def make(lines: list[str], target: Path) -> None:
    """Write the document: letterhead, title, body, recipients beside the signature."""
    document = docx.Document()
    set_page(document)
    title, closing = lines.index("KẾ HOẠCH"), lines.index("Nơi nhận:")
    signature = next(place for place, line in enumerate(lines) if line.startswith("KT. "))
    number = next(place for place, line in enumerate(lines) if line.startswith("Số:"))
    side_by_side(document, lines[:2], lines[2:4], bold_left=1)
    side_by_side(document, lines[number : number + 1], lines[number + 1 : title], italic_right=True)
    for line in lines[title : title + 2]:
        write(document.add_paragraph(), line, bold=True, align=ALIGN.CENTER, size=14)
    for line in lines[title + 2 : closing]:
        body(document, line)
    side_by_side(document, lines[closing:signature], lines[signature:], bold_left=0, left=ALIGN.LEFT, left_size=11)
    document.core_properties.title = f"{lines[title]} {lines[title + 1]}"
    document.core_properties.author = ""
    document.save(str(target))


def set_page(document: Any) -> None:
    """Set A4, the margins and the type of official documents."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    style.paragraph_format.space_after = Pt(6)


def body(document: Any, line: str) -> None:
    """Write a paragraph of the body: headings bold, bases in italics."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    heading = line.split(". ")[0] in ("I", "II", "III")
    point = line[:1].isdigit() and not line.endswith((".", ":"))
    write(paragraph, line, bold=heading or point, italic=line.startswith("Căn cứ"), align=ALIGN.JUSTIFY)


def side_by_side(
    document: Any,
    left_lines: list[str],
    right_lines: list[str],
    *,
    bold_left: int = 9,
    italic_right: bool = False,
    left: Any = ALIGN.CENTER,
    left_size: int = 13,
) -> None:
    """Write two columns of lines in a table without borders."""
    table = document.add_table(rows=1, cols=2)
    for column, width in zip(table.columns, (Cm(6.3), Cm(10.2)), strict=True):
        column.width = width
    for cell, lines in zip(table.rows[0].cells, (left_lines, right_lines), strict=True):
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
        is_left = lines is left_lines
        for place, line in enumerate(lines):
            write(
                cell.add_paragraph(),
                line,
                bold=place == bold_left if is_left else not italic_right,
                italic=italic_right and not is_left,
                align=left if is_left else ALIGN.CENTER,
                size=left_size if is_left else 13,
            )


def write(paragraph: Any, line: str, *, bold: bool = False, italic: bool = False, align: Any, size: int = 14) -> None:
    """Write one line into a paragraph."""
    paragraph.alignment = align
    run = paragraph.add_run(line)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / f"{NAME}.txt"
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else source.with_suffix(".docx")
    make([line.strip() for line in source.read_text(encoding="utf-8").splitlines() if line.strip()], target)
