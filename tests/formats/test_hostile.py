"""Files that are damaged, locked, disguised or made to harm: each its sentence, and quickly."""

import io
import time
import zipfile
from collections.abc import Callable

import docx
import pytest

from tracker.errors import Unreadable
from tracker.formats import archive, reader
from tracker.formats.reader import read_document


def good_docx() -> bytes:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Giao Văn phòng kiểm tra.")
    document.save(stream)
    return stream.getvalue()


def rewritten(change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """Return a good document whose parts were changed; None leaves a part out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good_docx())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return stream.getvalue()


def unchanged(name: str, data: bytes) -> bytes:
    return data


def with_entity(name: str, data: bytes) -> bytes:
    doctype = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return doctype + data.split(b"?>", 1)[1] if name == "word/document.xml" else data


def with_broken_xml(name: str, data: bytes) -> bytes:
    return data[: len(data) // 2] + b"<<" if name == "word/document.xml" else data


def as_macro(name: str, data: bytes) -> bytes:
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    return data.replace(kind, macro) if name == "[Content_Types].xml" else data


def as_spreadsheet(name: str, data: bytes) -> bytes:
    return data.replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")


def without_types(name: str, data: bytes) -> bytes | None:
    return None if name == "[Content_Types].xml" else data


def bomb() -> bytes:
    return rewritten(unchanged, {"word/media/image1.bin": b"\0" * (archive.MOST_BYTES + 1)})


def lying_bomb() -> bytes:
    """A bomb whose headers promise a single byte."""
    data = bytearray(bomb())
    name = b"word/media/image1.bin"
    place = data.rindex(name) - 46
    data[place + 24 : place + 28] = (1).to_bytes(4, "little")
    return bytes(data)


def crowd() -> bytes:
    return rewritten(unchanged, {f"word/part{number}.xml": b"<a/>" for number in range(archive.MOST_PARTS + 1)})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
CASES = [
    ("cut.docx", lambda: good_docx()[:2000], "bị hỏng"),
    ("header.docx", lambda: b"PK\x03\x04" + b"x" * 500, "bị hỏng"),
    ("broken.docx", lambda: rewritten(with_broken_xml), "bị hỏng"),
    ("bomb.docx", bomb, "64 MB"),
    ("lying.docx", lying_bomb, "64 MB|bị hỏng"),
    ("crowd.docx", crowd, "cấu trúc bất thường"),
    ("entity.docx", lambda: rewritten(with_entity), "thực thể"),
    ("macro.docm", good_docx, "macro"),
    ("macro.docx", lambda: rewritten(as_macro), "macro"),
    ("vba.docx", lambda: rewritten(unchanged, {"word/vbaProject.bin": b"x"}), "macro"),
    ("sheet.docx", lambda: rewritten(as_spreadsheet), "không phải văn bản Word"),
    ("archive.docx", lambda: rewritten(without_types), "không phải văn bản Word"),
    ("sheet.xlsx", good_docx, "không phải bảng tính Excel"),
    ("sheet.ods", good_docx, "Chỉ đọc được"),
    ("macro.xlsm", good_docx, r"macro.*\.xlsx"),
    ("binary.xlsb", good_docx, "macro"),
    ("zip.txt", good_docx, "không phải chữ"),
    ("locked.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    ("old.docx", lambda: OLE, "đời cũ"),
    ("old.doc", lambda: OLE, "đời cũ"),
    ("old.xls", lambda: OLE, "Chỉ đọc được"),
    ("plain.doc", lambda: b"text", "văn bản thường"),
    ("paper.docx", lambda: b"%PDF-1.7\n%...", "PDF"),
    ("paper.pdf", lambda: b"%PDF-1.7\n%...", "PDF"),
    ("paper.txt", lambda: b"%PDF-1.7\n%...", "PDF"),
    ("scan.docx", lambda: PNG, "hình ảnh"),
    ("scan.png", lambda: PNG, "hình ảnh"),
    ("text.docx", lambda: "Kế hoạch".encode(), "đổi tên tệp thành .txt"),
    ("noise.docx", lambda: b"\x01\xfe\x80" * 50, "bị hỏng"),
    ("noise.txt", lambda: b"a\0\0\0b" * 50, "không phải chữ"),
    ("rich.rtf", lambda: b"{\\rtf1 a}", "Chỉ đọc được"),
    ("page.html", lambda: b"<p>a</p>", "Chỉ đọc được"),
    ("empty.docx", lambda: b"", "trống"),
    ("huge.docx", lambda: b"PK\x03\x04" + b"x" * reader.BIGGEST, "20 MB"),
]


@pytest.mark.parametrize(("name", "make", "words"), CASES, ids=[case[0] for case in CASES])
def test_each_bad_file_gets_its_sentence_quickly(name: str, make: Callable[[], bytes], words: str):
    data = make()
    began = time.monotonic()
    with pytest.raises(Unreadable, match=words):
        read_document(data, name)
    assert time.monotonic() - began < 15


def test_a_document_without_words_is_refused():
    stream = io.BytesIO()
    docx.Document().save(stream)
    with pytest.raises(Unreadable, match="không có chữ nào"):
        read_document(stream.getvalue(), "blank.docx")


def test_an_external_reference_is_never_fetched():
    link = (
        b'<Relationship Id="rId99" TargetMode="External" Target="http://127.0.0.1:9/x" Type="http://schemas.'
        b'openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    )

    def linked(name: str, data: bytes) -> bytes:
        return data.replace(b"</Relationships>", link) if name == "word/_rels/document.xml.rels" else data

    assert read_document(rewritten(linked), "linked.docx").text == "Giao Văn phòng kiểm tra."


def test_a_file_that_takes_too_long_is_given_up():
    with pytest.raises(Unreadable, match="quá lâu"):
        reader.read_in_child("docx", good_docx(), seconds=0.01)


def test_a_document_that_needs_too_much_memory_is_given_up():
    def heavy(name: str, data: bytes) -> bytes:
        return data.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 6_000_000) if name == "word/document.xml" else data

    with pytest.raises(Unreadable, match=r"quá phức tạp|quá lâu"):
        read_document(rewritten(heavy), "heavy.docx")
