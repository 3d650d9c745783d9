"""Sentences that give work: who does what, with whom, whenever what happens, and who waits for whom."""

import re
from dataclasses import dataclass, field, replace

from tracker.plans.reading_clauses import beside_in, clauses_of, next_unit
from tracker.plans.reading_deadlines import Context, find_deadline
from tracker.plans.reading_parties import tell_apart
from tracker.plans.reading_piece import Piece, sentences
from tracker.plans.reading_units import HEAD, cooperators, is_name, split_units, subject
from tracker.plans.reading_verbs import PREDICATE
from tracker.plans.reading_wording import (
    BRACKETED,
    DONE_BY,
    EXHORTATION,
    GIVEN_TO,
    ROLES,
    ROLES_FIRST,
    WHEN_FIRST,
    bare,
    gives_work,
    out_of_brackets,
)

_TRIGGER = re.compile(r"(?i:ngay sau khi|sau khi|khi|trong trường hợp|trường hợp|nếu)\s")
_MUST = re.compile(r"(?:,\s*|\s+)(?:thì|cần|phải|có trách nhiệm)\s+|,\s+(?=(?:thì|cần|phải)\s)")
_SUPPLY_FOR = re.compile(r",?\s+(?:để|cho|gửi(?: cho| về)?|giao)\s+(?=\S)")
_PASSED_ON = re.compile(
    r"(?:niêm yết|tổng hợp|cập nhật|cập nhập|đăng|công khai|công bố|kiểm duyệt|biên tập|thẩm định|phân tích|phát sóng"
    r"|số hóa)"
)
_TO_PUBLISH = re.compile(
    r",?\s+để\s+(?=(?:biên soạn|biên tập|đăng|cập nhật|cập nhập|công khai|công bố|niêm yết)(?!\w))"
)
_HANDED_TO = re.compile(r"\s(?:gửi|cho|về|tới|đến|qua)\s+(?=(?:" + HEAD + r"))")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(\d{1,2}\)\s*")
_CLOSING = re.compile(
    r"^(?:các|những) nội dung (?:khác|còn lại)\s.*(?:không thay đổi|giữ nguyên|(?:vẫn|tiếp tục) thực hiện)"
    r"|^(?:trong quá trình|quá trình) .*(?:khó khăn|vướng mắc|phát sinh)"
    r"|.*\sthông báo (?:để|đến|tới|cho) .*biết"
    r"|.*\s(?:có trách nhiệm|chịu trách nhiệm|căn cứ)\s+(?:tổ chức\s+)?thi hành\s+(?:\w+\s+){0,3}này",
    re.IGNORECASE | re.DOTALL,
)
# Following up is work of its own beside what else a sentence gives a unit.
_FOLLOWING_UP = re.compile(
    r"(?:thường xuyên\s+)?(?:kiểm tra,\s+)?(?:theo dõi|đôn đốc|giám sát)(?!\w)(?=(?:\S*\s+\S+){4})"
)
# "Giao X thực hiện." behind a sentence without a unit gives that sentence to X.
_JUST_DO = re.compile(
    r"(?:(?:tổ chức|chủ trì|trực tiếp|triển khai|chịu trách nhiệm|tham mưu)[\s,]+){0,2}"
    r"(?:thực hiện|triển khai|tham mưu|chủ trì|phụ trách)"
    r"(?:\s+(?:nội dung|nhiệm vụ|việc|công việc)\s+(?:này|trên|nêu trên))?(?:,(?=\s))?(?P<time>\s.{4,60})?$",
    re.IGNORECASE,
)
# A clause that only says when or how well goes on with the work before it.
_GOES_ON = re.compile(
    r"(?:hoàn thành|xong|thời gian|thời hạn|chậm nhất|tỷ lệ|phấn đấu|bảo đảm|đảm bảo|trong đó|riêng)(?!\w)",
    re.IGNORECASE,
)
_ENDS_IN_TIME = re.compile(r"(?:[\dIVX)]|năm|tháng|quý)$")
# A comma parts two pieces of work that end with a time each: "lập A trước ngày D, hoàn thành 100% B trong quý II".
_NEXT_TIMED = re.compile(rf"(?:,\s+|\s+và\s+)(?:đồng thời\s+|và\s+)?(?=(?:{PREDICATE.pattern}))")
_FROM_THEN = re.compile(r"(?:bắt đầu\s+|kể\s+)?từ\s+(?:ngày|tháng|quý|năm)\s", re.IGNORECASE)
_ACCOUNTABLE = re.compile(r"^chịu trách nhiệm(?: toàn diện| hoàn toàn)? (?:trước|về|với)\s", re.IGNORECASE)
_TIME_FIRST = re.compile(
    rf"(?i:hằng|hàng|mỗi)\s+(?:ngày|tuần|tháng|quý|quí|năm)\s+(?={HEAD})"
    r"|(?i:hằng|hàng|định kỳ|trước|trong|đến|từ|chậm nhất|mỗi|năm|quý|tháng|ngày|cuối)\s[^,;]{1,40},\s+"
    r"|(?i:thường xuyên),\s+"
)


