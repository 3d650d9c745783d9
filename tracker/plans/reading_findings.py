"""Findings that no label names: sentences that say what is wrong, and lists behind "còn một số tồn tại:"."""

import re
from collections.abc import Iterator

from tracker.plans.reading_beside import Section
from tracker.plans.reading_counted import INTRO
from tracker.plans.reading_duties import Builder
from tracker.plans.reading_kinds import is_wrong
from tracker.plans.reading_labels import fields
from tracker.plans.reading_piece import Piece, sentences
from tracker.plans.reading_structure import Outline, Point

_SHORTEST = 4  # words


def listed_findings(builder: Builder, outline: Outline) -> None:
    """Read what the opening or an assessment lists as wrong, in a document that names it nowhere else."""
    found = [*_listed(outline.head), *(item for point in outline.points for item in _below(point))]
    for place, finding in enumerate(found, 1):
        builder.deficiency(str(place), "", Section(None, finding=[_without_dash(finding)]))


def _without_dash(line: Piece) -> Piece:
    dash = re.match(r"[-–—+•*●]\s*", line.text)
    return line.cut(dash.end()) if dash else line


def _below(point: Point) -> Iterator[Piece]:
    """Give what a point and those below it list as wrong."""
    items = [child.body for child in point.points()] if opens_list(point.body) else []
    yield from (item for item in items if is_wrong(item.text))
    yield from _listed([point.body, *point.lines()])
    for child in point.points():
        yield from _below(child)


def opens_list(line: Piece) -> bool:
    """Tell whether a line introduces a list of what is wrong."""
    found = INTRO.search(line.text[-200:])
    return bool(found) and line.text.rstrip().endswith(":")


def _listed(lines: list[Piece]) -> Iterator[Piece]:
    """Give the items behind an introduction: those of the same sentence, or the lines that follow it."""
    following = False
    for line in lines:
        if line.text.rstrip().endswith(":"):
            following = opens_list(line)
        elif following:
            yield line
        elif len(line.text) < 3_000 and not any(name == "remedy" for name, _ in fields(line)):
            for sentence in sentences(line):
                found = INTRO.search(sentence.text)
                yield from _items(sentence.cut(found.end())) if found else ()


def _items(words: Piece) -> Iterator[Piece]:
    items = [item.strip(" .;") for item in words.split(re.compile(r"\s*;\s*"))]
    if len(items) > 1:
        yield from (item for item in items if len(item.text.split()) >= _SHORTEST or is_wrong(item.text))
