"""The bytes of a text file become letters: UTF-8, UTF-16, Windows-1258; other ones are named and refused."""

import codecs

from tracker.errors import Unreadable
from tracker.formats.old_letters import TCVN3, VNI, from_tcvn3, from_vni, share_of_syllables
from tracker.text import msgid, nfc

UNKNOWN = msgid(
    "Không nhận ra bảng mã của tệp văn bản. Hãy lưu lại tệp với bảng mã UTF-8, hoặc dán nội dung vào ô văn bản."
)
_LOOKED_AT = 8192
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data: bytes) -> str:
    """Return the text of a file's bytes. Raises Unreadable for letters that are not known, or of before Unicode."""
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], name)
    if wide := wide_encoding(data):
        return _strictly(data, wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _from_single_bytes(data)


def wide_encoding(data: bytes) -> str | None:
    """Return the name of a UTF-16 without a mark: every other byte of its blanks and plain letters is zero."""
    part = data[: _LOOKED_AT - _LOOKED_AT % 2]
    first, second = part[0::2].count(0), part[1::2].count(0)
    pairs = len(part) // 2
    if len(data) % 2 or pairs < 4:
        return None
    if second > 0.3 * pairs and first < 0.02 * pairs:
        return "utf-16-le"
    return "utf-16-be" if first > 0.3 * pairs and second < 0.02 * pairs else None


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise Unreadable(UNKNOWN) from None


def _from_single_bytes(data: bytes) -> str:
    """Take the reading that makes the most Vietnamese words; only that of Windows-1258 is believed."""
    raw = data.decode("latin-1")
    modern = nfc(data.decode("cp1258", "replace"))
    shares = {None: share_of_syllables(modern)}
    shares[TCVN3] = share_of_syllables(from_tcvn3(raw))
    shares[VNI] = share_of_syllables(from_vni(raw))
    best = max(shares, key=lambda name: shares[name])
    if shares[best] < 0.6:
        raise Unreadable(UNKNOWN)
    if best is not None:
        raise Unreadable(best)
    if "\ufffd" in modern:
        raise Unreadable(UNKNOWN)
    return modern
