"""A stretch of the document's text that knows where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """Words and the offset of their first letter in the extracted text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Return the offset behind the last letter."""
        return self.start + len(self.text)

    def cut(self, start: int, end: int | None = None) -> "Piece":
        """Return a part of the piece; both places count from its own beginning."""
        return Piece(self.text[start:end], self.start + start)

    def strip(self, signs: str = " \n\t") -> "Piece":
        """Return the piece without those signs at both ends."""
        left = len(self.text) - len(self.text.lstrip(signs))
        return Piece(self.text.strip(signs), self.start + left)

    def rstrip(self, signs: str) -> "Piece":
        """Return the piece without those signs at its end."""
        return Piece(self.text.rstrip(signs), self.start)

    def split(self, pattern: re.Pattern[str]) -> Iterator["Piece"]:
        """Give the stripped pieces between the places where the pattern is found, empty ones left out."""
        place = 0
        for found in pattern.finditer(self.text):
            yield from self.cut(place, found.start())._filled()
            place = found.end()
        yield from self.cut(place)._filled()

    def _filled(self) -> Iterator["Piece"]:
        piece = self.strip()
        if piece.text:
            yield piece


# A full stop ends a sentence where a capital, a bracket or a dash follows; not behind "TP." or "KT.".
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-z]|[(\"“-])")


def sentences(piece: Piece) -> list[Piece]:
    """Return the sentences of a paragraph."""
    found, place = [], 0
    for gap in _SENTENCE_END.finditer(piece.text):
        if not re.search(r"(?:\bTP|\bKT|\bTL|\bTM|\bv\.v)\.$", piece.text[: gap.start()][-5:]):
            found.append(piece.cut(place, gap.start()))
            place = gap.end()
    return [*found, piece.cut(place)] if piece.text[place:].strip() else found
