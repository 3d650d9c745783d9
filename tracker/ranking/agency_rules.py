"""What is odd about the table of all agencies: two lines of one agency, ranks beyond the last, our own line."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from tracker.ranking.asking_rules import LATER, Choice, Question, at, odd, pairs, vn
from tracker.ranking.draft_rules import figure, whole
from tracker.text import fold, msgid


def ask_agencies(head: dict[str, str], lines: Sequence[dict[str, Any]]) -> Iterator[Question]:
    if not lines:
        return
    maximum, ranked = figure(head["maximum"]), whole(head["ranked"])
    seen: set[str] = set()
    for place, line in enumerate(lines, 1):
        asked = {"line": line["id"], "row": line["row"]}
        called = at(line, place)
        yield from odd(line, called, "agencies")
        yield from _agency(line, called, maximum, ranked, asked)
        if fold(line["name"]) in seen:
            drop = Choice("drop", msgid("Bỏ dòng lặp"), sets=(("agencies", line["id"], "drop", ""),))
            words = msgid("Dòng %(row)s: cơ quan “%(name)s” có hai dòng")
            yield Question(f"double:{line['id']}", words, pairs(**called, name=line["name"]), (LATER, drop), **asked)
        seen.add(fold(line["name"]))
    yield from _ours(head, lines)
    if ranked is not None and len(lines) != ranked:
        words = msgid("Xếp hạng %(ranked)s cơ quan nhưng bảng có %(count)s cơ quan")
        keep = Choice("keep", msgid("Giữ cả hai: bảng không đủ các cơ quan"))
        choices = (LATER, keep)
        if len(lines) >= (whole(head["rank"]) or 0):
            sets = (("head", "", "ranked", str(len(lines))),)
            choices += (Choice("use", msgid("Lấy %(count)s cơ quan"), pairs(count=len(lines)), sets=sets),)
        yield Question(f"count:{ranked}:{len(lines)}", words, pairs(ranked=ranked, count=len(lines)), choices)


def _agency(
    line: dict[str, Any], called: dict[str, object], maximum: Decimal | None, ranked: int | None, asked: dict[str, Any]
) -> Iterator[Question]:
    total, rank = figure(line["total"]), whole(line["rank"])
    if not line["name"].strip() or total is None or total < 0:
        words = msgid("Dòng %(row)s trong bảng các cơ quan thiếu tên hoặc tổng điểm")
        yield Question(f"agency:{line['id']}:{line['total']}", words, pairs(**called), **asked)
    elif maximum is not None and total > maximum:
        words = msgid("Dòng %(row)s: “%(name)s” có %(total)s điểm, lớn hơn tối đa %(maximum)s")
        keep = Choice("keep", msgid("Giữ như thông báo"))
        params = pairs(**called, name=line["name"], total=vn(total), maximum=vn(maximum))
        yield Question(f"above:{line['id']}:{total}:{maximum}", words, params, (LATER, keep), **asked)
    if line["rank"].strip() and not rank:
        words = msgid("Dòng %(row)s: hạng “%(typed)s” không phải là một số nguyên lớn hơn 0")
        yield Question(f"rank:{line['id']}:{line['rank']}", words, pairs(**called, typed=line["rank"][:40]), **asked)
    elif rank and ranked and rank > ranked:
        words = msgid("Dòng %(row)s: hạng %(rank)s lớn hơn số cơ quan được xếp hạng %(ranked)s")
        keep = Choice("keep", msgid("Giữ như thông báo"))
        params = pairs(**called, rank=rank, ranked=ranked)
        yield Question(f"beyond:{line['id']}:{rank}:{ranked}", words, params, (LATER, keep), **asked)


def _ours(head: dict[str, str], lines: Sequence[dict[str, Any]]) -> Iterator[Question]:
    ours = [line for line in lines if line["ours"]]
    if len(ours) != 1:
        words = msgid("Bảng các cơ quan phải có đúng một dòng được đánh dấu là cơ quan mình; đang có %(count)s dòng")
        none = Choice("none", msgid("Bảng không có cơ quan mình"))
        yield Question(f"ours:{len(ours)}", words, pairs(count=len(ours)), (LATER, none) if not ours else (LATER,))
        return
    for name, words in (
        ("total", msgid("Bảng các cơ quan ghi cơ quan mình %(said)s điểm, tổng điểm ở trên là %(ours)s")),
        ("rank", msgid("Bảng các cơ quan ghi cơ quan mình hạng %(said)s, ở trên là hạng %(ours)s")),
    ):
        said, mine = figure(ours[0][name]), figure(head[name])
        if said is not None and mine is not None and said != mine:
            shown = {"said": ours[0][name], "ours": head[name]}
            use = Choice("use", msgid("Lấy %(said)s theo bảng"), pairs(said=shown["said"]),
                         sets=(("head", "", name, ours[0][name]),))  # fmt: skip
            keep = Choice("keep", msgid("Giữ %(ours)s"), pairs(ours=shown["ours"]))
            yield Question(f"mine:{name}:{said}:{mine}", words, pairs(**shown), (LATER, use, keep))
