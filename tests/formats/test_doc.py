"""Word documents of before 2007, read by antiword; and what is said where that is missing."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tracker.errors import Unreadable
from tracker.formats.blocks import Table
from tracker.formats.doc import read_doc
from tracker.formats.reader import read_document
from tracker.plans.draft import as_json
from tracker.plans.parser import parse_plan

ROOT = Path(__file__).resolve().parents[2]
OLD = Path(__file__).parent / "fixtures/ke-hoach-khac-phuc-2022.doc"
HAS_ANTIWORD = shutil.which("antiword") is not None
needs_antiword = pytest.mark.skipif(not HAS_ANTIWORD, reason="not run: antiword is not installed")

PRINTED = """1. Một

a) Hai

* Ba

Bốn

|TT |Việc |
"""
MARKED = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML V4.1.2//EN" "x.dtd">
<book><bookinfo/><title>tên tệp</title><chapter><title>Đầu đề</title>
<orderedlist><listitem><para>Một</para></listitem><listitem><para>Hai</para></listitem></orderedlist>
<itemizedlist><listitem><para>Ba</para></listitem></itemizedlist>
<para>Bốn<footnote><para>1 Chú thích</para></footnote> năm</para>
<para><informaltable><tgroup cols='2'><tbody><row><entry>TT</entry><entry>Việc
phải làm</entry></row><row><entry>I. Nhóm</entry></row></tbody></tgroup></informaltable></para>
</chapter></book>"""


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program named antiword before all others."""
    program = folder / "antiword"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@needs_antiword
def test_an_old_word_file_gives_the_same_plan_as_the_new_one():
    new = ROOT / "examples/ke-hoach-khac-phuc-2022.docx"
    readings = [as_json(parse_plan(read_document(path.read_bytes(), path.name))) for path in (new, OLD)]
    assert json.dumps(readings[0], ensure_ascii=False) == json.dumps(readings[1], ensure_ascii=False)


@needs_antiword
@pytest.mark.parametrize("name", ["a.doc", "a.docx", "a"])
def test_an_old_word_file_is_known_by_its_content(name: str):
    assert "UBND TỈNH LAM SƠN" in read_document(OLD.read_bytes(), name).text


@needs_antiword
@pytest.mark.parametrize("cut", [600, 3000, 12000])
def test_an_old_word_file_that_is_cut_is_refused_or_read(cut: int):
    with pytest.raises(Unreadable, match=r"bị hỏng|đời cũ|không có chữ"):
        read_document(OLD.read_bytes()[:cut], "a.doc")


def test_list_numbers_cells_and_notes_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "printed").write_text(PRINTED, encoding="utf-8")
    (tmp_path / "marked").write_text(MARKED, encoding="utf-8")
    script = f'case "$*" in *db*) cat {tmp_path}/marked ;; *) cat {tmp_path}/printed ;; esac'
    stand_in(tmp_path, script, monkeypatch)
    extracted = read_doc(b"")
    assert extracted.text.split("\n") == [
        *("Đầu đề", "1. Một", "a) Hai", "- Ba", "Bốn năm", "TT", "Việc phải làm", "I. Nhóm", "1 Chú thích"),
    ]
    table = next(block for block in extracted.blocks if isinstance(block, Table))
    assert table.rows[1][0].span == 2


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 1", "bị hỏng"),
        ("echo 'Encrypted documents are not supported' >&2; exit 1", "mật khẩu"),
    ],
)
def test_what_antiword_cannot_read_gets_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
):
    stand_in(tmp_path, script, monkeypatch)
    with pytest.raises(Unreadable, match=words):
        read_document(OLD.read_bytes(), "a.doc")


def test_without_antiword_the_sentence_says_what_to_install_and_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unreadable, match=r"cài gói antiword.*\.docx"):
        read_document(OLD.read_bytes(), "a.doc")