_OWN_ONLY = re.compile(r"^(?:là|làm) ")


@dataclass(frozen=True)
class Act:
    """One piece of work: its words, the sentence it stands in, its units; after: it waits for the act before."""

    words: Piece
    source: Piece
    leads: tuple[str, ...] = ()
    coops: tuple[str, ...] = ()
    trigger: str | None = None
    after: bool = False
    numbered: bool = False
    own_unit: bool = field(default=False, compare=False)


@dataclass
class Reader:
    """Reads the sentences of a stretch; text is the whole document, year the plan's."""

    text: str
    context: Context

    def acts(self, piece: Piece, heirs: tuple[str, ...] = ()) -> list[Act]:
        """Return the work a stretch gives; heirs are the units named above it ("Các phòng, đơn vị:")."""
        found: list[Act] = []
        numbered = len(_NUMBERED.findall(piece.text)) > 1
        stretches = list(piece.split(_NUMBERED)) if numbered else [piece]
        for stretch in stretches:
            mine: list[Act] = []
            for sentence in sentences(stretch.strip()):
                if not _CLOSING.match(sentence.text):
                    self._sentence(out_of_brackets(sentence), heirs, mine)
                heirs = heirs or self._answerable(sentence)
            found += [replace(act, numbered=True) for act in mine] if numbered else mine
        return found

    def _answerable(self, sentence: Piece) -> tuple[str, ...]:
        """Return who answers for the results: what the sentences behind that ask for is theirs."""
        named = subject(sentence)
        return tuple(split_units(named[0])) if named and _ACCOUNTABLE.match(named[1].text) else ()

    def _sentence(self, sentence: Piece, heirs: tuple[str, ...], found: list[Act]) -> None:
        """Add a sentence's clauses: one with a unit of its own is new work, another goes on with the last."""
        if self._parties(sentence, found):
            return
        heirs = heirs or self._answerable(sentence)
        sentence, beside = beside_in(sentence)
        for clause in clauses_of(sentence):
            clause = clause.strip(" .;,/")
            for act in self._clause(clause, sentence):
                if found and act.own_unit and not found[-1].own_unit and self._just_does(act):
                    found[-1] = replace(self._longer(found[-1], act), leads=act.leads, own_unit=True)
                elif act.own_unit or not found:
                    found.append(act if act.leads else replace(act, leads=heirs))
                elif self._both_timed(found[-1], act) or _is_following_up(found[-1], act):
                    found.append(self._going_on(found[-1], act))
                else:
                    found[-1] = self._longer(found[-1], act)
        if beside and found and not found[-1].own_unit:
            self._take_beside(found, beside)

    def _take_beside(self, found: list[Act], beside: Piece) -> None:
        """Take "(X chủ trì; Y phối hợp; hoàn thành trước ngày D)" as who does the work before it, and when."""
        leads, coops = tell_apart([beside])
        leads = [piece.cut(given.end()) if (given := GIVEN_TO.match(piece.text)) else piece for piece in leads]
        names = tuple(name for piece in leads if is_name(piece.text) for name in split_units(piece))
        joined = tuple(name for piece in coops if is_name(piece.text) for name in split_units(piece))
        if not names:
            return
        whole = self._longer(found[-1], Act(beside, beside))
        found[-1] = replace(whole, leads=names, coops=(*found[-1].coops, *joined), own_unit=True)

    def _clause(self, clause: Piece, sentence: Piece) -> list[Act]:
        triggered = self._triggered(clause, sentence)
        if triggered:
            return [triggered]
        shared = ROLES_FIRST.match(clause.text)
        if shared and PREDICATE.match(clause.text, shared.end()):
            return [self._by_roles(clause, sentence, shared)]
        if EXHORTATION.match(clause.text) and sentence.text.rstrip(" ./;") == clause.text:
            return []
        named = subject(clause)
        if named is None:
            return self._without_subject(clause, sentence)
        unit, rest = named
        if (
            not rest.text
            or EXHORTATION.match(clause.text)
            or (_ACCOUNTABLE.match(rest.text) and len(sentence.text) < 200)
        ):
            return []
        late = self._triggered(rest, sentence)
        if late:
            return [replace(late, leads=tuple(split_units(unit)), own_unit=True)]
        headed = ":" in clause.text[: unit.start - clause.start] and gives_work(clause.text)
        if headed and self._just_does(Act(rest, sentence)):
            return [Act(clause, sentence, tuple(split_units(unit)), own_unit=True)]
        comma = next_unit(rest)
        if comma:
            before = self._clause(clause.cut(0, comma[0].start - clause.start), sentence)
            return [*before, *self._clause(clause.cut(comma[1].start - clause.start), sentence)]
        first = Act(rest, sentence, tuple(split_units(unit)), own_unit=True)
        return self._chain(replace(first, words=clause) if _OWN_ONLY.match(rest.text) else first)

    def _by_roles(self, clause: Piece, sentence: Piece, shared: re.Match[str]) -> Act:
        """Read "Giao X (chủ trì), Y (phối hợp) rà soát"."""
        leads, coops = tell_apart([clause.cut(shared.start("units"), shared.end("units")).strip(" ,")])
        names = tuple(name for piece in leads for name in split_units(piece))
        joined = tuple(name for piece in coops for name in split_units(piece))
        return Act(bare(clause.cut(shared.end())), sentence, names, joined, own_unit=True)

    def _in_brackets(self, clause: Piece, sentence: Piece) -> list[Act]:
        """Read "Công khai kết quả (Văn phòng Sở)": who does it stands in brackets at the end."""
        found = BRACKETED.search(clause.text)
        if not found or not is_name(found["unit"]):
            return []
        leads, coops = tell_apart([clause.cut(found.start("unit"), found.end("unit"))])
        names = tuple(name for piece in leads for name in split_units(piece))
        joined = tuple(name for piece in coops for name in split_units(piece))
        words = bare(clause.cut(0, found.start()).strip(" ,"))
        return [Act(words, sentence, names, joined, own_unit=True)] if names and words.text else []

    def _without_subject(self, clause: Piece, sentence: Piece) -> list[Act]:
        """Read a clause that begins with its work, or with the time before the unit ("Hằng tháng, X đăng …")."""
        time = _TIME_FIRST.match(clause.text)
        named = subject(clause.cut(time.end())) if time else None
        if named and named[1].text:
            return [Act(clause, sentence, tuple(split_units(named[0])), own_unit=True)]
        by = DONE_BY.match(clause.text)
        if by and is_name(by["unit"]):
            names = split_units(clause.cut(by.start("unit"), by.end("unit")))
            return [Act(clause, sentence, tuple(names), own_unit=True)]
        bracketed = self._in_brackets(clause, sentence)
        if bracketed:
            return bracketed
        return [self._joined(Act(clause, sentence))] if clause.text else []

    def _triggered(self, clause: Piece, sentence: Piece) -> Act | None:
        """Read "Khi X có …, cần …": the work is the whole clause, the unit is that of either half."""
        if not _TRIGGER.match(clause.text):
            return None
        must = _MUST.search(clause.text)
        comma = re.search(r",\s+", clause.text)
        while not must and comma and not subject(clause.cut(comma.end())):
            comma = re.compile(r",\s+").search(clause.text, comma.end())
        border = must or comma
        if border is None:
            return None
        trigger, main = clause.cut(0, border.start()), clause.cut(border.end())
        named = subject(main)
        unit = named[0] if named else _owner(trigger)
        leads = tuple(split_units(unit)) if unit else ()
        return Act(clause, sentence, leads, trigger=trigger.text.strip(), own_unit=bool(leads))

    def _chain(self, act: Act, left: int = 5) -> list[Act]:
        """Split "X cung cấp … để Y cập nhật": the second waits for the first; left: so many links more."""
        for border in _SUPPLY_FOR.finditer(act.words.text) if left else ():
            rest = act.words.cut(border.end())
            named = subject(rest)
            if named is None or not self._is_handover(border.group(), named):
                continue
            first = replace(act, words=act.words.cut(0, border.start()).strip(" ,"))
            second = Act(named[1], act.source, tuple(split_units(named[0])), after=True, own_unit=True)
            return [self._joined(first), *self._chain(second, left - 1)]
        return self._received(act) or self._timed(act, left) or [self._joined(act)]

    def _timed(self, act: Act, left: int) -> list[Act]:
        """Split "lập A trước ngày D, làm B trong quý II": each part ends with a time of its own."""
        for border in _NEXT_TIMED.finditer(act.words.text) if left else ():
            before, rest = act.words.cut(0, border.start()), act.words.cut(border.end())
            if not _ENDS_IN_TIME.search(before.text):
                continue
            due = find_deadline(before.text, self.context)
            ends = due is not None and due.due_on is not None and before.text.endswith(due.raw or "-")
            goes_on = _GOES_ON.match(rest.text) and not re.match(r"hoàn thành\s+\d", rest.text)
            goes_on = goes_on or _JUST_DO.match(rest.text) or rest.text.startswith("tổng kết")
            later = find_deadline(rest.text, self.context) if ends and not goes_on else None
            if later is not None and later.due_on is not None and later.raw != due.raw:
                return [self._joined(replace(act, words=before)), *self._chain(replace(act, words=rest), left - 1)]
        return []

    def _received(self, act: Act) -> list[Act]:
        """Split "X gửi tài liệu cho Y để đăng tải": what is handed over is for Y to publish."""
        purpose = _TO_PUBLISH.search(act.words.text)
        handed = list(_HANDED_TO.finditer(act.words.text, 0, purpose.start())) if purpose else []
        if purpose is None or not handed:
            return []
        unit = act.words.cut(handed[-1].end(), purpose.start())
        due = find_deadline(unit.text, self.context)
        name = unit.cut(0, unit.text.index(due.raw)) if due and due.raw and due.raw in unit.text else unit
        name = name.strip(" ,()")
        if not is_name(name.text):
            return []
        first = replace(act, words=act.words.cut(0, purpose.start()).strip(" ,"))
        work = act.words.cut(purpose.end())
        return [self._joined(first), Act(work, act.source, tuple(split_units(name)), after=True, own_unit=True)]

    def _is_handover(self, border: str, named: tuple[Piece, Piece]) -> bool:
        works = bool(PREDICATE.match(named[1].text))
        return works if "để" in border else bool(_PASSED_ON.match(named[1].text))

    def _joined(self, act: Act) -> Act:
        """Take "phối hợp với Y" out of the words, and the words that only say that it must be done."""
        joined = cooperators(act.words)
        if joined is None:
            return replace(act, words=bare(act.words))
        names, before, behind = joined
        begins = re.fullmatch(r"(?:chủ động|chủ trì|tích cực|chịu trách nhiệm|thường xuyên|[\s,])*", before.text)
        words = bare(behind) if begins and PREDICATE.match(behind.text) else bare(act.words)
        return replace(act, words=words, coops=(*act.coops, *names))

    def _just_does(self, act: Act) -> bool:
        """Tell whether a clause only names who does what was said before: "Giao X thực hiện từ ngày D"."""
        found = _JUST_DO.match(act.words.text)
        time = (found["time"] or "").strip() if found else ""
        due = find_deadline(time, self.context) if time else None
        return bool(found) and (
            not time
            or (due is not None and (due.raw or "").strip() == re.sub(r"^ngay\s+(?=trong)", "", time.rstrip(" .;")))
        )

    def _parties(self, sentence: Piece, found: list[Act]) -> bool:
        """Take "X chủ trì, Y phối hợp" as who does the work before it. Tells whether that was all it says."""
        if (
            not found
            or found[-1].own_unit
            or len(sentence.text) > 300
            or not ROLES.search(sentence.text.rstrip(" .;/"))
        ):
            return False
        leads, coops = tell_apart([sentence.rstrip(" .;/")])
        pieces = [*leads, *coops]
        if not leads or not all(is_name(piece.text) for piece in pieces):
            return False
        names = tuple(name for piece in leads for name in split_units(piece))
        joined = tuple(name for piece in coops for name in split_units(piece))
        whole = self._longer(found[-1], Act(sentence, sentence))
        found[-1] = replace(whole, words=found[-1].words, leads=names, coops=(*found[-1].coops, *joined), own_unit=True)
        return True

    def _both_timed(self, before: Act, act: Act) -> bool:
        """Tell whether two clauses have a time each, or the second begins with the day from which it holds."""
        if WHEN_FIRST.match(act.words.text):
            return True
        if _GOES_ON.match(act.words.text):
            return False
        timed = find_deadline(act.words.text, self.context)
        return bool(timed and (_FROM_THEN.match(act.words.text) or find_deadline(before.words.text, self.context)))

    def _going_on(self, before: Act, act: Act) -> Act:
        """Return further work of the same units."""
        return replace(act, leads=before.leads, coops=act.coops or before.coops, own_unit=before.own_unit)

    def _longer(self, before: Act, act: Act) -> Act:
        """Return an act that goes on to the end of the next one, in the document's words."""
        words = Piece(self.text[before.words.start : act.words.end], before.words.start)
        source = Piece(self.text[before.source.start : act.source.end], before.source.start)
        return replace(before, words=words, source=source, coops=(*before.coops, *act.coops))


def _is_following_up(before: Act, act: Act) -> bool:
    """Tell whether an act follows up what others do, and the one before does not."""
    return bool(_FOLLOWING_UP.match(act.words.text)) and not re.search("theo dõi|đôn đốc|đầu mối", before.words.text)


# In "Khi các phòng có văn bản" the name ends where the unit has, gets or does something.
_OWNER = re.compile(
    rf"{_TRIGGER.pattern}\s*(?P<unit>(?:{HEAD})[^.;:]{{0,100}}?)\s+"
    rf"(?=(?:có|được|nhận|phát sinh|{PREDICATE.pattern})(?!\w))"
)


def _owner(trigger: Piece) -> Piece | None:
    """Return the unit at the beginning of "Khi các phòng đơn vị có văn bản"."""
    found = _OWNER.match(trigger.text)
    return trigger.cut(found.start("unit"), found.end("unit")) if found else None
