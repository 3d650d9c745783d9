"""Looks into an Office file before anything parses it: size, parts, macros, entities."""

import io
import zipfile
import zlib
from xml.sax import SAXException

import defusedxml.expatreader
from defusedxml.common import DefusedXmlException

from tracker.errors import Unreadable
from tracker.text import msgid

MOST_PARTS = 2_000
MOST_BYTES = 64 * 1024 * 1024
_CHUNK = 64 * 1024
DAMAGED = msgid("Tệp Word bị hỏng, không đọc được. Hãy mở tệp bằng Word, lưu lại dưới dạng .docx rồi thử lại.")
TOO_MUCH = msgid("Tệp Word giải nén ra quá lớn (trên 64 MB) nên không được đọc. Hãy bỏ bớt hình ảnh rồi thử lại.")
MACROS = msgid("Tệp có chứa macro nên không được nhận. Hãy lưu lại dưới dạng .docx không có macro.")
ENTITIES = msgid("Tệp Word có khai báo thực thể bên ngoài nên không được nhận. Hãy lưu lại tệp bằng Word rồi thử lại.")
NOT_WORD = msgid("Tệp không phải văn bản Word (.docx). Hãy chọn tệp .docx hoặc .txt, hoặc dán nội dung vào ô văn bản.")


def check_archive(data: bytes) -> None:
    """Refuse an Office file that is damaged, hostile or no Word document. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
            _check_contents(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise Unreadable(DAMAGED) from None


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Refuse by the names of the parts alone."""
    names = archive.namelist()
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise Unreadable(
            msgid("Tệp Word có cấu trúc bất thường nên không được đọc. Hãy lưu lại tệp bằng Word rồi thử lại.")
        )
    if any("vbaproject" in name.lower() for name in names):
        raise Unreadable(MACROS)
    if "[Content_Types].xml" not in names:
        raise Unreadable(NOT_WORD)


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Unpack every part once, counting what comes out and not what the headers promise."""
    total = 0
    for info in archive.infolist():
        is_xml = info.filename.lower().endswith((".xml", ".rels"))
        parser = _xml_parser() if is_xml else None
        kept = b""
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                total += len(chunk)
                if total > MOST_BYTES:
                    raise Unreadable(TOO_MUCH)
                if info.filename == "[Content_Types].xml" and len(kept) < 1024 * 1024:
                    kept += chunk
                _feed(parser, chunk)
        if info.filename == "[Content_Types].xml":
            _check_types(kept)


def _xml_parser() -> defusedxml.expatreader.DefusedExpatParser:
    return defusedxml.expatreader.DefusedExpatParser(forbid_dtd=True)


def _feed(parser: defusedxml.expatreader.DefusedExpatParser | None, chunk: bytes) -> None:
    """Let the parser look for a document type or entities. Raises Unreadable."""
    if parser is None:
        return
    try:
        parser.feed(chunk)
    except DefusedXmlException:
        raise Unreadable(ENTITIES) from None
    except SAXException:
        raise Unreadable(DAMAGED) from None


def _check_types(content_types: bytes) -> None:
    if b"macroEnabled" in content_types:
        raise Unreadable(MACROS)
    if b"wordprocessingml.document.main+xml" not in content_types:
        raise Unreadable(NOT_WORD)
