"""Sentences that give work: who does what, with whom, whenever what happens, and who waits for whom."""

import re
from dataclasses import dataclass, field, replace

from tracker.plans.reading_deadlines import Context, find_deadline
from tracker.plans.reading_piece import Piece, sentences
from tracker.plans.reading_units import ACTION, HEAD, PREDICATE, cooperators, split_units, subject

_TRIGGER = re.compile(r"(?i:ngay sau khi|sau khi|khi|trong trường hợp|trường hợp|nếu)\s")
_MUST = re.compile(r"(?:,\s*|\s+)(?:thì|cần|phải|có trách nhiệm)\s+|,\s+(?=(?:thì|cần|phải)\s)")
_SUPPLY_FOR = re.compile(r",?\s+(?:để|cho|gửi(?: cho| về)?|giao)\s+(?=\S)")
_PASSED_ON = re.compile(r"(?:cập nhật|cập nhập|đăng|công khai|công bố|kiểm duyệt|biên tập|thẩm định)")
_MUST_FIRST = re.compile(r"^(?:phải|cần|có trách nhiệm|có nhiệm vụ|sẽ|chịu trách nhiệm)\s+(?=\S)")
_DO_FIRST = re.compile(rf"^(?:chủ trì\s*,?\s*)?(?:tổ chức\s+)?thực hiện\s+(?:việc\s+)?(?={PREDICATE.pattern})")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(\d{1,2}\)\s*")
_CLAUSE = re.compile(r"\s*;\s*")
_CLOSING = re.compile(
    r"^(?:trong quá trình|quá trình) .*(?:khó khăn|vướng mắc|phát sinh)"
    r"|.*\sthông báo (?:để|đến|tới|cho) .*biết"
    r"|.*\s(?:có trách nhiệm|chịu trách nhiệm|căn cứ)\s+(?:tổ chức\s+)?thi hành\s+(?:\w+\s+){0,3}này",
    re.IGNORECASE | re.DOTALL,
)
# Following up is work of its own beside what else a sentence gives a unit.
_FOLLOWING_UP = re.compile(r"(?:thường xuyên\s+)?(?:kiểm tra,\s+)?(?:theo dõi|đôn đốc|giám sát)(?!\w)(?=(?:\s+\S+){4})")
_ACCOUNTABLE = re.compile(r"^chịu trách nhiệm(?: toàn diện| hoàn toàn)? (?:trước|về|với)\s", re.IGNORECASE)
_TIME_FIRST = re.compile(
    r"(?:hằng|hàng|định kỳ|trước|trong|đến|từ|thường xuyên|chậm nhất|mỗi)\s[^,;]{1,40},\s+", re.IGNORECASE
)
# "Yêu cầu các đơn vị nghiêm túc thực hiện" asks for nothing that could be done.
_EXHORTATION = re.compile(
    r"^(?:yêu cầu|đề nghị)\s.*?\s(?:(?:nghiêm túc|khẩn trương|quan tâm|tổ chức|triển khai|thực hiện|tốt|và|,)\s*)+"
    r"(?:(?:các )?(?:nội dung )?(?:của )?kế hoạch(?: này)?)?$",
    re.IGNORECASE,
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
                    self._sentence(sentence, heirs, mine)
            found += [replace(act, numbered=True) for act in mine] if numbered else mine
        return found

    def _sentence(self, sentence: Piece, heirs: tuple[str, ...], found: list[Act]) -> None:
        """Add a sentence's clauses: one with a unit of its own is new work, another goes on with the last."""
        for clause in sentence.split(_CLAUSE):
            clause = clause.strip(" .;,/")
            for act in self._clause(clause, sentence):
                if act.own_unit or not found:
                    found.append(act if act.leads else replace(act, leads=heirs))
                elif self._both_timed(found[-1], act) or _is_following_up(found[-1], act):
                    found.append(replace(act, leads=found[-1].leads, coops=act.coops or found[-1].coops))
                else:
                    found[-1] = self._longer(found[-1], act)

    def _clause(self, clause: Piece, sentence: Piece) -> list[Act]:
        triggered = self._triggered(clause, sentence)
        if triggered:
            return [triggered]
        named = subject(clause)
        if named is None:
            return self._without_subject(clause, sentence)
        unit, rest = named
        if (
            not rest.text
            or _EXHORTATION.match(clause.text)
            or (_ACCOUNTABLE.match(rest.text) and len(sentence.text) < 200)
        ):
            return []
        late = self._triggered(rest, sentence)
        if late:
            return [replace(late, leads=tuple(split_units(unit)), own_unit=True)]
        comma = _next_unit(rest)
        if comma:
            before = self._clause(clause.cut(0, comma[0].start - clause.start), sentence)
            return [*before, *self._clause(clause.cut(comma[1].start - clause.start), sentence)]
        first = Act(rest, sentence, tuple(split_units(unit)), own_unit=True)
        return self._chain(replace(first, words=clause) if _OWN_ONLY.match(rest.text) else first)

    def _without_subject(self, clause: Piece, sentence: Piece) -> list[Act]:
        """Read a clause that begins with its work, or with the time before the unit ("Hằng tháng, X đăng …")."""
        time = _TIME_FIRST.match(clause.text)
        named = subject(clause.cut(time.end())) if time else None
        if named and named[1].text:
            return [Act(clause, sentence, tuple(split_units(named[0])), own_unit=True)]
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
        return [self._joined(act)]

    def _is_handover(self, border: str, named: tuple[Piece, Piece]) -> bool:
        works = bool(PREDICATE.match(named[1].text))
        return works if "để" in border else bool(_PASSED_ON.match(named[1].text))

    def _joined(self, act: Act) -> Act:
        """Take "phối hợp với Y" out of the words, and the words that only say that it must be done."""
        joined = cooperators(act.words)
        if joined is None:
            return replace(act, words=_bare(act.words))
        names, before, behind = joined
        begins = re.fullmatch(r"(?:chủ động|chủ trì|tích cực|chịu trách nhiệm|thường xuyên|[\s,])*", before.text)
        words = _bare(behind) if begins and PREDICATE.match(behind.text) else _bare(act.words)
        return replace(act, words=words, coops=(*act.coops, *names))

    def _both_timed(self, before: Act, act: Act) -> bool:
        return bool(find_deadline(before.words.text, self.context) and find_deadline(act.words.text, self.context))

    def _longer(self, before: Act, act: Act) -> Act:
        """Return an act that goes on to the end of the next one, in the document's words."""
        words = Piece(self.text[before.words.start : act.words.end], before.words.start)
        source = Piece(self.text[before.source.start : act.source.end], before.source.start)
        return replace(before, words=words, source=source, coops=(*before.coops, *act.coops))


def _is_following_up(before: Act, act: Act) -> bool:
    """Tell whether an act follows up what others do, and the one before does not."""
    return bool(_FOLLOWING_UP.match(act.words.text)) and not re.search("theo dõi|đôn đốc|đầu mối", before.words.text)


_COMMA = re.compile(rf",\s+(?=(?:{HEAD}))")


def _next_unit(words: Piece) -> tuple[Piece, Piece] | None:
    """Return where "X cung cấp A, Y cập nhật B" goes on with the next unit: the comma, and the words behind it."""
    for comma in _COMMA.finditer(words.text):
        before, behind = words.cut(0, comma.start()), words.cut(comma.end())
        named = subject(behind) if behind.text[:1].isupper() else None
        if named and PREDICATE.match(named[1].text) and not _ends_with_unit(before.text):
            return words.cut(comma.start(), comma.end()), behind
    return None


def _ends_with_unit(words: str) -> bool:
    """Tell whether words close with a unit's name, so that what a comma joins is a list of units."""
    last = [found.start() for found in re.finditer(rf"(?<!\w)(?:{HEAD})", words)]
    tail = words[last[-1] :] if last else ""
    return bool(tail) and not re.search(rf"\s(?:{PREDICATE.pattern})", tail)


# In "Khi các phòng có văn bản" the name ends where the unit has, gets or does something.
_OWNER = re.compile(
    rf"{_TRIGGER.pattern}\s*(?P<unit>(?:{HEAD})[^.;:]{{0,100}}?)\s+"
    rf"(?=(?:có|được|nhận|phát sinh|{PREDICATE.pattern})(?!\w))"
)


def _owner(trigger: Piece) -> Piece | None:
    """Return the unit at the beginning of "Khi các phòng đơn vị có văn bản"."""
    found = _OWNER.match(trigger.text)
    return trigger.cut(found.start("unit"), found.end("unit")) if found else None


def _bare(words: Piece) -> Piece:
    for pattern in (_MUST_FIRST, _DO_FIRST):
        found = pattern.match(words.text)
        if found:
            words = words.cut(found.end())
    return words.strip(" ,:")


def gives_work(words: str) -> bool:
    """Tell whether words begin with a verb of work (without a unit)."""
    return bool(ACTION.match(words))
