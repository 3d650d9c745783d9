"""What is odd about a result before it is kept: with its row and choices; nothing is settled in silence.

A question that was answered is known by its key, in which the figures stand:
when they change, it is asked again. A choice may change fields of the draft;
one that settles nothing leaves the question open, as does one without choices.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from tracker.ranking.agency_rules import ask_agencies
from tracker.ranking.asking_rules import LATER, Choice, Known, Question, added, at, odd, pairs, vn
from tracker.ranking.draft_rules import AGENCY, LINE, Draft, day, figure, is_blank, is_same_agency, whole
from tracker.ranking.reading_numbers import written
from tracker.text import fold, msgid
from tracker.vocabulary import RankingStage


def questions_of(draft: Draft, known: Known) -> list[Question]:
    """Return everything odd, answered or not, in the order of the page."""
    lines = [line for line in draft["criteria"] if not is_blank(line, LINE)]
    agencies = [line for line in draft["agencies"] if not is_blank(line, AGENCY)]
    found: list[Question] = []
    for part in (
        _whose(draft, known),
        _twice(draft["head"], known),
        _head(draft["head"]),
        _left(draft),
        _lines(lines),
        _codes(lines),
        _gaps(lines),
        _sums(draft, lines),
        _totals(draft["head"], lines),
        ask_agencies(draft["head"], agencies),
    ):
        found += part
    return found


def open_questions(draft: Draft, known: Known) -> list[Question]:
    """Return the questions that have no answer that settles them."""
    return [one for one in questions_of(draft, known) if not is_settled(one, draft["answers"])]


def is_settled(question: Question, answers: dict[str, str]) -> bool:
    said = answers.get(question.key)
    return any(choice.code == said and choice.settles for choice in question.choices)


def answer(draft: Draft, question: Question, code: str) -> None:
    """Take an answer: set the fields it sets, and remember it. An unknown answer is none."""
    choice = next((one for one in question.choices if one.code == code), None)
    if choice is None:
        return
    for kind, line_id, name, value in choice.sets:
        _set(draft, kind, line_id, name, value)
    draft["answers"][question.key] = code


def _set(draft: Draft, kind: str, line_id: str, name: str, value: str) -> None:
    if kind == "head":
        draft["head"][name] = value
        return
    if name == "drop":
        draft[kind] = [line for line in draft[kind] if line["id"] != line_id]
        return
    for line in draft[kind]:
        if line["id"] == line_id:
            if name == "sure":
                line["odd"].pop(value, None)
            else:
                line[name] = value


# --- The notice ------------------------------------------------------------------
def _whose(draft: Draft, known: Known) -> Iterator[Question]:
    named = draft["agency_named"]
    if named and not is_same_agency(named, known.agency):
        yes = Choice("ours", msgid("Đúng là kết quả của cơ quan mình, tên ghi khác"))
        no = Choice("other", msgid("Của cơ quan khác: không dùng"), settles=False)
        words = msgid("Tệp ghi kết quả của “%(named)s”, không phải của cơ quan mình")
        yield Question(f"whose:{fold(named)}", words, pairs(named=named), (no, yes))


def _twice(head: dict[str, str], known: Known) -> Iterator[Question]:
    year, number = whole(head["year"]), fold(head["number"]).replace(" ", "")
    for notice_id, other, stage, given in known.notices:
        if other == year and stage == head["stage"]:
            words = msgid("Kết quả năm %(year)s (%(stage)s) đã được nhập; sửa kết quả đó thay vì nhập lần nữa")
            params = pairs(year=year, stage=RankingStage(stage).label)
            yield Question(f"twice:{notice_id}:{year}:{stage}", words, params, notice_id=notice_id)
        elif number and number == fold(given).replace(" ", ""):
            keep = Choice("keep", msgid("Vẫn nhập: số văn bản đúng như vậy"))
            words = msgid("Văn bản số %(number)s đã được nhập cho năm %(year)s")
            params = pairs(number=head["number"], year=other)
            yield Question(f"number:{notice_id}:{number}", words, params, (LATER, keep), notice_id=notice_id)


def _head(head: dict[str, str]) -> Iterator[Question]:
    year = whole(head["year"])
    if year is None or not 2000 <= year <= 2100:
        yield Question(f"year:{head['year']}", msgid("Chưa có năm chấm điểm (từ 2000 đến 2100)"), ())
    if head["issued_on"].strip() and day(head["issued_on"]) is None:
        words = msgid("Không có ngày “%(typed)s”; ghi ngày/tháng/năm")
        yield Question(f"day:{head['issued_on']}", words, pairs(typed=head["issued_on"][:40]))
    total, maximum = figure(head["total"]), figure(head["maximum"])
    if total is None:
        yield Question(f"total:{head['total']}", msgid("Chưa có tổng điểm đạt"), ())
    if maximum is None or maximum <= 0:
        yield Question(f"maximum:{head['maximum']}", msgid("Chưa có tổng điểm tối đa"), ())
    if total is not None and maximum is not None and not 0 <= total <= maximum:
        words = msgid("Tổng điểm %(total)s lớn hơn tối đa %(maximum)s, hoặc nhỏ hơn 0")
        yield Question(f"over:{total}:{maximum}", words, pairs(total=vn(total), maximum=vn(maximum)))
    yield from _rank(head)
    limit = head["next_grade_from"]
    if limit.strip() and (figure(limit) is None or (maximum is not None and not 0 <= (figure(limit) or 0) <= maximum)):
        words = msgid("Mức điểm của loại tiếp theo “%(typed)s” không đọc được hoặc lớn hơn tối đa")
        yield Question(f"next:{limit}:{maximum}", words, pairs(typed=limit[:40]))


def _rank(head: dict[str, str]) -> Iterator[Question]:
    rank, ranked = whole(head["rank"]), whole(head["ranked"])
    for name, words in (
        ("rank", msgid("Hạng “%(typed)s” không phải là một số nguyên lớn hơn 0")),
        ("ranked", msgid("Số cơ quan được xếp hạng “%(typed)s” không phải là một số nguyên lớn hơn 0")),
    ):
        if head[name].strip() and not whole(head[name]):
            yield Question(f"{name}:{head[name]}", words, pairs(typed=head[name][:40]))
    if rank and ranked and rank > ranked:
        words = msgid("Hạng %(rank)s lớn hơn số cơ quan được xếp hạng %(ranked)s")
        yield Question(f"beyond:{rank}:{ranked}", words, pairs(rank=rank, ranked=ranked))


# --- Rows ------------------------------------------------------------------------
def _left(draft: Draft) -> Iterator[Question]:
    for one in draft["left"]:
        skip = Choice("skip", msgid("Bỏ qua dòng này"))
        words = msgid("Dòng %(row)s có số nhưng không thuộc cột nào đã chọn: “%(words)s”")
        params = pairs(row=one["row"], words=one["words"])
        yield Question(f"left:{one['kind']}:{one['row']}:{one['words']}", words, params, (skip, LATER), row=one["row"])


def _lines(lines: Sequence[dict[str, Any]]) -> Iterator[Question]:
    for place, line in enumerate(lines, 1):
        asked = {"line": line["id"], "row": line["row"]}
        called = at(line, place)
        yield from odd(line, called, "criteria")
        maximum, points = figure(line["maximum"]), figure(line["points"])
        if not line["name"].strip():
            yield Question(f"name:{line['id']}", msgid("Dòng %(row)s thiếu tên tiêu chí"), pairs(**called), **asked)
        if maximum is None or maximum <= 0:
            words = msgid("Dòng %(row)s thiếu điểm tối đa, hoặc điểm tối đa không lớn hơn 0")
            yield Question(f"max:{line['id']}:{line['maximum']}", words, pairs(**called), **asked)
        if points is None:
            words = msgid("Dòng %(row)s thiếu điểm đạt")
            zero = Choice("zero", msgid("Không được điểm nào: 0"), sets=(("criteria", line["id"], "points", "0"),))
            yield Question(f"points:{line['id']}:{line['points']}", words, pairs(**called), (LATER, zero), **asked)
        elif points < 0 or (maximum is not None and points > maximum):
            yield _above(line, called, points, maximum)
        yield from _lost(line, called, points, maximum)


def _above(line: dict[str, Any], called: dict[str, object], points: Decimal, maximum: Decimal | None) -> Question:
    words = msgid("Dòng %(row)s: điểm đạt %(points)s lớn hơn tối đa %(maximum)s, hoặc nhỏ hơn 0")
    params = pairs(**called, points=vn(points), maximum=vn(maximum or Decimal(0)))
    choices: tuple[Choice, ...] = (LATER,)
    if maximum is not None and 0 < maximum < points:
        sets = (
            ("criteria", line["id"], "points", written(maximum)),
            ("criteria", line["id"], "maximum", written(points)),
        )
        swap = msgid("Hai số bị đổi chỗ: đạt %(points)s, tối đa %(maximum)s")
        choices += (Choice("swap", swap, pairs(points=vn(maximum), maximum=vn(points)), sets=sets),)
    return Question(f"above:{line['id']}:{points}:{maximum}", words, params, choices, line["id"], line["row"])


def _lost(
    line: dict[str, Any], called: dict[str, object], points: Decimal | None, maximum: Decimal | None
) -> Iterator[Question]:
    lost = figure(line["lost"])
    if lost is None or points is None or maximum is None or maximum - points == lost:
        return
    words = msgid("Dòng %(row)s: điểm bị trừ trong tệp là %(lost)s, tối đa trừ điểm đạt là %(counted)s")
    keep = Choice("keep", msgid("Lấy %(counted)s, theo điểm đạt"), pairs(counted=vn(maximum - points)))
    choices: tuple[Choice, ...] = (keep,)
    if 0 <= lost <= maximum:
        sets = (("criteria", line["id"], "points", written(maximum - lost)),)
        choices += (Choice("lost", msgid("Lấy %(lost)s, theo điểm bị trừ"), pairs(lost=vn(lost)), sets=sets),)
    params = pairs(**called, lost=vn(lost), counted=vn(maximum - points))
    key = f"lost:{line['id']}:{lost}:{maximum - points}"
    yield Question(key, words, params, (*choices, LATER), line["id"], line["row"])


# --- Codes -----------------------------------------------------------------------
def _codes(lines: Sequence[dict[str, Any]]) -> Iterator[Question]:
    taken = Counter(line["code"].strip() for line in lines)
    used = set(taken)
    for place, line in enumerate(lines, 1):
        code, called = line["code"].strip(), at(line, place)
        if code and taken[code] == 1:
            continue
        free = _free(code, place, used)
        sets = (("criteria", line["id"], "code", free),)
        give = Choice("give", msgid("Đánh mã %(code)s"), pairs(code=free), sets=sets)
        if not code:
            used.add(free)
            words = msgid("Dòng %(row)s thiếu mã tiêu chí")
            yield Question(f"code:{line['id']}", words, pairs(**called), (give, LATER), line["id"], line["row"])
        elif taken[code] > 1:
            taken[code] -= 1
            used.add(free)
            words = msgid("Dòng %(row)s: mã %(code)s có hơn một lần")
            params = pairs(**called, code=code)
            yield Question(f"same:{line['id']}:{code}", words, params, (give, LATER), line["id"], line["row"])


def _free(code: str, place: int, used: set[str]) -> str:
    tried = (f"{code}-{number}" if code else str(place + number - 2) for number in range(2, 2_000))
    return next(one for one in tried if one not in used)


def _gaps(lines: Sequence[dict[str, Any]]) -> Iterator[Question]:
    """Ask about a number that is left out between others of the same group: 1.1, 1.2, 1.4."""
    seen: dict[str, list[int]] = {}
    for line in lines:
        group, _point, last = line["code"].strip().rpartition(".")
        if last.isascii() and last.isdigit() and len(last) < 4:
            seen.setdefault(group, []).append(int(last))
    for group, numbers in seen.items():
        present = set(numbers)
        missing = [number for number in range(1, max(numbers)) if number not in present]
        # Where most are missing, the codes are no counting.
        if len(missing) > len(numbers):
            continue
        for number in missing:
            code = f"{group}.{number}" if group else str(number)
            none = Choice("none", msgid("Thông báo không có tiêu chí này"))
            words = msgid("Thiếu tiêu chí %(code)s giữa các tiêu chí khác")
            yield Question(f"gap:{code}", words, pairs(code=code), (none, LATER))


# --- Sums ------------------------------------------------------------------------
def _sums(draft: Draft, lines: Sequence[dict[str, Any]]) -> Iterator[Question]:
    by_id = {line["id"]: line for line in lines}
    for one in draft["sums"]:
        of = lines if one["whole"] else [by_id[key] for key in one["of"] if key in by_id]
        for name, words in (
            ("points", msgid("Dòng %(row)s: “%(words)s” trong tệp là %(said)s, cộng từng dòng là %(counted)s")),
            ("maximum", msgid("Dòng %(row)s: “%(words)s” tối đa trong tệp là %(said)s, cộng từng dòng là %(counted)s")),
        ):
            said, counted = figure(one[name]), added(of, name)
            if said is None or said == counted:
                continue
            ours = Choice("lines", msgid("Lấy %(counted)s, cộng từng dòng"), pairs(counted=vn(counted)))
            theirs = msgid("Lấy %(said)s, sửa từng dòng rồi kiểm tra lại")
            choices = (ours, Choice("later", theirs, pairs(said=vn(said)), settles=False))
            params = pairs(row=one["row"], words=one["words"], said=vn(said), counted=vn(counted))
            yield Question(f"sum:{one['row']}:{name}:{said}:{counted}", words, params, choices, row=one["row"])


def _totals(head: dict[str, str], lines: Sequence[dict[str, Any]]) -> Iterator[Question]:
    """Compare the head of the notice with the sum of its lines; points beyond the criteria do occur."""
    if not lines:
        yield Question("none", msgid("Chưa có tiêu chí nào"), ())
        return
    for name, of, words in (
        ("total", "points", msgid("Tổng điểm ghi %(said)s, cộng các tiêu chí là %(counted)s")),
        ("maximum", "maximum", msgid("Tổng điểm tối đa ghi %(said)s, cộng các tiêu chí là %(counted)s")),
    ):
        said, counted = figure(head[name]), added(lines, of)
        if said is None or said == counted:
            continue
        keep = msgid("Giữ %(said)s theo thông báo (có điểm thưởng, điểm trừ ngoài tiêu chí)")
        use = Choice(
            "use", msgid("Lấy %(counted)s"), pairs(counted=vn(counted)), sets=(("head", "", name, written(counted)),)
        )
        choices = (LATER, Choice("keep", keep, pairs(said=vn(said))), use)
        yield Question(f"total:{name}:{said}:{counted}", words, pairs(said=vn(said), counted=vn(counted)), choices)
