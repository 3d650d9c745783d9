"""Which duty of the plan an amending sentence speaks of, and the row that comes of it. Pure functions."""

import re
from typing import Any

from tracker.plans.amendment_match_rules import plain_words
from tracker.plans.amendment_rules import FIELDS, change_row, plain_number, value_of
from tracker.plans.reading_amendments import Wish
from tracker.plans.reading_copy import Row
from tracker.plans.unit_names import Unit, closest, match
from tracker.text import msgid

# A row is proposed for the best duty only if it stands out; else the officer chooses among all.
ENOUGH = 1.0
MANY = msgid("Có %(count)s nhiệm vụ cùng mục %(target)s; kiểm tra nhiệm vụ được chọn.")
NOT_FOUND = msgid("Chưa rõ nhiệm vụ nào của kế hoạch; chọn nhiệm vụ, hoặc chọn không áp dụng.")
NOT_READ = msgid("Chưa rõ câu này thay đổi điều gì; chọn nhiệm vụ và nội dung thay đổi, hoặc chọn không áp dụng.")
NEW_WORK = msgid("Câu này bổ sung nhiệm vụ; chọn đơn vị chủ trì và thời hạn nếu văn bản nêu.")
OTHER_BEFORE = msgid("Văn bản ghi trước đây là “%(said)s”, kế hoạch đang ghi khác; kiểm tra lại.")
UNKNOWN = msgid("“%(name)s” chưa có trong danh mục đơn vị; chọn đơn vị ở cột “Sau”.")
NEAR = msgid("“%(name)s” chưa có trong danh mục đơn vị; gần nhất là %(unit)s.")


def place(wish: Wish, held: list[Row], units: list[Unit]) -> Row:
    """Return the row for one amending sentence, with what a person must check."""
    if wish.field == "new":
        return _added(wish)
    duty, rivals = _best(wish, held, units)
    notes: list[list[Any]] = []
    if duty is None or not wish.field:
        notes.append([NOT_READ if not wish.field else NOT_FOUND, {}])
    elif rivals > 1:
        notes.append([MANY, {"count": rivals, "target": wish.target}])
    after = _after(wish, units, notes)
    if duty is None:
        return _unplaced(wish, after, notes)
    if wish.old and wish.field and not _was(wish, duty, units):
        notes.append([OTHER_BEFORE, {"said": _said(wish)}])
    if wish.field == "text" and wish.old in duty["text"]:
        after = duty["text"].replace(wish.old, after)
    row = change_row(duty, wish.field or "text", after, words=wish.text, source=wish.source)
    if not wish.field:
        row |= {"kind": "unplaced", "after": duty["text"]}
    return row | {"notes": notes}


def _unplaced(wish: Wish, after: Any, notes: list[list[Any]]) -> Row:
    row = {"kind": "unplaced", "duty": None, "number": wish.target, "title": "", "field": wish.field or "text"}
    row |= {"before": "", "after": after, "sentence": wish.text, "source": wish.source}
    return row | {"decision": "", "notes": notes}


def _added(wish: Wish) -> Row:
    """A duty that the sentence itself adds: its words, to be completed by the officer."""
    after = {"text": wish.new, "leads": [], "coops": [], "due": "", "target": {"value": "", "unit": ""}}
    row = _unplaced(wish, after, [[NEW_WORK, {}]])
    return row | {"kind": "new", "field": "new", "line": None, "deficiency": None, "title": wish.new[:90]}


def _after(wish: Wish, units: list[Unit], notes: list[list[Any]]) -> Any:
    if wish.field != "leads":
        return wish.new if wish.field else ""
    key = match(wish.new, units)
    if key:
        return [key]
    near = closest(wish.new, units)
    if near:
        name = next(unit.name for unit in units if unit.key == near)
        notes.append([NEAR, {"name": wish.new, "unit": name}])
    else:
        notes.append([UNKNOWN, {"name": wish.new}])
    return [near] if near else []


def _best(wish: Wish, held: list[Row], units: list[Unit]) -> tuple[Row | None, int]:
    """Return the duty that fits best and how many stand at the place that the sentence names."""
    there = [duty for duty in held if wish.target and _stands_at(duty, wish.target)]
    rated = sorted(((_fits(wish, duty, units), -duty["position"], duty) for duty in there or held), key=_first_two)
    if not rated:
        return None, 0
    rate, _place, duty = rated[-1]
    if there:
        return duty, len(there)
    alone = len(rated) == 1 or rated[-2][0] < rate
    return (duty, 1) if rate >= ENOUGH and alone else (None, 0)


def _first_two(item: tuple[float, int, Row]) -> tuple[float, int]:
    return item[:2]


def _stands_at(duty: Row, target: str) -> bool:
    """Say whether "II.2", "2" or "2a" is the place of a duty."""
    names = {_place_name(duty["number"]), _place_name(duty["code"])}
    wanted = _place_name(target)
    return wanted in names or any(name.endswith(f".{wanted}") for name in names)


def _place_name(words: str) -> str:
    return re.sub(r"\s+", "", words).strip(".").lower()


def _fits(wish: Wish, duty: Row, units: list[Unit]) -> float:
    """Rate how well a duty fits the words of a sentence: what is named, what stood before."""
    said, own = set(plain_words(wish.about or wish.text).split()), set(plain_words(duty["text"]).split())
    rate = 2 * len(said & own) / len(own) if own else 0.0
    text = f" {plain_words(wish.text)} "
    names = {plain_words(name) for name in duty["leads_as_named"]}
    names |= {plain_words(name) for unit in units if unit.key in duty["leads"] for name in unit.names}
    rate += 1.0 * any(name and f" {name} " in text for name in names)
    return rate + 1.0 * bool(wish.old and _was(wish, duty, units))


def _was(wish: Wish, duty: Row, units: list[Unit]) -> bool:
    """Say whether the plan holds what the sentence says it held until now."""
    held = value_of(duty, wish.field) if wish.field in FIELDS else ""
    if wish.field == "leads":
        key = match(wish.old, units) or closest(wish.old, units)
        named = {plain_words(name) for name in duty["leads_as_named"]}
        return bool(key and key in held) or plain_words(wish.old) in named
    if wish.field == "target":
        return plain_number(wish.old) == held["value"]
    if wish.field == "text":
        return plain_words(wish.old) in plain_words(duty["text"])
    return bool(wish.old == held)


def _said(wish: Wish) -> str:
    old = str(wish.old)
    return "/".join(reversed(old.split("-"))) if wish.field == "due" else old
