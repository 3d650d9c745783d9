"""Parts, points and labels become deficiencies and duties."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tracker.plans.draft import DeadlineDraft, DeficiencyDraft, DutyDraft, PlanDraft, Source, TargetDraft, short_title
from tracker.plans.reading_acts import Act, Reader
from tracker.plans.reading_beside import Section, coops_beside, joining, leads_beside, split_by_beside, time_beside
from tracker.plans.reading_deadlines import Context, find_deadline, trigger_deadline
from tracker.plans.reading_kinds import kind_of
from tracker.plans.reading_parties import tell_apart
from tracker.plans.reading_piece import Piece
from tracker.plans.reading_targets import find_backlog, find_target, number
from tracker.plans.reading_units import is_unit_list, split_units, subject
from tracker.plans.reading_wording import WHEN_FIRST
from tracker.text import squeeze
from tracker.vocabulary import DeadlineType, DutyKind, PlanPart

_COUNT = r"\d{1,3}(?:\.\d{3})+|\d{1,5}"
_RATIO = re.compile(rf"(?<![\d/.])({_COUNT})/({_COUNT})(?![\d/])\s+(?!điểm)(?=[^\W\d_])")
_POINTS = re.compile(r"\(?(?:bị\s+)?trừ\s+(\d+(?:,\d+)?)\s+điểm\)?", re.IGNORECASE)
_CRITERION = re.compile(r"^Tiêu chí\s+(\d+(?:\.\d+)*)", re.IGNORECASE)
_WAITS = {DutyKind.PUBLISH, DutyKind.REVIEW}
_FEEDS = {DutyKind.SUPPLY, DutyKind.REVIEW}


@dataclass
class Codes:
    """The codes that are taken, each once."""

    taken: dict[str, int] = field(default_factory=dict)

    def take(self, code: str, part: str) -> str:
        """Return a code nobody has: as it is, with its part's number, or with a counter."""
        longer = (code if not part or code.startswith(f"{part}.") else f"{part}.{code}").strip(".") or "1"
        for candidate in (code, longer):
            if candidate and candidate not in self.taken:
                self.taken[candidate] = 1
                return candidate
        while longer in self.taken:
            self.taken[longer] += 1
            counted = f"{longer}-{self.taken[longer]}"
            if counted not in self.taken:
                longer = counted
        self.taken[longer] = 1
        return longer


