"""A result that is being entered, as plain data: what was read, what a person typed; and its figures when all is right.

The draft keeps what stands in the fields, word for word, so that nothing
that was typed is lost; figures are read out of it whenever they are needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.ranking.reading_agencies import AgencyLine, read_agencies, read_head
from tracker.ranking.reading_columns import Layout, Row, choose_tables, guess
from tracker.ranking.reading_numbers import Sign, read_number, written
from tracker.ranking.reading_sheet import Left, Line, read_criteria
from tracker.text import fold, parse_date, squeeze

Draft = dict[str, Any]
HEAD = (
    "year",
    "stage",
    "number",
    "issued_on",
    "issuer",
    "criteria_set",
    "total",
    "maximum",
    "rank",
    "ranked",
    "grade",
    "next_grade",
    "next_grade_from",
)
LINE = ("code", "group", "name", "maximum", "points")
AGENCY = ("name", "total", "rank", "grade")
EMPTY_ROWS = 5


def empty_draft() -> Draft:
    """Return a draft with nothing but empty rows, to be typed in."""
    draft: Draft = {"head": dict.fromkeys(HEAD, ""), "criteria": [], "agencies": [], "sums": [], "left": []}
    draft["head"]["stage"] = "published"
    draft |= {"layouts": {}, "answers": {}, "next": 1, "agency_named": ""}
    for _place in range(EMPTY_ROWS):
        add_line(draft)
    return draft


def draft_of(tables: Sequence[Sequence[Row]], words: str, remembered: Mapping[str, str], agency: str) -> Draft:
    """Return what was understood of a file, to be confirmed."""
    draft = empty_draft()
    draft["criteria"] = []
    said = read_head(words)
    draft["agency_named"] = said.pop("agency", "")
    draft["head"] |= said
    for kind, place in zip(("criteria", "agencies"), choose_tables(tables, remembered), strict=True):
        layout = guess(tables[place], kind, remembered) if place >= 0 else Layout(0, {}, [])
        draft["layouts"][kind] = {"table": place, **_plain(layout)}
    read_again(draft, tables, "criteria", agency)
    read_again(draft, tables, "agencies", agency)
    return draft


def _plain(layout: Layout) -> dict[str, Any]:
    return {"first": layout.first, "columns": dict(layout.columns), "heads": list(layout.heads)}


def layout_of(draft: Draft, kind: str) -> Layout:
    """Return where the lines of a table begin and what its columns hold, as it was confirmed."""
    kept = draft["layouts"].get(kind) or {}
    return Layout(kept.get("first", 0), dict(kept.get("columns", {})), list(kept.get("heads", [])))


def table_of(draft: Draft, kind: str) -> int:
    """Return which table of the file the lines come from; -1 for none."""
    return int((draft["layouts"].get(kind) or {}).get("table", -1))


def read_again(draft: Draft, tables: Sequence[Sequence[Row]], kind: str, agency: str) -> None:
    """Take the lines of one kind out of their table, in place of those that stand there."""
    place = table_of(draft, kind)
    rows = tables[place] if 0 <= place < len(tables) else []
    if kind == "criteria":
        _take_criteria(draft, rows)
    else:
        _take_agencies(draft, rows, agency)
    _forget(draft)


def _take_criteria(draft: Draft, rows: Sequence[Row]) -> None:
    layout = layout_of(draft, "criteria")
    reading = read_criteria(rows, layout) if rows else None
    draft["criteria"] = [_kept(draft, line) for line in reading.lines] if reading else []
    ids = {line["row"]: line["id"] for line in draft["criteria"]}
    draft["sums"] = []
    for one in reading.sums if reading else ():
        told = {"row": one.row, "words": one.words, "whole": one.whole, "of": [ids[row] for row in one.of]}
        draft["sums"].append(told | {"maximum": written(one.maximum), "points": written(one.points)})
    keep_left(draft, "criteria", reading.left if reading else [])
    whole = next((one for one in draft["sums"] if one["whole"]), None)
    for name, said in (("total", "points"), ("maximum", "maximum")):
        if not draft["head"][name]:
            draft["head"][name] = whole[said] if whole and whole[said] else _added(draft, said)


def _added(draft: Draft, name: str) -> str:
    figures = [figure(line[name]) for line in draft["criteria"]]
    return written(sum((one for one in figures if one is not None), Decimal(0))) if figures else ""


def _kept(draft: Draft, line: Line) -> dict[str, Any]:
    """Return a line as fields; a line without a code keeps none, and is asked about."""
    kept = {"id": _next(draft), "row": line.row, "code": line.code, "group": line.group, "name": line.name}
    kept |= {"maximum": written(line.maximum), "points": written(line.points), "lost": written(line.lost)}
    return kept | {"odd": {name: [why.value, words] for name, (why, words) in line.odd.items()}}


def _take_agencies(draft: Draft, rows: Sequence[Row], agency: str) -> None:
    layout = layout_of(draft, "agencies")
    lines, left = read_agencies(rows, layout) if rows else ([], [])
    draft["agencies"] = [_kept_agency(draft, line, agency) for line in lines]
    keep_left(draft, "agencies", left)
    ours = next((line for line in draft["agencies"] if line["ours"]), None)
    if not ours:
        return
    for name, said in (("total", "total"), ("rank", "rank"), ("grade", "grade")):
        if not draft["head"][name]:
            draft["head"][name] = ours[said]
    if draft["head"]["rank"] and not draft["head"]["ranked"]:
        draft["head"]["ranked"] = str(len(lines))


def _kept_agency(draft: Draft, line: AgencyLine, agency: str) -> dict[str, Any]:
    kept = {"id": _next(draft), "row": line.row, "name": line.name, "total": written(line.total), "grade": line.grade}
    kept |= {"rank": "" if line.rank is None else str(line.rank), "ours": is_same_agency(line.name, agency)}
    return kept | {"odd": {name: [why.value, words] for name, (why, words) in line.odd.items()}}


def keep_left(draft: Draft, kind: str, left: Sequence[Left]) -> None:
    """Keep the rows of one table that were taken for nothing."""
    draft["left"] = [one for one in draft["left"] if one["kind"] != kind]
    draft["left"] += [{"kind": kind, **asdict(one)} for one in left]


def _forget(draft: Draft) -> None:
    """Lines that were read again are asked about again."""
    draft["answers"] = {}


def is_same_agency(name: str, agency: str) -> bool:
    """Say whether a line of the table is our own: the same name, with or without the province behind it."""
    one, other = fold(name).strip(" ."), fold(agency).strip(" .")
    return len(one) > 3 and (one == other or other.startswith(f"{one} tinh") or one.startswith(f"{other} tinh"))


def add_line(draft: Draft, **said: str) -> dict[str, Any]:
    """Add an empty criterion."""
    line = {"id": _next(draft), "row": 0, "odd": {}, "lost": "", **dict.fromkeys(LINE, ""), **said}
    draft["criteria"].append(line)
    return line


def add_agency(draft: Draft) -> dict[str, Any]:
    """Add an empty line to the agencies."""
    line = {"id": _next(draft), "row": 0, "odd": {}, **dict.fromkeys(AGENCY, ""), "ours": False}
    draft["agencies"].append(line)
    return line


def _next(draft: Draft) -> str:
    draft["next"] += 1
    return f"r{draft['next'] - 1}"


def is_blank(line: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Say whether nothing stands in a line: it is left out."""
    return not any(squeeze(str(line[name])) for name in names if name != "group")


def figure(words: str) -> Decimal | None:
    """Return the figure in a field, None where there is none that is plain."""
    number = read_number(words, Sign.COMMA)
    return number.value if number and not words.strip().endswith("%") else None


def whole(words: str) -> int | None:
    """Return a whole number in a field: a year, a rank."""
    bare = words.strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 7 else None


def day(words: str) -> date | None:
    """Return the day in a field."""
    try:
        return parse_date(words)
    except ValueError:
        return None
