"""The bytes of text files: each encoding of today is read, those of before Unicode are named and refused."""

import io
import re
import unicodedata

import docx
import pytest

from tracker.errors import Unreadable
from tracker.formats import old_letters
from tracker.formats.encoding import decode
from tracker.formats.old_letters import from_tcvn3, from_vni, is_syllable
from tracker.formats.reader import read_document, read_text

PLAN = """KẾ HOẠCH
Khắc phục các hạn chế của Cổng thông tin điện tử Sở năm 2022
1. Phổ biến pháp luật
- Hạn chế: Lượng bài đăng trong kỳ thấp hơn mức tối thiểu.
- Giải pháp: Giao Văn phòng Sở chủ trì, đăng đủ 50 tin trước ngày 15/11/2022; ưu tiên những lĩnh vực đã sửa đổi.
Những nghĩa vụ khuyến khích: lưỡng lự, ẩn ý, ngủ quên, mỹ lệ, kỹ thuật, thuỷ lợi, giẫm, vẫn, ưỡn, ở, ỷ lại, sẵn, ợ."""


def tcvn3(text: str) -> bytes:
    """Write a text as TCVN3 fonts need it: capitals with a tone have no code and become small letters."""
    codes = {letter: bytes([code]) for code, letter in old_letters._TCVN3.items()}
    return b"".join(codes.get(sign) or codes.get(sign.lower()) or sign.encode("ascii") for sign in text)


def vni(text: str) -> bytes:
    codes = {unicodedata.normalize("NFC", letter): code for code, letter in old_letters._VNI.items()}
    small = "".join(codes.get(sign, sign) for sign in text.lower())
    return small.encode("latin-1")


def cp1258(text: str) -> bytes:
    """Write a text as Windows-1258 does: a tone after its letter, where the two have no code of their own."""
    written = b""
    for sign in text:
        try:
            written += sign.encode("cp1258")
        except UnicodeEncodeError:
            letters = unicodedata.normalize("NFD", sign)
            tone = next(mark for mark in letters if mark in old_letters._TONES)
            written += unicodedata.normalize("NFC", letters.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return written


@pytest.mark.parametrize(
    "data",
    [
        PLAN.encode(),
        PLAN.encode("utf-8-sig"),
        unicodedata.normalize("NFD", PLAN).encode(),
        PLAN.encode("utf-16"),
        "\ufeff".encode("utf-16-be") + PLAN.encode("utf-16-be"),
        PLAN.encode("utf-16-le"),
        PLAN.encode("utf-16-be"),
        cp1258(PLAN),
        cp1258(PLAN.replace("\n", "\r\n")),
    ],
    ids=[
        "utf-8",
        "utf-8 mark",
        "decomposed",
        "utf-16",
        "utf-16-be mark",
        "utf-16-le",
        "utf-16-be",
        "1258",
        "1258 crlf",
    ],
)
def test_every_encoding_of_today_gives_the_same_composed_words(data: bytes):
    extracted = read_document(data, "a.txt")
    assert extracted.text == read_text(PLAN).text
    assert unicodedata.is_normalized("NFC", extracted.text)


@pytest.mark.parametrize(("encoded", "words"), [(tcvn3, "TCVN3"), (vni, "VNI")])
@pytest.mark.parametrize("text", [PLAN, PLAN.upper(), PLAN.split("\n")[3]])
def test_old_letters_are_named_and_refused_with_the_way_to_unicode(encoded, words: str, text: str):
    with pytest.raises(Unreadable, match=f"{words}.*UniKey.*Unicode") as bytes_refused:
        read_document(encoded(text), "a.txt")
    with pytest.raises(Unreadable) as pasted_refused:
        read_text(encoded(text).decode("latin-1"))
    assert pasted_refused.value.message == bytes_refused.value.message


def test_the_tables_of_old_letters_are_whole():
    small = re.sub(r"[^\w\s]", "", PLAN.lower())
    assert from_tcvn3(tcvn3(small).decode("latin-1")) == small
    assert from_vni(vni(small).decode("latin-1")) == small
    every = {unicodedata.normalize("NFC", letter + tone) for letter in "aăâeêioôơuưy" for tone in old_letters._TONES}
    assert {letter for letter in old_letters._TCVN3.values() if letter in every} == every
    vni_letters = {unicodedata.normalize("NFC", letter) for letter in old_letters._VNI.values()} | {"í", "ì"}
    assert every <= vni_letters


def test_old_letters_in_the_runs_of_a_word_document_are_refused_and_the_font_alone_is_not():
    for text, refused in ((tcvn3(PLAN).decode("latin-1"), True), (PLAN, False)):
        document = docx.Document()
        for line in text.split("\n"):
            document.add_paragraph().add_run(line).font.name = ".VnTime"
        stream = io.BytesIO()
        document.save(stream)
        if refused:
            with pytest.raises(Unreadable, match="TCVN3"):
                read_document(stream.getvalue(), "a.docx")
        else:
            assert "Văn phòng Sở" in read_document(stream.getvalue(), "a.docx").text


def test_a_document_half_in_old_letters_is_refused():
    with pytest.raises(Unreadable, match="TCVN3"):
        read_text(f"{PLAN}\n{tcvn3(PLAN).decode('latin-1')}")


@pytest.mark.parametrize(
    "text", [PLAN, PLAN.upper(), "Café, naïve, Müller, São Paulo, façade, Ångström, crème brûlée.", "5 °C ± 2 §"]
)
def test_text_of_today_is_never_taken_for_old_letters(text: str):
    assert read_text(text).text


def test_other_bytes_are_refused_as_unknown_letters():
    for data in (b"\x93\xfa\x96{\x8c\xea " * 40, "Привет, как дела".encode("cp1251"), b"\xff\xfea\x00\x00\xd8"):
        with pytest.raises(Unreadable, match="UTF-8"):
            decode(data)


@pytest.mark.parametrize(
    "word",
    ["quyết", "khuỷu", "nghiêng", "gì", "giếng", "hoà", "hòa", "thuỷ", "thủy", "ưỡn", "ngoéo", "quý", "yến", "được"],
)
def test_syllables_are_known(word: str):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ho¹ch", "hoaïch", "caùc", "naêm", "tån", "müller", "ẩẩ"])
def test_other_words_are_no_syllables(word: str):
    assert not is_syllable(word)