@dataclass
class Builder:
    """Adds what it reads to the draft, with codes as the document numbers its points."""

    text: str
    draft: PlanDraft
    context: Context
    duty_codes: Codes = field(default_factory=Codes)
    deficiency_codes: Codes = field(default_factory=Codes)
    used: list[tuple[int, int]] = field(default_factory=list)

    def use(self, pieces: "Iterable[Piece | None]") -> None:
        """Remember words that something was read from."""
        self.used += [(piece.start, piece.end) for piece in pieces if piece]

    @property
    def reader(self) -> Reader:
        """Return the reader of sentences for this document."""
        return Reader(self.text, self.context)

    # -- deficiencies ---------------------------------------------------------

    def deficiency(self, code: str, part: str, section: Section) -> DeficiencyDraft:
        """Add a deficiency with the words of its finding, cause and remedy."""
        code = self.deficiency_codes.take(code, part)
        pieces = [piece for piece in (section.title, *section.finding) if piece and piece.text]
        self.use((*pieces, *section.cause, *section.points, *section.score, *section.max_score, *section.criterion))
        title = _without_points(section.title.text if section.title else _title_of(_words(section.finding)))
        scores = _scores(section, pieces)
        found = DeficiencyDraft(
            code=code,
            number=_number(code, part),
            title=title.strip(" .:;"),
            finding=_without_points(_words(section.finding)),
            source=_span(section.finding or pieces),
            cause=_words(section.cause),
            remedy=_words(section.remedy),
            criterion=_words(section.criterion) or match[1]
            if section.title and (match := _CRITERION.match(section.title.text))
            else "",
            points_lost=_points(" ".join(piece.text for piece in pieces), section.points) or _lost(*scores),
            score=scores[0],
            max_score=scores[1],
            ratio=_ratio(_words(section.finding)) or _ratio(_words(section.cause)),
        )
        self.draft.deficiencies.append(found)
        return found

    # -- duties ---------------------------------------------------------------

    def remedy(self, code: str, part: str, section: Section, deficiency: str | None) -> list[DutyDraft]:
        """Add the duties of a remedy, with the units, time and product that labels name beside it."""
        acts: list[Act] = []
        beside: list[Section] = []
        heirs: tuple[str, ...] = ()
        for place, piece in enumerate(section.remedy):
            named = subject(piece) if piece.text.rstrip().endswith(":") else None
            if piece.text.rstrip().endswith(":") and (named or is_unit_list(piece.text.rstrip(" :"))):
                heirs = tuple(split_units(named[0] if named else piece.strip(" :")))
                continue
            own = section.own.get(place, section)
            found = self.reader.acts(piece, heirs)
            acts += split_by_beside(found, own) if len(section.remedy) == 1 else found
            beside += [own] * (len(acts) - len(beside))
        return self.duties(code, part, acts, beside, deficiency, PlanPart.REMEDY)

    def duties(
        self,
        code: str,
        part: str,
        acts: list[Act],
        beside: Section | list[Section],
        deficiency: str | None,
        kind: PlanPart,
    ) -> list[DutyDraft]:
        """Add one duty for each piece of work; several below one number get letters.

        beside is what labels or columns name for all of the work, or for each piece of it.
        """
        added: list[DutyDraft] = []
        sections = beside if isinstance(beside, list) else [beside] * len(acts)
        for section in {id(section): section for section in sections}.values():
            self.use((section.title, *section.lead, *section.coop, *section.deadline, *section.product))
            section.lead, partners = tell_apart(section.lead)
            section.coop = [*partners, *(piece for named in tell_apart(section.coop) for piece in named)]
        for place, (act, section) in enumerate(zip(acts, sections, strict=True)):
            mine = [other for other in range(len(acts)) if sections[other] is section]
            leads = leads_beside(act, mine.index(place), section.lead)
            self.use((act.source, act.words))
            labelled = joining(leads, section)
            added.append(
                DutyDraft(
                    code=self.duty_codes.take(lettered(code, place, len(acts)), part),
                    number=_number(code, part),
                    part=kind,
                    deficiency=deficiency,
                    kind=_kind(act),
                    title=short_title(act.words.text),
                    text=squeeze(act.words.text).rstrip(" .;/"),
                    source=Source(act.source.start, act.source.end),
                    leads=leads,
                    coops=coops_beside(act, leads, labelled),
                    deadline=self._deadline(act, mine.index(place), len(mine), section.deadline),
                    target=self._target(act, len(mine), section),
                    product=_words(section.product),
                )
            )
        _share_deadline(added, acts)
        self._share_closing(added, acts)
        _chain(added, acts)
        self.draft.duties += added
        return added

    def _deadline(self, act: Act, place: int, count: int, beside: list[Piece]) -> DeadlineDraft:
        timed = WHEN_FIRST.match(act.words.text)
        first = find_deadline(timed.group().rstrip(" :"), replace(self.context, field=True)) if timed else None
        own = (
            first
            or find_deadline(act.words.text, self.context)
            or (find_deadline(act.source.text, self.context) if count == 1 else None)
        )
        chosen = time_beside(act.words.text, place, count, beside)
        if chosen:
            stated = find_deadline(chosen.text.rstrip(" .;"), replace(self.context, field=True))
            return stated or own or DeadlineDraft(raw=chosen.text.rstrip(" .;") or None)
        if act.trigger and (own is None or own.type is not DeadlineType.DATE):
            return trigger_deadline(act.trigger)
        return own or DeadlineDraft()

    def _share_closing(self, duties: list[DutyDraft], acts: list[Act]) -> None:
        """Give the time of a last sentence that says no more ("Hoàn thành trong tháng 6.") to all before it."""
        closing = _CLOSING_TIME.search(acts[-1].words.text) if len(acts) > 1 else None
        shared = find_deadline(closing.group().strip(" ."), self.context) if closing else None
        for duty in duties[:-1] if shared else []:
            if duty.deadline.raw is None:
                duty.deadline = duties[-1].deadline

    def _target(self, act: Act, count: int, section: Section) -> TargetDraft | None:
        """Return the amount in the words, in the column of times, or that of a backlog to clear."""
        stated = find_target(act.source.text if count == 1 else act.words.text, self.context.year)
        beside = (found for piece in section.deadline if (found := find_target(piece.text, self.context.year)))
        return stated or next(beside, None) or find_backlog(act.words.text, _words(section.finding))

    def unread(self, pieces: list[Piece]) -> None:
        """Remember words of the working parts that led to nothing."""
        self.draft.unread += [Source(piece.start, piece.end) for piece in pieces if len(piece.text) > 3]


_CLOSING_TIME = re.compile(
    r"(?<=[.;])\s+(?:(?:Tất cả |Các nội dung trên )?(?:[Pp]hải )?(?:Hoàn thành|hoàn thành|Xong)|Thời gian|Thời hạn)"
    r"(?:\s+[^\W\d_]+){0,6}[:\s]+[^.;]{4,60}[.\s]*$"
)


