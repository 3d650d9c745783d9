"""Findings that one paragraph counts: "Một là, …. Hai là, …", "(1) …; (2) …", "còn một số hạn chế: a; b; c"."""

import re

from tracker.plans.reading_kinds import is_wrong
from tracker.plans.reading_piece import Piece, sentences

INTRO = re.compile(r"(?:tồn tại|hạn chế|thiếu sót|khuyết điểm|bất cập)(?:[ ,]+[^\W\d_]+){0,12}?\s*:", re.IGNORECASE)
_NAMES = r"nhất|hai|ba|tư|năm|sáu|bảy|tám"
_COUNTED = re.compile(
    rf"(?:^|(?<=[.;:,]\s))(?:(?i:một|hai|ba|bốn|năm|sáu|bảy|tám)\s+là|(?i:thứ)\s+(?:{_NAMES}))\s*[,:]?\s+"
    r"|(?:^|(?<=\s))(?:\(\d{1,2}\)|\d{1,2}\))\s+"
)


def counted(line: Piece) -> list[Piece]:
    """Return the findings that a paragraph counts or lists, else the paragraph itself."""
    marks = list(_COUNTED.finditer(line.text))
    if len(marks) > 1:
        ends = [*(mark.start() for mark in marks[1:]), len(line.text)]
        return [line.cut(mark.end(), end).strip(" .;,") for mark, end in zip(marks, ends, strict=True)]
    found = INTRO.search(line.text)
    items = list(line.cut(found.end()).split(re.compile(r"\s*;\s*"))) if found else []
    return items if len(items) > 1 else [line]


def told(line: Piece) -> list[Piece]:
    """Return the sentences of a paragraph under "Hạn chế", where each says what is wrong."""
    items = counted(line)
    parts = sentences(line)
    if len(items) > 1 or len(parts) < 2 or not all(is_wrong(part.text) for part in parts):
        return items
    return parts
