"""Title, day, words and sameness of a fetched page, and hostile pages in bounded time."""

import time
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.evidence.article import LONGEST_TEXT, read_article

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIFTH = date(2022, 10, 5)
STORY = "Hội nghị phổ biến quy định mới về hoạt động sáng kiến đã được tổ chức tại hội trường của cơ quan. "


def read(page, media_type="text/html", charset=""):
    return read_article(page if isinstance(page, bytes) else page.encode(), media_type, charset, zone=ZONE)


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>Cổng</title><h1>Sở tổ chức <b>hội nghị</b></h1>", "Sở tổ chức hội nghị"),
        ('<meta property="og:title" content="Hội nghị &amp; tập huấn"><h1>Khác</h1>', "Hội nghị & tập huấn"),
        ("<TITLE>\n Tin  tức </TITLE>", "Tin tức"),
        ("<script>var a='<h1>x</h1>'</script><h1>Thật</h1>", "Thật"),
        ("<!-- <h1>x</h1> --><h1>Thật</h1>", "Thật"),
        ("", ""),
    ],
)
def test_the_title_is_the_articles_own(page, title):
    assert read(page).title == title


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ('<meta property="article:published_time" content="2022-10-05T08:00:00+07:00">', FIFTH),
        ('<meta property="article:published_time" content="2022-10-04T20:00:00Z">', FIFTH),
        ("<meta content='2022-10-05' itemprop='datePublished'>", FIFTH),
        ('<script type="application/ld+json">{"datePublished": "2022-10-05T08:00"}</script>', FIFTH),
        ("<time datetime='2022-10-05'>5/10</time>", FIFTH),
        ("<p>Hôm nay 12/10/2022</p><h1>Hội nghị</h1><p>05/10/2022 08:00</p>", FIFTH),
        ("<title>Hội nghị</title><h1>Hội nghị</h1><p>Thứ tư, 5-10-2022</p>", FIFTH),
        ("<p>Hôm nay 12/10/2022</p><p>Không có tên</p>", None),
        ("<h1>Hội nghị</h1><p>31/02/2022</p>", None),
        ("<h1>Hội nghị</h1>" + "<p>chữ khác</p>" * 100 + "<p>05/10/2022</p>", None),
    ],
)
def test_the_day_is_stated_by_the_page_or_stands_near_the_title(page, day):
    assert read(page).published_on == day


def test_the_same_article_is_known_on_another_page():
    one = read(f"<p>Hôm nay 12/10/2022</p><h1>A</h1><p>{STORY * 3}</p><p>Lượt xem: 15</p>")
    other = read(f"<ul><li>Trang chủ</ul><h1>A</h1><div>{STORY * 3}</div><p>Lượt xem: 999</p>")
    assert one.same == other.same != ""
    assert read(f"<h1>A</h1><p>{STORY * 2} Ý khác nữa.</p>").same != one.same


def test_too_little_is_never_the_same_article():
    assert read("<h1>Đang bảo trì</h1>").same == ""


def test_another_kind_of_file_is_known_by_its_bytes():
    assert read(b"%PDF-1.4", "application/pdf").same != read(b"%PDF-1.5", "application/pdf").same
    assert read(b"%PDF-1.4", "application/pdf").text == ""


@pytest.mark.parametrize("charset", ["utf-8", "rot13", "zlib", "không có"])
def test_an_unknown_charset_is_read_as_utf_8(charset):
    assert read("<h1>Đã đăng</h1>", charset=charset).title == "Đã đăng"


@pytest.mark.parametrize(
    "piece",
    ["<", "<!--", "<meta ", "<meta a=", "<meta a a a a>", "<h1>", "<p>", "&amp;", "'\"=", "<script>", "<time a="],
)
def test_a_hostile_page_of_two_megabytes_is_read_in_bounded_time(piece):
    began = time.monotonic()
    article = read(piece * (2_000_000 // len(piece)))
    assert time.monotonic() - began < 10
    assert len(article.text) <= LONGEST_TEXT


@given(st.binary())
def test_any_bytes_are_read(body):
    read(body)
