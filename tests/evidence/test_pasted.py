"""Links, dates, titles and numbers out of pasted words; nothing that was said is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.evidence.pasted import Link, Number, read_pasted
from tracker.evidence.rules import normal_url, url_key

TODAY = date(2022, 10, 12)
A, B = "https://a.example/1", "https://a.example/2"
FIFTH, SIXTH = date(2022, 10, 5), date(2022, 10, 6)


@pytest.mark.parametrize(
    ("words", "links"),
    [
        (A, [Link(A)]),
        (f"{A}\n{B}", [Link(A), Link(B)]),
        (f"{A}{B}", [Link(A), Link(B)]),
        (f"{A},{B};www.a.example/3", [Link(A), Link(B), Link("https://www.a.example/3")]),
        (f"{A} và {B}.", [Link(A), Link(B)]),
        (f"{A}\n{A}?utm_source=zalo\nhttp://A.EXAMPLE/1#x", [Link(A)]),
        ("HTTPS://A.Example/Tin/1?id=5&fbclid=x&utm_medium=y#cuoi", [Link("https://a.example/Tin/1?id=5")]),
        ("skhcn.a.vn/tin/1", [Link("https://skhcn.a.vn/tin/1")]),
        (f"({A})", [Link(A)]),
        ("https://a.example/A_(b)", [Link("https://a.example/A_(b)")]),
        (f"[bài]({A})", [Link(A)]),
        (f"<{A}>", [Link(A)]),
        ("https://web.example/luu/https://a.example/1", [Link("https://web.example/luu/https://a.example/1")]),
        (f"{A} 05/10/2022", [Link(A, FIFTH)]),
        (f"05.10.2022: {A}", [Link(A, FIFTH)]),
        (f"{A}\nNgày đăng: 5/10/2022\n{B}\nNgày đăng: 06-10-2022", [Link(A, FIFTH), Link(B, SIXTH)]),
        (f"05/10/2022\n{A}", [Link(A, FIFTH)]),
        (f"{A} 31/02/2022", [Link(A)]),
        (f"{A} 13/10/2022", [Link(A)]),
        (f"1. Sở tổ chức hội nghị: {A} (05/10/2022)", [Link(A, FIFTH, "Sở tổ chức hội nghị")]),
        (f"[08:15] - Sở tổ chức hội nghị {A}", [Link(A, None, "Sở tổ chức hội nghị")]),
        (f"STT 3 | Đường dẫn: {A} | Ngày 05/10/2022", [Link(A, FIFTH)]),
        ("lan@a.example và minh@a.example/x", []),
        ("https://", []),
        ("", []),
    ],
)
def test_pasted_words_give_each_address_once_with_its_date_and_title(words, links):
    assert read_pasted(words, TODAY).links == links


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("107/QĐ-SKHCN", [Number("107/QĐ-SKHCN")]),
        ("Quyết định số 107/QĐ-SKHCN ngày 05/10/2022", [Number("107/QĐ-SKHCN", FIFTH)]),
        (f"12/2022/TT-BTTTT\n{A}", [Number("12/2022/TT-BTTTT")]),
        ("05/10/2022", []),
        ("Căn cứ 107/QĐ-SKHCN của Sở, các bài đã đăng", []),
    ],
)
def test_a_line_that_is_a_number_is_a_document(words, numbers):
    assert read_pasted(words, TODAY).numbers == numbers


@pytest.mark.parametrize(
    ("words", "note"),
    [
        (f"Kính gửi Văn phòng các bài tuần này\n{A}", "Kính gửi Văn phòng các bài tuần này"),
        (f"Họp giao ban ngày 05/10/2022\n{A}", "Họp giao ban ngày 05/10/2022"),
        (f"Hai bài đã đăng {A} {B}", "Hai bài đã đăng"),
        (f"Tin: {A}\nNgày đăng: 05/10/2022\n08:15\n- \n2)", ""),
        (f"Sở tổ chức hội nghị {A}", ""),
        ("từ " * 200 + A, ("từ " * 200).strip()),
    ],
)
def test_words_beside_the_addresses_stay_as_a_note(words, note):
    assert read_pasted(words, TODAY).note == note


def test_a_day_that_says_more_is_no_day_of_publication():
    """A greeting with a date above a list does not date the first article."""
    assert read_pasted(f"Các bài gửi ngày 05/10/2022 của phòng\n{A}", TODAY).links == [Link(A)]


@given(st.text(alphabet=st.sampled_from(list("https:/.aA1?&=#[]() \n,;@ngàyđ05/10/2022-"))))
def test_any_words_are_read(words):
    found = read_pasted(words, TODAY)
    assert len({link.url for link in found.links}) == len(found.links)


@given(
    st.from_regex(
        r"https?://(www\.)?[aB]\.example(:80)?/[a-z]{0,3}(\?(id=[1-9]&?|utm_x=1&?){0,3})?(#x)?", fullmatch=True
    )
)
def test_the_normal_form_is_the_same_page_and_stays_as_it_is(address):
    normal = normal_url(address)
    assert url_key(normal) == url_key(address)
    assert normal_url(normal) == normal
