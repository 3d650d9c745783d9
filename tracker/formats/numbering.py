"""The numbers of a Word list, which the file does not hold as text: counted as Word counts them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from docx.oxml.ns import qn

_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def roman(count: int) -> str:
    """Return 4 as "IV"."""
    text = ""
    for value, sign in _ROMAN:
        text += sign * (count // value)
        count %= value
    return text


def letter(count: int) -> str:
    """Return 1 as "a", 27 as "aa", as Word does."""
    return chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else ""


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02d}",
    "upperRoman": roman,
    "lowerRoman": lambda count: roman(count).lower(),
    "upperLetter": lambda count: letter(count).upper(),
    "lowerLetter": letter,
    "none": lambda count: "",
}


@dataclass(frozen=True)
class Level:
    """One level of a list: where it starts, how its number looks."""

    start: int
    form: str
    pattern: str
    # The level (counted from 1) whose items let this one start again; 0: none does, None: every higher one.
    restart: int | None = None
    is_legal: bool = False
    style: str = ""


@dataclass
class Numbering:
    """The lists of one document, and how far each has counted."""

    levels: dict[str, dict[int, Level]]
    abstract_of: dict[str, str]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next_number(self, num_id: str, depth: int) -> str:
        """Count one more item of a list and return its number as it is printed ("-" for a bullet)."""
        levels = self.levels.get(num_id, {})
        level = levels.get(depth)
        if level is None:
            return ""
        if level.form == "bullet":
            return "+" if level.pattern == "+" else "-"
        counts = self.counts.setdefault(self.abstract_of.get(num_id, num_id), {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            after = levels[deeper].restart if deeper in levels else None
            if after is None or depth < after:
                del counts[deeper]
        return self._printed(levels, counts, level)

    def _printed(self, levels: dict[int, Level], counts: dict[int, int], level: Level) -> str:
        text = level.pattern
        for depth in range(9):
            if f"%{depth + 1}" in text and depth in levels:
                count = min(counts.get(depth, levels[depth].start), 9_999)
                form = "decimal" if level.is_legal else levels[depth].form
                text = text.replace(f"%{depth + 1}", _counted(form, count))
        return text.strip()

    def depth_of_style(self, num_id: str, style_id: str) -> int | None:
        """Return the level of a list that belongs to a paragraph style, None for none."""
        levels = self.levels.get(num_id, {})
        return next((depth for depth, level in levels.items() if level.style == style_id), None)


def _counted(form: str, count: int) -> str:
    """Return a number in a form of Word's: a name, or "custom: a, b, c, d, đ"."""
    own = [sign.strip() for sign in form.removeprefix("custom:").split(",")]
    if form.startswith("custom:") and 0 < count <= len(own) and own[count - 1].strip("."):
        return own[count - 1]
    return _FORMATS.get(form, str)(count)


def read_numbering(root: Any) -> Numbering:
    """Read numbering.xml (its root element, or None for a document without lists)."""
    if root is None:
        return Numbering({}, {})
    abstract = {
        node.get(qn("w:abstractNumId")): dict(map(_level, node.findall(qn("w:lvl"))))
        for node in root.findall(qn("w:abstractNum"))
    }
    _follow_links(root, abstract)
    levels, abstract_of = {}, {}
    for num in root.findall(qn("w:num")):
        num_id, link = num.get(qn("w:numId")), num.find(qn("w:abstractNumId"))
        source = link.get(qn("w:val")) if link is not None else None
        overrides = num.findall(qn("w:lvlOverride"))
        levels[num_id] = {**abstract.get(source, {}), **_overridden(abstract.get(source, {}), overrides)}
        # A list that starts again counts by itself; the others share their pattern's count.
        abstract_of[num_id] = f"num {num_id}" if overrides else f"abstract {source}"
    return Numbering(levels, abstract_of)


def _follow_links(root: Any, abstract: dict[str, dict[int, Level]]) -> None:
    """Give lists that only name a list style the levels of that style's list."""
    nodes = root.findall(qn("w:abstractNum"))
    named = {_value(node, "w:styleLink"): node.get(qn("w:abstractNumId")) for node in nodes}
    for node in nodes:
        source = named.get(_value(node, "w:numStyleLink") or "")
        if source is not None and not abstract[node.get(qn("w:abstractNumId"))]:
            abstract[node.get(qn("w:abstractNumId"))] = abstract[source]


def _level(node: Any) -> tuple[int, Level]:
    restart = _value(node, "w:lvlRestart")
    return _whole(node.get(qn("w:ilvl"))), Level(
        start=_whole(_value(node, "w:start"), 1),
        form=_form(node),
        pattern=_value(node, "w:lvlText") or "",
        restart=None if restart is None else _whole(restart),
        is_legal=node.find(qn("w:isLgl")) is not None,
        style=_value(node, "w:pStyle") or "",
    )


def _form(node: Any) -> str:
    """Return how a level's number looks; a form of one's own stands beside one for old programs."""
    found = next(node.iter(qn("w:numFmt")), None)
    if found is None:
        return "decimal"
    own = found.get(qn("w:format"))
    return f"custom:{own}" if found.get(qn("w:val")) == "custom" and own else found.get(qn("w:val")) or "decimal"


def _overridden(levels: dict[int, Level], overrides: list[Any]) -> dict[int, Level]:
    found = {}
    for node in overrides:
        depth = _whole(node.get(qn("w:ilvl")))
        inner = node.find(qn("w:lvl"))
        if inner is not None:
            found[depth] = _level(inner)[1]
        elif depth in levels:
            found[depth] = replace(levels[depth], start=_whole(_value(node, "w:startOverride"), 1))
    return found


def _value(node: Any, name: str) -> str | None:
    child = node.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
