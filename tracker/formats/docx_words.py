"""The words of a Word paragraph as a reader of the page sees them: changes accepted, hidden words left out."""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Words that were deleted, belong to a box of their own, or only steer the program.
_PASSED_OVER = {
    qn(tag) for tag in ("w:del", "w:moveFrom", "w:txbxContent", "w:pPr", "w:rPr", "w:instrText", "w:delText")
}
_WRAPPERS = {qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")}
_SIGNS = {qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_UNIT = re.compile(r"(?:^|[\W\d])(?:[cdkm]?m|ha)$")


def children(node: Any, tag: str | None = None) -> Iterator[Any]:
    """Give the paragraphs and tables (or those of one tag) inside, through content controls."""
    wanted = {qn(tag)} if tag else {qn("w:p"), qn("w:tbl")}
    for child in node:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from children(child, tag)
        elif child.tag == f"{_COMPATIBILITY}AlternateContent":
            yield from children(_chosen(child), tag)


def words_of(node: Any) -> str:
    """Return a paragraph's words, "\\n" for a hard line break."""
    found: list[str] = []
    _add_words(node, found)
    return "".join(found)


def boxes_of(node: Any) -> Iterator[Any]:
    """Give the text boxes that hang on a paragraph, each once: not its copy for old programs too."""
    for child in node:
        if child.tag == qn("w:txbxContent"):
            yield child
        elif child.tag == f"{_COMPATIBILITY}AlternateContent":
            yield from boxes_of(_chosen(child))
        elif child.tag not in (qn("w:del"), qn("w:moveFrom")):
            yield from boxes_of(child)


def notes_of(node: Any) -> Iterator[tuple[str, str]]:
    """Give the notes that a paragraph points at, as their kind ("footnote", "endnote") and number in the file."""
    for kind in ("footnote", "endnote"):
        for reference in node.iter(qn(f"w:{kind}Reference")):
            yield kind, reference.get(qn("w:id")) or ""


def is_on(node: Any, path: str) -> bool:
    """Tell whether a property is set: its element stands there and does not say "off"."""
    found = node.find("/".join(qn(tag) for tag in path.split("/")))
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "off", "none")


def _chosen(node: Any) -> Any:
    """Return the newest form of something that the file holds in several."""
    choice = node.find(f"{_COMPATIBILITY}Choice")
    fallback = node.find(f"{_COMPATIBILITY}Fallback")
    return choice if choice is not None else fallback if fallback is not None else ()


def _add_words(node: Any, found: list[str]) -> None:
    for child in node:
        if child.tag in (qn("w:t"), _MATHS):
            found.append(child.text or "")
        elif child.tag in _SIGNS:
            found.append(_SIGNS[child.tag])
        elif child.tag == f"{_COMPATIBILITY}AlternateContent":
            _add_words(_chosen(child), found)
        elif child.tag == qn("w:r"):
            _add_run(child, found)
        elif child.tag not in _PASSED_OVER:
            _add_words(child, found)


def _add_run(run: Any, found: list[str]) -> None:
    """Add a run's words unless they are hidden, or a raised number of a note glued to a word."""
    if is_on(run, "w:rPr/w:vanish"):
        return
    words: list[str] = []
    _add_words(run, words)
    text = "".join(words)
    raised = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    before = "".join(found[-2:])
    is_raised = raised is not None and raised.get(qn("w:val")) == "superscript"
    if not (is_raised and text.strip().isdigit() and before[-1:].strip() and not _UNIT.search(before)):
        found.append(text)
