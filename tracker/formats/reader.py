"""A file that somebody sent becomes text and blocks, or a sentence that says what to do instead."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import filetype

from tracker.errors import Unreadable
from tracker.formats import text as plain
from tracker.formats.blocks import Extracted, unpack
from tracker.formats.delimited import read_csv, split
from tracker.formats.encoding import decode, wide_encoding
from tracker.formats.old_letters import refuse_old_letters
from tracker.formats.sentences import (
    DAMAGED,
    EMPTY,
    IMAGE,
    IS_TEXT,
    LOCKED,
    MACROS,
    NO_WORDS,
    NOT_OLD_WORD,
    NOT_TEXT,
    TOO_BIG,
    TOO_HEAVY,
    TOO_SLOW,
    WRONG_KIND,
    refusal,
)

BIGGEST = 20 * 1024 * 1024
# Of waiting; the child stops itself earlier, by what it has worked.
SECONDS = {"docx": 20, "xlsx": 20, "doc": 20, "pdf": 90, "rows": 35}
_PACKAGE = Path(__file__).resolve().parents[1]
# The process that parses strangers' files gets the reader alone: the package without the web program that
# its __init__ would bring along, and none of the environment's secrets.
_START = (
    "import sys, types; package = types.ModuleType('tracker'); package.__path__ = [sys.argv[1]]; "
    "sys.modules['tracker'] = package; from tracker.formats.child import main; sys.exit(main(sys.argv[2]))"
)

_TEXT_ENDINGS = {".txt", ".text", ".md", ""}
_TABLE_ENDINGS = {".csv", ".tsv"}
_PACKED = {".docx": "docx", ".xlsx": "xlsx", "": "docx"}
_MACRO_ENDINGS = {".docm": "docx", ".dotm": "docx", ".xlsm": "xlsx", ".xltm": "xlsx", ".xlsb": "xlsx", ".xlam": "xlsx"}


def read_text(text: str) -> Extracted:
    """Read pasted text. Raises Unreadable when it is empty or endless."""
    return plain.read_text(text)


def read_document(data: bytes, filename: str, seconds: float | None = None) -> Extracted:
    """Read a file's bytes in some seconds at most. Raises Unreadable, with a sentence, for all it cannot read."""
    ending = os.path.splitext(filename.lower())[1]
    kind = kind_of(data, ending)
    if kind == "text":
        return read_csv(decode(data)) if ending in _TABLE_ENDINGS else plain.read_text(decode(data))
    extracted = read_in_child(kind, data, seconds)
    if not extracted.text.strip():
        raise Unreadable(NO_WORDS)
    refuse_old_letters(extracted.text)
    return extracted


def read_rows(data: bytes, filename: str) -> list[list[str]]:
    """Read the rows of a long sheet, .xlsx or separated values. Raises Unreadable."""
    ending = os.path.splitext(filename.lower())[1]
    kind = kind_of(data, ending)
    if kind == "text" and ending in _TABLE_ENDINGS:
        return split(decode(data))
    if kind != "xlsx":
        raise Unreadable(WRONG_KIND)
    rows: list[list[str]] = answer_of_child("rows", data)["rows"]
    return rows


def kind_of(data: bytes, ending: str) -> str:
    """Return "docx", "xlsx", "doc", "pdf" or "text" by content, checked against the ending. Raises Unreadable."""
    if not data.strip():
        raise Unreadable(EMPTY)
    if len(data) > BIGGEST:
        raise Unreadable(TOO_BIG)
    if ending in _MACRO_ENDINGS:
        raise refusal(MACROS, _MACRO_ENDINGS[ending])
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _packed(ending)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _compound(data, ending)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return _unpacked(data, ending)


def _packed(ending: str) -> str:
    if ending in _PACKED:
        return _PACKED[ending]
    raise Unreadable(NOT_TEXT if ending in _TEXT_ENDINGS else WRONG_KIND)


def _compound(data: bytes, ending: str) -> str:
    """Tell an old Word file from the locked and the other ones of the container that old Office used."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(LOCKED)
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    raise Unreadable(NOT_OLD_WORD if ending in (".doc", ".docx") else WRONG_KIND)


def _unpacked(data: bytes, ending: str) -> str:
    """Take what is left for text, unless its first bytes or its name say something else."""
    known = filetype.guess(data[:8192])
    if known is not None:
        raise Unreadable(IMAGE if known.mime.startswith("image/") else WRONG_KIND)
    if data.lstrip()[:5].lower() == b"{\\rtf":
        raise Unreadable(WRONG_KIND)
    if ending in (".docx", ".xlsx", ".pdf", ".doc"):
        raise refusal(IS_TEXT if _is_text(data) else DAMAGED, ending[1:])
    if ending not in _TEXT_ENDINGS | _TABLE_ENDINGS:
        raise Unreadable(WRONG_KIND)
    if b"\x00" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff") and not wide_encoding(data):
        raise Unreadable(NOT_TEXT)
    return "text"


def _is_text(data: bytes) -> bool:
    try:
        return "\x00" not in data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def read_in_child(kind: str, data: bytes, seconds: float | None = None) -> Extracted:
    """Parse in a process of its own, which may die of the file without harm. Raises Unreadable."""
    return unpack(answer_of_child(kind, data, seconds))


def answer_of_child(kind: str, data: bytes, seconds: float | None = None) -> dict[str, Any]:
    """Return what the process that parses has to say. Raises Unreadable."""
    try:
        done = run_child(kind, data, SECONDS[kind] if seconds is None else seconds)
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_SLOW) from None
    if done.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        raise Unreadable(TOO_SLOW)
    # Python says MemoryError, libxml "Memory allocation failed", the writer of too much text OverflowError.
    if b"emory" in done.stderr or b"OverflowError" in done.stderr:
        raise Unreadable(TOO_HEAVY)
    if done.returncode != 0:
        raise refusal(DAMAGED, "xlsx" if kind == "rows" else kind)
    return _answered(done.stdout, kind)


def run_child(kind: str, data: bytes, seconds: float) -> "subprocess.CompletedProcess[bytes]":
    """Start the process that reads one file, and wait for it."""
    command = [sys.executable, "-c", _START, str(_PACKAGE), kind]
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    environment["PYTHONIOENCODING"] = "utf-8"
    return subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=environment)  # noqa: S603


def _answered(output: bytes, kind: str) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError:
        raise refusal(DAMAGED, kind) from None
    if "refused" in answer:
        raise Unreadable(answer["refused"], **answer["params"])
    return answer
