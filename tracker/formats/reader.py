"""A file that somebody sent becomes text and blocks, or a sentence that says what to do instead."""

import json
import os
import subprocess
import sys
from pathlib import Path

import filetype

from tracker.errors import Unreadable
from tracker.formats import text as plain
from tracker.formats.archive import DAMAGED, MACROS
from tracker.formats.blocks import Extracted, unpack
from tracker.formats.encoding import decode, wide_encoding
from tracker.formats.old_letters import refuse_old_letters
from tracker.text import msgid

BIGGEST = 20 * 1024 * 1024
SECONDS = 20
_PACKAGE = Path(__file__).resolve().parents[1]
# The process that parses strangers' files gets the reader alone: the package without the web program that
# its __init__ would bring along, and none of the environment's secrets.
_START = (
    "import sys, types; package = types.ModuleType('tracker'); package.__path__ = [sys.argv[1]]; "
    "sys.modules['tracker'] = package; from tracker.formats.child import main; sys.exit(main(sys.argv[2]))"
)

TOO_BIG = msgid("Tệp lớn hơn 20 MB nên không được nhận. Hãy bỏ bớt hình ảnh, hoặc dán nội dung vào ô văn bản.")
EMPTY = msgid("Tệp trống. Hãy chọn tệp có nội dung, hoặc dán nội dung kế hoạch vào ô văn bản.")
NO_WORDS = msgid("Tệp không có chữ nào đọc được (có thể là bản quét). Hãy dán nội dung kế hoạch vào ô văn bản.")
PDF = msgid("Tệp PDF chưa đọc được. Hãy mở tệp, chép nội dung rồi dán vào ô văn bản, hoặc chọn bản Word (.docx).")
IMAGE = msgid("Tệp là hình ảnh nên không đọc được chữ. Hãy chọn bản Word (.docx), hoặc dán nội dung vào ô văn bản.")
OLD_WORD = msgid("Tệp Word đời cũ (.doc) chưa đọc được. Hãy mở bằng Word và lưu lại dưới dạng .docx.")
LOCKED = msgid("Tệp Word được đặt mật khẩu. Hãy bỏ mật khẩu rồi thử lại.")
WRONG_KIND = msgid("Chỉ đọc được tệp Word (.docx) và tệp văn bản UTF-8 (.txt). Hãy chọn tệp khác, hoặc dán nội dung.")
NOT_TEXT = msgid("Tên tệp là văn bản (.txt) nhưng nội dung không phải chữ. Hãy chọn tệp .docx hoặc .txt đúng loại.")
NOT_DOCX = msgid("Tên tệp là .docx nhưng nội dung là văn bản thường. Hãy đổi tên tệp thành .txt rồi thử lại.")
TOO_SLOW = msgid("Đọc tệp quá lâu nên đã dừng. Hãy lưu lại tệp bằng Word, hoặc dán nội dung vào ô văn bản.")
TOO_HEAVY = msgid("Tệp quá phức tạp nên không đọc được. Hãy lưu lại tệp bằng Word, hoặc dán nội dung vào ô văn bản.")

_TEXT_ENDINGS = {".txt", ".text", ".md", ""}


def read_text(text: str) -> Extracted:
    """Read pasted text. Raises Unreadable when it is empty or endless."""
    return plain.read_text(text)


def read_document(data: bytes, filename: str) -> Extracted:
    """Read a file's bytes. Raises Unreadable, with a sentence for whoever sent it, for all it cannot read."""
    ending = os.path.splitext(filename.lower())[1]
    kind = kind_of(data, ending)
    if kind == "text":
        return plain.read_text(decode(data))
    extracted = read_in_child(kind, data)
    if not extracted.text.strip():
        raise Unreadable(NO_WORDS)
    refuse_old_letters(extracted.text)
    return extracted


def kind_of(data: bytes, ending: str) -> str:
    """Return "docx" or "text" by the content, checked against the name's ending. Raises Unreadable."""
    if not data.strip():
        raise Unreadable(EMPTY)
    if len(data) > BIGGEST:
        raise Unreadable(TOO_BIG)
    if ending in (".docm", ".dotm"):
        raise Unreadable(MACROS)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _packed(ending)
    _refuse_other_kinds(data)
    if ending == ".docx":
        raise Unreadable(NOT_DOCX if _is_text(data) else DAMAGED)
    if ending not in _TEXT_ENDINGS:
        raise Unreadable(OLD_WORD if ending == ".doc" else WRONG_KIND)
    if b"\x00" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff") and not wide_encoding(data):
        raise Unreadable(NOT_TEXT)
    return "text"


def _packed(ending: str) -> str:
    if ending in (".docx", ""):
        return "docx"
    raise Unreadable(NOT_TEXT if ending in _TEXT_ENDINGS else WRONG_KIND)


def _refuse_other_kinds(data: bytes) -> None:
    """Refuse what is known by its first bytes, whatever the file is called."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(LOCKED if "EncryptedPackage".encode("utf-16-le") in data else OLD_WORD)
    if b"%PDF-" in data[:1024]:
        raise Unreadable(PDF)
    known = filetype.guess(data[:8192])
    if known is not None:
        raise Unreadable(IMAGE if known.mime.startswith("image/") else WRONG_KIND)
    if data.lstrip()[:5].lower() == b"{\\rtf":
        raise Unreadable(WRONG_KIND)


def _is_text(data: bytes) -> bool:
    try:
        return "\x00" not in data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def read_in_child(kind: str, data: bytes, seconds: float = SECONDS) -> Extracted:
    """Parse in a process of its own, which may die of the file without harm. Raises Unreadable."""
    command = [sys.executable, "-c", _START, str(_PACKAGE), kind]
    environment = {"PYTHONIOENCODING": "utf-8"}
    if "PYTHONPATH" in os.environ:
        environment["PYTHONPATH"] = os.environ["PYTHONPATH"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=environment)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_SLOW) from None
    if done.returncode == -9 or done.returncode == -24:
        raise Unreadable(TOO_SLOW)
    # Python says MemoryError, libxml "Memory allocation failed", the writer of too much text OverflowError.
    if b"emory" in done.stderr or b"OverflowError" in done.stderr:
        raise Unreadable(TOO_HEAVY)
    if done.returncode != 0:
        raise Unreadable(DAMAGED)
    return _answered(done.stdout)


def _answered(output: bytes) -> Extracted:
    try:
        answer = json.loads(output)
    except ValueError:
        raise Unreadable(DAMAGED) from None
    if "refused" in answer:
        raise Unreadable(answer["refused"], **answer["params"])
    return unpack(answer)
