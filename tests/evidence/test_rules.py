"""What may be evidence, when two addresses are one page, and what a kept file is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RuleBroken
from tracker.evidence.rules import KEPT, checked_url, safe_name, url_key

PDF = "application/pdf"


@pytest.mark.parametrize(
    "other",
    [
        "http://skhcn.example/tin/bai-1",
        "https://www.skhcn.example/tin/bai-1",
        "HTTPS://SKHCN.Example/tin/bai-1",
        "https://skhcn.example:443/tin/bai-1",
        "https://skhcn.example/tin/bai-1/",
        "https://skhcn.example/tin/bai-1#cuoi-trang",
        "https://skhcn.example/tin/bai-1?utm_source=zalo&utm_medium=x&fbclid=1",
    ],
)
def test_one_page_has_one_key_however_it_is_written(other):
    assert url_key(other) == url_key("https://skhcn.example/tin/bai-1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://skhcn.example/tin?id=1", "https://skhcn.example/tin?id=2"),
        ("https://skhcn.example/tin?123", "https://skhcn.example/tin?124"),
        ("https://skhcn.example/tin?id=", "https://skhcn.example/tin"),
        ("https://skhcn.example/Tin", "https://skhcn.example/tin"),
        ("https://skhcn.example:8080/tin", "https://skhcn.example/tin"),
        ("https://skhcn.example/tin", "https://cong.skhcn.example/tin"),
    ],
)
def test_two_pages_have_two_keys(one, other):
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://skhcn.example/a",
        "file:///etc/passwd",
        "https://",
        "https://localhost/a",
        "https://lan@skhcn.example/a",
        "https://lan:mk@skhcn.example/a",
        "https://skhcn.example:99999/a",
        "https://[skhcn.example/a",
        "https://skhcn.example/a b",
        "https://skhcn.example/" + "a" * 2000,
        "https://skhcn.example/?tim=" + "ữ" * 400,
    ],
)
def test_what_is_no_public_page_is_refused_at_the_address(address):
    with pytest.raises(RuleBroken) as refused:
        checked_url(address)
    assert refused.value.field == "url"


@given(st.text())
def test_any_text_is_an_address_or_a_sentence(text):
    try:
        checked_url(f"https://{text}")
    except RuleBroken:
        return
    assert len(url_key(f"https://{text}")) <= 2000


@pytest.mark.parametrize(
    ("given_name", "media_type", "kept"),
    [
        ("báo cáo.pdf", PDF, "báo cáo.pdf"),
        ("BÁO CÁO.PDF", PDF, "BÁO CÁO.PDF"),
        ("ảnh.jpeg", "image/jpeg", "ảnh.jpeg"),
        ("../../etc/passwd.pdf", PDF, "passwd.pdf"),
        ("C:\\van ban\\quyet dinh.pdf", PDF, "quyet dinh.pdf"),
        ("trang.html", PDF, "trang.html.pdf"),
        ("cai-dat.exe", "text/plain", "cai-dat.exe.txt"),
        ("khong-duoi", PDF, "khong-duoi.pdf"),
        ("a\r\nSet-Cookie: x.pdf", PDF, "a Set-Cookie: x.pdf"),
        ("fdp\u202e.exe", PDF, "fdp.exe.pdf"),
        ("...", PDF, "minh-chung.pdf"),
        ("", PDF, "minh-chung.pdf"),
    ],
)
def test_a_kept_file_is_called_what_it_is(given_name, media_type, kept):
    assert safe_name(given_name, media_type) == kept


@given(st.text(max_size=400), st.sampled_from(sorted(KEPT)))
def test_any_name_fits_its_column_and_stays_in_its_folder(name, media_type):
    kept = safe_name(name, media_type)
    assert 0 < len(kept) <= 255
    assert not set(kept) & set("/\\\r\n\t\0")
    assert kept.lower().endswith((KEPT[media_type], ".jpeg"))
