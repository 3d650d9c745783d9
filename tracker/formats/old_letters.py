"""Vietnamese text of before Unicode (TCVN3, VNI): recognised by the words it makes, and refused with what to do."""

import re
import unicodedata

from tracker.errors import Unreadable
from tracker.text import msgid

TCVN3 = msgid(
    "Văn bản dùng bảng mã cũ TCVN3 (ABC, phông .VnTime), không phải Unicode nên không đọc đúng chữ được. Hãy mở văn "
    "bản bằng Word, dùng UniKey (Ctrl+Shift+F6) chuyển từ TCVN3 (ABC) sang Unicode, lưu lại rồi thử lại."
)
VNI = msgid(
    "Văn bản dùng bảng mã cũ VNI (phông VNI-Times), không phải Unicode nên không đọc đúng chữ được. Hãy mở văn bản "
    "bằng Word, dùng UniKey (Ctrl+Shift+F6) chuyển từ VNI Windows sang Unicode, lưu lại rồi thử lại."
)
# The letters of TCVN3 in the order of its codes, from 0xA1 on; "." where it has none.
_TCVN3_CODES = "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
_TCVN3 = {0xA1 + place: letter for place, letter in enumerate(_TCVN3_CODES) if letter != "."}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_SHAPES = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVES = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI = {
    **{"ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ"},
    **{base + mark: letter + tone for base, letter in zip("aeouyôö", "aeouyơư", strict=True)
       for mark, tone in _VNI_TONES.items()},
    **{base + mark: base + "\u0302" + tone for base in "aeo" for mark, tone in _VNI_SHAPES.items()},
    **{"a" + mark: "a\u0306" + tone for mark, tone in _VNI_BREVES.items()},
}  # fmt: skip
_VNI_LETTERS = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))
_WORD = re.compile(r"[^\s!-@\[-`{-~–—“”‘’…]+")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?P<vowels>uyê|iê|yê|ươ|uô|uya|uâ|uê|uy|uơ|uă|oa|oă|oe|ia|ua|ưa|ya|oo|[aăâeêioôơuưy])"
    r"(?:ng|nh|ch|[cmnptiuoy])?"
)
LOOKED_AT = 200_000  # characters; a text's letters are known long before


def refuse_old_letters(text: str) -> None:
    """Refuse a Unicode text whose words only make sense as TCVN3 or VNI. Raises Unreadable."""
    words = [word for word in _WORD.findall(text[:LOOKED_AT]) if not word.isascii()]
    plain = sum(is_syllable(word) for word in words)
    for sentence, translated in ((TCVN3, from_tcvn3), (VNI, from_vni)):
        old = sum(not is_syllable(word) and is_syllable(translated(word)) for word in words)
        if old >= 3 and old > plain / 3 and old > len(words) / 4:
            raise Unreadable(sentence)


def share_of_syllables(text: str) -> float:
    """Return how many of the words with a letter that ASCII has not are Vietnamese syllables, 0 to 1."""
    words = [word for word in _WORD.findall(text[:LOOKED_AT]) if not word.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def from_tcvn3(text: str) -> str:
    """Return what TCVN3 bytes, read as Latin-1, mean."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Return what VNI bytes, read as Latin-1, mean (in small letters)."""
    return unicodedata.normalize("NFC", _VNI_LETTERS.sub(lambda found: _VNI[found.group()], text.lower()))


def is_syllable(word: str) -> bool:
    """Tell whether a word is built as a Vietnamese syllable, its tone on a vowel of the middle."""
    letters, tones = "", []
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in _TONES:
            tones.append(len(unicodedata.normalize("NFC", letters)) - 1)
        else:
            letters += sign
    found = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", letters))
    return (
        bool(found) and len(tones) < 2 and all(found.start("vowels") <= place < found.end("vowels") for place in tones)
    )
