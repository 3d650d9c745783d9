"""The sentences of the working parts that led to nothing: a person makes a duty of each, or says it is none.

A working copy keeps them in their order with what was decided, so that a form
and a link name a sentence by its place.
"""

from typing import NamedTuple

from tracker.plans.draft import short_title
from tracker.plans.review import Copy, Row, add_duty, row_of
from tracker.plans.source import Span, sentence
from tracker.vocabulary import Doubt

NO_DUTY = "no_duty"


class Sentence(NamedTuple):
    """One sentence: its place, its words, and what was decided ("" for nothing yet)."""

    place: int
    words: str
    answer: str
    row_id: str


def unread_sentences(copy: Copy, text: str) -> list[Sentence]:
    """Return every sentence that nothing was read from, with what a person said about it."""
    covered = _covers(copy)
    found = []
    for place, span in enumerate(copy["unread"]):
        row_id = _taken_by(span, copy, covered)
        answer = "duty" if row_id else NO_DUTY if span.get("answer") == NO_DUTY else ""
        found.append(Sentence(place, sentence(text, span), answer, row_id))
    return found


def open_sentences(copy: Copy) -> int:
    """Return of how many sentences nobody has said yet what they are."""
    covered = _covers(copy)
    return sum(span.get("answer") != NO_DUTY and not _taken_by(span, copy, covered) for span in copy["unread"])


def unread_spans(copy: Copy) -> dict[Span, int]:
    """Return the spans of the sentences with their numbers, counted from one."""
    return {(span["start"], span["end"]): place for place, span in enumerate(copy["unread"], 1)}


def take_sentence(copy: Copy, place: int, text: str) -> Row | None:
    """Make an untyped duty of a sentence, where it stands in the document; None for one that is taken already."""
    if not 0 <= place < len(copy["unread"]):
        return None
    span = copy["unread"][place]
    if _taken_by(span, copy, _covers(copy)):
        return None
    before = _row_before(copy, span["start"])
    owner = (before or {}).get("deficiency", before["id"] if before else "")
    duty = add_duty(copy, owner)
    words = sentence(text, span)
    duty |= {
        "title": short_title(words),
        "text": words,
        "source": {"start": span["start"], "end": span["end"]},
        "from_document": True,
    }
    if before and not owner:
        duty |= {"number": before["number"], "part": before["part"]}
    _place(copy, duty)
    span["answer"], span["row"] = "duty", duty["id"]
    _settle(copy)
    return duty


def dismiss_sentence(copy: Copy, place: int) -> bool:
    """Say that a sentence is no duty."""
    return _answer(copy, place, NO_DUTY)


def reopen_sentence(copy: Copy, place: int) -> bool:
    """Take back that a sentence is no duty."""
    return _answer(copy, place, "")


def _answer(copy: Copy, place: int, answer: str) -> bool:
    if not 0 <= place < len(copy["unread"]):
        return False
    copy["unread"][place]["answer"] = answer
    _settle(copy)
    return True


def _settle(copy: Copy) -> None:
    """The question whether somebody has looked at them is answered when each has its answer, and only then."""
    for doubt in copy["doubts"]:
        if doubt["code"] == Doubt.NOT_UNDERSTOOD:
            doubt["answer"] = "" if open_sentences(copy) else "kept"


def _covers(copy: Copy) -> list[tuple[int, int, str]]:
    return [(duty["source"]["start"], duty["source"]["end"], duty["id"]) for duty in copy["duties"] if duty["source"]]


def _taken_by(span: Row, copy: Copy, covered: list[tuple[int, int, str]]) -> str:
    """Return the duty a sentence became: the one made of it, or the one it was joined with since."""
    if span.get("answer") != "duty":
        return ""
    if row_of(copy, span.get("row", "")):
        return str(span["row"])
    return next((row_id for start, end, row_id in covered if start <= span["start"] and span["end"] <= end), "")


def _row_before(copy: Copy, start: int) -> Row | None:
    """Return the row that stands last before a place in the text."""
    rows = [row for row in (*copy["deficiencies"], *copy["duties"]) if row["source"]]
    before = [row for row in rows if row["source"]["start"] <= start]
    return max(before, key=lambda row: row["source"]["start"], default=None)


def _place(copy: Copy, duty: Row) -> None:
    """Put a new duty before the first of its deficiency that stands later in the document."""
    duties = copy["duties"]
    later = [
        place
        for place, other in enumerate(duties)
        if other is not duty
        and other["deficiency"] == duty["deficiency"]
        and (other["source"] or {"start": -1})["start"] > duty["source"]["start"]
    ]
    if later:
        duties.remove(duty)
        duties.insert(later[0], duty)
