"""What one file may cost: bombs, foreign references, endless and damaged files end in a sentence, in bounded room."""

import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.formats.papers import body, paper
from tracker.formats import archive, child
from tracker.formats.reader import read_document

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ("docx", "pdf", "doc", "xlsx", "text")
# At most this much time for each file on a machine that has other things to do.
MOST_SECONDS = 25


def workbook() -> bytes:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["TT", "Việc", "Đơn vị"])
    book.save(stream)
    return stream.getvalue()


def repacked(change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return stream.getvalue()


def unchanged(name: str, data: bytes) -> bytes:
    return data


def entity(name: str, data: bytes) -> bytes:
    doctype = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    start = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    return data[:start] + doctype + data[start:] if name == "xl/worksheets/sheet1.xml" else data


def macro(name: str, data: bytes) -> bytes:
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return data.replace(kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def many_cells(name: str, data: bytes) -> bytes:
    cells = b"".join(b'<row r="%d"><c t="inlineStr"><is><t>%s</t></is></c></row>' % (row, b"x" * 100)
                     for row in range(2, 200_000))  # fmt: skip
    return data.replace(b"</sheetData>", cells + b"</sheetData>") if name == "xl/worksheets/sheet1.xml" else data


def pdf_bomb() -> bytes:
    """A page whose drawing unpacks to 800 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"BT (a) Tj ET " * 80_000) for _ in range(800)) + packer.flush()
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"
    )
    stream = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream endobj\n"
    return head + stream + b"trailer<</Root 1 0 R>>\n%%EOF"


def pdf_circle() -> bytes:
    """A tree of pages that is its own branch."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


CASES = [
    ("bomb.xlsx", lambda: repacked(unchanged, {"xl/media/a.bin": b"\0" * (archive.MOST_BYTES + 1)}), "64 MB"),
    ("entity.xlsx", lambda: repacked(entity), "thực thể"),
    ("macro.xlsx", lambda: repacked(macro), "macro"),
    ("vba.xlsx", lambda: repacked(unchanged, {"xl/vbaProject.bin": b"x"}), "macro"),
    ("word.docx", workbook, "không phải văn bản Word"),
    ("heavy.xlsx", lambda: repacked(many_cells), "quá phức tạp|quá lâu"),
    ("bomb.pdf", pdf_bomb, "quá phức tạp|quá lâu|bị hỏng|hình ảnh"),
    ("circle.pdf", pdf_circle, "bị hỏng|hình ảnh|quá"),
]


# Reads the file named in a process of its own, so that nothing but the file's reader counts as its child.
MEASURED = """
import json, resource, sys
from pathlib import Path
from tracker.errors import Unreadable
from tracker.formats.reader import read_document
try:
    end = read_document(Path(sys.argv[1]).read_bytes(), sys.argv[1]).text
except Unreadable as refused:
    end = f"refused: {refused}"
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([end, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))
"""


def measured(path: Path, data: bytes) -> tuple[str, float, int]:
    """Return how a file's reading ended, the seconds of work and the most memory that it took."""
    path.write_bytes(data)
    command = [sys.executable, "-c", MEASURED, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    end, seconds, memory = json.loads(done.stdout)
    return end, seconds, memory


@pytest.mark.parametrize(("name", "make", "words"), CASES, ids=[case[0] for case in CASES])
def test_each_hostile_file_gets_its_sentence_in_bounded_room(
    tmp_path: Path, name: str, make: Callable[[], bytes], words: str
):
    end, seconds, memory = measured(tmp_path / name, make())
    assert re.search(f"refused: .*(?:{words})", end)
    assert seconds < MOST_SECONDS
    assert memory < child.MEMORY


def test_a_reference_to_another_file_is_never_fetched():
    link = b'<Relationship Id="rId99" TargetMode="External" Target="http://127.0.0.1:9/x" Type="x"/></Relationships>'

    def linked(name: str, data: bytes) -> bytes:
        return data.replace(b"</Relationships>", link) if name == "xl/_rels/workbook.xml.rels" else data

    assert "Đơn vị" in read_document(repacked(linked), "a.xlsx").text


def test_a_plan_of_a_hundred_pages_is_read_within_the_limits(tmp_path: Path):
    line = "Giao Văn phòng Sở chủ trì rà soát chuyên mục, bổ sung mục còn thiếu trước ngày 15/11/2022. "
    data = paper(body([f"{place}. {line * 4}" for place in range(1, 560)]))
    end, seconds, memory = measured(tmp_path / "a.pdf", data)
    assert end.count("15/11/2022") == 559 * 4
    assert len(end.split("\n")) == 559
    assert seconds < 30
    assert memory < child.MEMORY


@pytest.mark.parametrize("kind", FORMATS)
def test_damaged_files_end_in_a_reading_or_a_sentence(kind: str):
    command = [sys.executable, "script/damage", "--count", "80", "--jobs", "1", "--only", kind]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    figures = json.loads(done.stdout.split("\n")[0])
    assert (done.returncode, figures["files"], figures["unhandled"]) == (0, 80, 0), done.stdout + done.stderr
    assert figures["slowest_s"] < MOST_SECONDS
    assert figures["most_memory_mb"] < 256