def _kind(act: Act) -> DutyKind:
    words = act.words.text
    if act.trigger and words.lower().startswith(act.trigger[:10].lower()):
        words = words[len(act.trigger) :]
    return kind_of(words, triggered=bool(act.trigger))


def _share_deadline(duties: list[DutyDraft], acts: list[Act]) -> None:
    """Give the one time that stands at the end of "X … để Y … trước ngày D" to both."""
    for place in range(len(duties) - 2, -1, -1):
        following = duties[place + 1]
        same = acts[place + 1].after or _hands_over(duties[place], following, acts[place : place + 2])
        if same and duties[place].deadline.raw is None and following.target is None:
            duties[place].deadline = following.deadline


def _hands_over(before: DutyDraft, duty: DutyDraft, acts: list[Act]) -> bool:
    """Tell whether one sentence hands work on: "X kiểm duyệt; Y đăng tải trong ngày"."""
    return (
        acts[0].source == acts[1].source
        and before.leads != duty.leads
        and before.kind in _FEEDS
        and duty.kind in _WAITS
    )


def _chain(duties: list[DutyDraft], acts: list[Act]) -> None:
    """Let what is published wait for what is supplied before it by somebody else."""
    for place in range(1, len(duties)):
        before, duty = duties[place - 1], duties[place]
        feeds = before.kind in _FEEDS and duty.kind in _WAITS and before.leads != duty.leads
        if acts[place].after or feeds or _awaits(before, duty):
            duty.depends_on = [before.code]


_AFTER = re.compile(r"(?:sau khi|khi) có (?:kết quả|kết luận|báo cáo)?\s*(?P<what>[^.;,]{4,60})", re.IGNORECASE)


def _awaits(before: DutyDraft, duty: DutyDraft) -> bool:
    """Tell whether a duty begins with the outcome of the one before: "ngay sau khi có kết quả kiểm điểm"."""
    found = _AFTER.search(duty.text) if before.leads != duty.leads else None
    return bool(found) and found["what"].strip().lower() in before.text.lower()


def lettered(code: str, place: int, count: int) -> str:
    """Return the code of one of several duties below a number: "2a", or "1a.2" below a letter."""
    if count == 1:
        return code
    if not code or code[-1].isdigit() or code.isupper():
        letters = "abcdefghijklmnopqrstuvwxyz"
        return f"{code}{letters[place]}" if place < len(letters) else f"{code}.{place + 1}"
    return f"{code}.{place + 1}"


def _number(code: str, part: str) -> str:
    return code if not part or code == part or code.startswith(f"{part}.") else f"{part}.{code}"


def _span(pieces: list[Piece]) -> Source:
    return Source(pieces[0].start, pieces[-1].end) if pieces else Source(0, 0)


def _words(pieces: list[Piece]) -> str:
    return " ".join(piece.text for piece in pieces).strip()


def _without_points(text: str) -> str:
    return squeeze(re.sub(r"\((?:bị\s+)?trừ\s+\d+(?:,\d+)?\s+điểm\)", "", text, flags=re.IGNORECASE)).strip()


def _points(text: str, beside: list[Piece]) -> Decimal | None:
    found = _POINTS.search(text)
    if found:
        return number(found[1])
    alone = re.fullmatch(r"-?\s*(\d+(?:,\d+)?)(?:\s*điểm)?\.?", _words(beside))
    return number(alone[1]) if alone else None


def _title_of(finding: str) -> str:
    """Return what a finding is about: the words before its colon, else its beginning."""
    topic = re.match(r"(?P<topic>[A-ZĐÀ-Ỹ][^:.;]{5,90}):\s+\S", finding)
    return topic["topic"] if topic else short_title(_without_points(finding))


def _criterion(title: Piece | None) -> str:
    found = _CRITERION.match(title.text) if title else None
    return found[1] if found else ""


_SCORED = re.compile(r"đạt\s+(\d+(?:,\d+)?)\s*/\s*(\d+(?:,\d+)?)\s*điểm", re.IGNORECASE)


def _scores(section: Section, pieces: list[Piece]) -> tuple[Decimal | None, Decimal | None]:
    """Return the score and the full score that columns or "đạt 3,5/5 điểm" give."""
    found = _SCORED.search(_words(pieces))
    if found:
        return number(found[1]), number(found[2])
    return _points("", section.score), _points("", section.max_score)


def _lost(score: Decimal | None, most: Decimal | None) -> Decimal | None:
    return most - score if most is not None and score is not None and score <= most else None


def _ratio(text: str) -> list[int] | None:
    found = _RATIO.search(text)
    part, whole = (int(number(text)) for text in found.groups()) if found else (1, 0)
    return [part, whole] if part <= whole else None
