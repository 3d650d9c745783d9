"""Bytes are kept once, whole, by what they are; nothing else is."""

import hashlib
import io
import zipfile

import pytest
from docx import Document
from sqlalchemy import func, select

from tracker import clock
from tracker.errors import RuleBroken
from tracker.evidence.store import keep, media_type_of, path_of
from tracker.extensions import db
from tracker.models import StoredFile

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


def word_file(*more):
    """A Word document, with more parts in it."""
    whole = io.BytesIO()
    Document().save(whole)
    with zipfile.ZipFile(whole, "a") as archive:
        for name in more:
            archive.writestr(name, "x")
    return whole.getvalue()


def zipped(name):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(name, "x")
    return whole.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 x", "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 anh", "image/jpeg"),
        ("Biên bản họp".encode(), "text/plain"),
        (word_file(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_a_file_is_what_its_content_says(data, kind):
    assert media_type_of(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf<html>",
        b'  <svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<?xml version='1.0'?><svg/>",
        b"MZ\x90\x00\x03\x00",
        b"\x7fELF\x02\x01",
        b"PK\x05\x06" + bytes(18),
        zipped("trang.html"),
        word_file("word/vbaProject.bin"),
        b"\xff\xfe\x00\x01\x02",
    ],
)
def test_what_is_not_kept_is_refused_with_a_sentence(data):
    with pytest.raises(RuleBroken, match="Chỉ nhận tệp") as refused:
        media_type_of(data)
    assert refused.value.field == "file"


def test_the_same_bytes_are_kept_once_per_agency(app, cast):
    one, again = (keep(b"%PDF same", agency_id=cast.agency.id, now=clock.now()) for _ in range(2))
    theirs = keep(b"%PDF same", agency_id=cast.other_agency.id, now=clock.now())
    assert one.id == again.id != theirs.id
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 2


def test_what_is_kept_reads_back_whole_and_leaves_no_draft(app, cast):
    data = b"%PDF" + bytes(range(256)) * 100
    stored = keep(data, agency_id=cast.agency.id, now=clock.now())
    place = path_of(cast.agency.id, stored.sha256)
    assert place.read_bytes() == data
    assert hashlib.sha256(data).hexdigest() == stored.sha256
    assert [file.name for file in place.parent.iterdir()] == [stored.sha256]


def test_an_empty_file_is_refused(app, cast):
    with pytest.raises(RuleBroken, match="Tệp rỗng"):
        keep(b"", agency_id=cast.agency.id, now=clock.now())
