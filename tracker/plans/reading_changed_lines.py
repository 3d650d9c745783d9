"""The points of an amending document that change the plan in force: which place, in which words."""

import re
from typing import Any

from tracker.plans.reading_duties import Builder
from tracker.plans.reading_piece import Piece
from tracker.plans.reading_structure import Point
from tracker.text import fold

_LEVEL = r"(?:Tiểu mục|Điểm|Khoản|Mục|Phần|Tiết|Nhiệm vụ(?: số)?|STT|Số thứ tự)"
_NUMBER = r"(?:[IVX]{1,5}(?:[.\s]*\d{1,2}[a-zđ]?)*|\d{1,2}(?:\.\d{1,2})*[a-zđ]?|[a-zđ](?!\w))"
_PLACE = re.compile(
    rf"(?:Tại\s+)?(?P<place>{_LEVEL}\s+{_NUMBER}(?:\s*[,-]?\s*(?:của\s+|thuộc\s+)?{_LEVEL}\s+{_NUMBER})*)",
    re.IGNORECASE,
)
_STEP = re.compile(rf"(?P<level>{_LEVEL})\s+(?P<number>{_NUMBER})", re.IGNORECASE)
_CHANGES = r"dieu chinh|sua doi|bo sung|thay the|bai bo|huy bo|gia han|chuyen|thay doi"
_VERB_FIRST = re.compile(
    r"(?:Điều chỉnh|Sửa đổi|Thay đổi|Thay cụm từ|Bãi bỏ|Hủy bỏ|Huỷ bỏ|Bỏ|Thay thế|Gia hạn|Chuyển)(?:,? bổ sung)?\s",
    re.IGNORECASE,
)

_WORDING = re.compile(r"(?:Thay|Sửa|Bỏ)(?: thế| đổi)?(?: các)? cụm từ\s", re.IGNORECASE)


def read_amendments(builder: Builder, points: list[Point]) -> None:
    """Keep what an amending document changes, and take those points out of what is read as work."""
    for point in list(points):
        whole = _change(point.body) if not point.entries and _VERB_FIRST.match(point.body.text) else None
        if whole is not None:
            builder.draft.amendments.append(whole)
            points.remove(point)
            continue
        if not re.search(_CHANGES, fold(point.body.text)):
            continue
        for entry in list(point.entries):
            words = entry.body if isinstance(entry, Point) else entry
            change = _change(words) if isinstance(words, Piece) else None
            if change is not None:
                builder.draft.amendments.append(change)
                point.entries.remove(entry)


def _change(words: Piece) -> dict[str, Any] | None:
    """Return what one point changes: "Mục II.1: …", "Điểm b khoản 2 Mục II: …", "Bãi bỏ khoản 7 Mục II"."""
    if _WORDING.match(words.text):
        return {"target": "", "text": words.text, "source": {"start": words.start, "end": words.end}}
    found = _PLACE.match(words.text)
    if not found and _VERB_FIRST.match(words.text):
        found = _PLACE.search(words.text, 0, 120)
    if not found:
        return None
    said = words.cut(found.end()).strip(" :,") if found.start() == 0 else words
    span = {"start": words.start, "end": words.end}
    return {"target": _target(found["place"]), "text": said.text, "source": span}


def _target(place: str) -> str:
    """Return "II.2b" for "Điểm b khoản 2 Mục II"."""
    steps = {fold(step["level"]).split()[0]: step["number"].replace(" ", "") for step in _STEP.finditer(place)}
    part = steps.get("muc") or steps.get("phan") or ""
    point = steps.get("khoan") or steps.get("nhiem") or steps.get("stt") or steps.get("so") or ""
    letter = steps.get("diem") or steps.get("tiet") or ""
    if point and letter.isalpha():
        point, letter = f"{point}{letter}", ""
    return ".".join(step for step in (part, point or letter) if step)
