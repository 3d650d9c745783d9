"""Units of a sheet that the agency's list does not have: one question a name, answered for all its rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.plans.reading_copy import Copy, Row
from tracker.plans.review import answers
from tracker.vocabulary import Doubt

CHOSEN = "chosen"


@dataclass
class Question:
    """A name that nobody knows, how often it stands there, what can be answered, and what was."""

    name: str
    params: dict[str, str]
    message: str
    choices: list[tuple[str, str]]
    answer: str = ""
    unit: str = ""
    rows: list[Row] = field(default_factory=list)


def questions(copy: Copy) -> list[Question]:
    """Return the unknown names, each once, in the order of the sheet."""
    found: dict[str, Question] = {}
    for row, doubt in _doubts(copy):
        name = doubt["proposal"]["name"]
        if name not in found:
            choices = [choice for choice in answers(doubt) if choice[0] != CHOSEN]
            found[name] = Question(
                name, doubt["params"], doubt["message"], choices, doubt["answer"], doubt.get("unit", "")
            )
        found[name].rows.append(row)
    return list(found.values())


def answer_all(copy: Copy, given: dict[str, str], keys: set[str]) -> None:
    """Answer every doubt about a name alike; a key of a unit among the answers is that unit."""
    for row, doubt in _doubts(copy):
        answer = given.get(doubt["proposal"]["name"], doubt["answer"])
        # A unit chosen before gives way to the new answer.
        row["leads"] = [key for key in row["leads"] if key != doubt.get("unit")]
        doubt["unit"] = answer if answer in keys else ""
        if doubt["unit"]:
            row["leads"] = list(dict.fromkeys([*row["leads"], answer]))
            doubt["answer"] = CHOSEN
        else:
            doubt["answer"] = answer if answer in dict(answers(doubt)) and answer != CHOSEN else ""


def _doubts(copy: Copy) -> Iterator[tuple[Row, Row]]:
    for row in copy["duties"]:
        for doubt in row["doubts"]:
            if doubt["code"] == Doubt.UNKNOWN_UNIT:
                yield row, doubt


def unknown_partners(copy: Copy, known: set[str]) -> list[str]:
    """Return cooperating units that the list does not have: their names stay as they are written."""
    named = (
        name
        for row in copy["duties"]
        for name in row["coops_as_named"]
        if len(row["coops"]) < len(row["coops_as_named"])
    )
    return [name for name in dict.fromkeys(named) if name not in known]
