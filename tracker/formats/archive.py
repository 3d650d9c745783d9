"""Looks into an Office file before anything parses it: size, parts, macros, entities."""

import io
import zipfile
import zlib
from xml.sax import SAXException

import defusedxml.expatreader
from defusedxml.common import DefusedXmlException

from tracker.errors import Unreadable
from tracker.formats.sentences import (
    DAMAGED,
    ENTITIES,
    LOCKED,
    MACROS,
    NOT_SHEET,
    NOT_WORD,
    ODD_PARTS,
    TOO_MUCH,
    refusal,
)

MOST_PARTS = 2_000
MOST_BYTES = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_TYPES = "[Content_Types].xml"
_MAIN_PARTS = {"docx": b"wordprocessingml.document.main+xml", "xlsx": b"spreadsheetml.sheet.main+xml"}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def check_archive(data: bytes, kind: str) -> None:
    """Refuse an Office file that is damaged, hostile or not of its kind ("docx", "xlsx"). Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive, kind)
            _check_contents(archive, kind)
    except _BROKEN:
        raise refusal(DAMAGED, kind) from None


def _check_parts(archive: zipfile.ZipFile, kind: str) -> None:
    """Refuse by the names of the parts alone."""
    names = archive.namelist()
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise refusal(ODD_PARTS, kind)
    if any("vbaproject" in name.lower() for name in names):
        raise refusal(MACROS, kind)
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise Unreadable(LOCKED)
    if _TYPES not in names:
        raise Unreadable(NOT_SHEET if kind == "xlsx" else NOT_WORD)


def _check_contents(archive: zipfile.ZipFile, kind: str) -> None:
    """Unpack every part once, counting what comes out and not what the headers promise."""
    total = 0
    for info in archive.infolist():
        is_xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
        parser = defusedxml.expatreader.DefusedExpatParser(forbid_dtd=True) if is_xml else None
        kept = b""
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                total += len(chunk)
                if total > MOST_BYTES:
                    raise Unreadable(TOO_MUCH)
                if info.filename == _TYPES and len(kept) < 1024 * 1024:
                    kept += chunk
                _feed(parser, chunk, kind)
        if info.filename == _TYPES:
            _check_types(kept, kind)


def _feed(parser: defusedxml.expatreader.DefusedExpatParser | None, chunk: bytes, kind: str) -> None:
    """Let the parser look for a document type or entities. Raises Unreadable."""
    if parser is None:
        return
    try:
        parser.feed(chunk)
    except DefusedXmlException:
        raise refusal(ENTITIES, kind) from None
    except SAXException:
        raise refusal(DAMAGED, kind) from None


def _check_types(content_types: bytes, kind: str) -> None:
    if b"macroEnabled" in content_types:
        raise refusal(MACROS, kind)
    if _MAIN_PARTS[kind] not in content_types:
        raise Unreadable(NOT_SHEET if kind == "xlsx" else NOT_WORD)
