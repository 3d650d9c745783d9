"""The footnotes and endnotes of a Word document, in the order in which the text points at them."""

from collections.abc import Iterable, Iterator
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from tracker.formats.docx_words import words_of


class Notes:
    """Finds the notes of a document and remembers which were pointed at."""

    def __init__(self, document: Any):
        self.nodes = {(kind, node.get(qn("w:id"))): node for kind in _KINDS for node in _notes(document, kind)}
        self.order: list[tuple[str, str]] = []

    def point_at(self, notes: Iterable[tuple[str, str]]) -> None:
        """Remember notes, each the first time."""
        self.order += [note for note in notes if note in self.nodes and note not in self.order]

    def texts(self) -> Iterator[str]:
        """Give the notes as they stand at the foot of a page: number and words."""
        for number, note in enumerate(self.order, 1):
            words = " ".join(words_of(part).replace("\n", " ") for part in self.nodes[note].iter(qn("w:p")))
            if words.strip():
                yield f"{number} {words.strip()}"


_KINDS = ("footnote", "endnote")


def _notes(document: Any, kind: str) -> Iterator[Any]:
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}s"):
            yield from parse_xml(relation.target_part.blob).findall(qn(f"w:{kind}"))
