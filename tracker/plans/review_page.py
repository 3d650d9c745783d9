"""What the review page shows beside the rows: their questions, what they may wait for, what could come back."""

from collections import Counter, defaultdict
from typing import Any, NamedTuple

from tracker.plans.clarity import Points, Tally, points_of, read_points, said_of_row, tally
from tracker.plans.reading_copy import Copy, Row
from tracker.plans.review import FOR_ALL, all_doubts, answers, open_doubts, plan_end
from tracker.vocabulary import DutyKind

# In a longer plan a duty is offered its neighbours only: all with all would be a page of megabytes.
NEAR = 20
# A plan of more duties shows the rarer fields of a row when they are asked for, and folds what is settled.
SHORT = 60
# So many open doubts of one kind can be answered at once.
ALIKE = 3


class Clarity(NamedTuple):
    """The six points of every duty that counts: read from its words, then judged; and how many are clear."""

    read: dict[str, Points]
    points: dict[str, Points]
    tally: Tally


def doubts_by_row(copy: Copy) -> dict[str, list[tuple[int, Row]]]:
    """Return each row's doubts with their places in the whole, by which the form names them."""
    found: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for place, (owner, doubt) in enumerate(all_doubts(copy)):
        found[owner].append((place, doubt))
    return found


def duties_by_owner(copy: Copy) -> dict[str, list[Row]]:
    """Return the duties under each deficiency; "" holds those under none."""
    found: dict[str, list[Row]] = defaultdict(list)
    for duty in copy["duties"]:
        found[duty["deficiency"]].append(duty)
    return found


def could_need(copy: Copy) -> dict[str, list[Row]]:
    """Return for each duty the others it can be made to wait for: those near it, and those it waits for already."""
    duties = copy["duties"]
    offered = {}
    for place, duty in enumerate(duties):
        near = range(max(0, place - NEAR), place + NEAR + 1)
        chosen = set(duty["needs"])
        offered[duty["id"]] = [
            other
            for at, other in enumerate(duties)
            if other is not duty and (at in near or other["id"] in chosen or len(duties) <= 2 * NEAR)
        ]
    return offered


def clarity_of(copy: Copy) -> Clarity:
    """Return each duty's six points, as read and as judged, and the count of the whole plan."""
    end = plan_end(copy)
    said = {duty["id"]: said_of_row(duty, end) for duty in copy["duties"] if duty["kind"] != DutyKind.STANDING}
    points = {row_id: points_of(one) for row_id, one in said.items()}
    return Clarity({row_id: read_points(one) for row_id, one in said.items()}, points, tally(points.values()))


class Shown(NamedTuple):
    """What of a review stands open: rows with all their fields, deficiencies that are unfolded."""

    whole: set[str]
    unfolded: set[str]
    is_long: bool


class Alike(NamedTuple):
    """Open doubts of one kind: how many, and the answers that can be given to all, each with the number it fits."""

    code: str
    count: int
    answers: list[tuple[str, str, int]]


def alike_doubts(copy: Copy) -> list[Alike]:
    """Return the kinds of doubt that are open often enough to be answered at once."""
    found: dict[str, list[Row]] = defaultdict(list)
    for _owner, doubt in open_doubts(copy):
        found[doubt["code"]].append(doubt)
    return [Alike(code, len(found[code]), _for_all(code, found[code])) for code in FOR_ALL if len(found[code]) >= ALIKE]


def _for_all(code: str, doubts: list[Row]) -> list[tuple[str, str, int]]:
    offered = Counter(answer for doubt in doubts for answer in answers(doubt))
    return [(answer, words, count) for (answer, words), count in offered.items() if answer in FOR_ALL[code]]


def is_long(copy: Copy) -> bool:
    """Say whether a review is too long to show every field of every row."""
    return len(copy["duties"]) > SHORT


def shown_of(copy: Copy, wanted: set[str]) -> Shown:
    """Return what stands open: in a short plan everything, in a long one what is wanted or waits for an answer."""
    rows = (*copy["deficiencies"], *copy["duties"])
    if not is_long(copy):
        return Shown({row["id"] for row in rows}, {"", *(row["id"] for row in rows)}, False)
    waiting = {row["id"] for row in rows if any(not doubt["answer"] for doubt in row["doubts"])} | wanted
    owners = {duty["deficiency"] for duty in copy["duties"] if duty["id"] in waiting}
    return Shown(wanted, owners | waiting, True)


def gone_rows(copy: Copy, proposal: dict[str, Any]) -> int:
    """Return how many rows of the document were taken out or merged away, and could come back."""
    read = {f"d{place}" for place in range(1, len(proposal["deficiencies"]) + 1)}
    read |= {f"t{place}" for place in range(1, len(proposal["tasks"]) + 1)}
    return len(read - {row["id"] for row in (*copy["deficiencies"], *copy["duties"])})
