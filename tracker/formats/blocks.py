"""What every reader gives: one text, and the blocks that stand in it."""

from dataclasses import asdict, dataclass, field
from typing import Any

from tracker.text import nfc, squeeze


@dataclass(frozen=True)
class Paragraph:
    """One line of the text: text[start:end] is its words, the list number included."""

    text: str
    start: int
    end: int
    style: str = ""
    number: str = ""


@dataclass(frozen=True)
class Heading:
    """A paragraph that the file itself marks as a heading."""

    text: str
    start: int
    end: int
    level: int = 1


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its lines, its first column, and how many columns it covers."""

    lines: tuple[Paragraph, ...]
    column: int
    span: int = 1
    # A cell that is merged with the one above it has no words of its own.
    continued: bool = False

    @property
    def text(self) -> str:
        """Return the cell's lines as one."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Table:
    """Rows of cells, merged cells once."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Heading | Table


@dataclass(frozen=True)
class Extracted:
    """The one text that was taken from a file (NFC), with its blocks in reading order."""

    text: str
    blocks: tuple[Block, ...]


@dataclass
class Writer:
    """Writes lines one below the other and remembers where each stands."""

    limit: int
    lines: list[str] = field(default_factory=list)
    length: int = 0

    def line(self, text: str, style: str = "", number: str = "") -> Paragraph | None:
        """Add a line, or nothing for an empty one. Raises OverflowError beyond the limit."""
        words = squeeze(nfc(f"{number} {text}"))
        if not squeeze(text) or not words:
            return None
        start = self.length + (1 if self.lines else 0)
        self.lines.append(words)
        self.length = start + len(words)
        if self.length > self.limit:
            raise OverflowError(self.length)
        return Paragraph(words, start, self.length, style, number)

    def extracted(self, blocks: list[Block]) -> Extracted:
        """Return everything written, with its blocks."""
        return Extracted("\n".join(self.lines), tuple(blocks))


def pack(extracted: Extracted) -> dict[str, Any]:
    """Return plain lists and dictionaries, to cross from one process to another."""
    kinds = {Paragraph: "paragraph", Heading: "heading", Table: "table"}
    return {
        "text": extracted.text,
        "blocks": [[kinds[type(block)], asdict(block)] for block in extracted.blocks],
    }


def unpack(packed: dict[str, Any]) -> Extracted:
    """Build the blocks again from what pack() gave."""
    return Extracted(packed["text"], tuple(_block(kind, values) for kind, values in packed["blocks"]))


def _block(kind: str, values: dict[str, Any]) -> Block:
    if kind == "table":
        return Table(tuple(tuple(_cell(cell) for cell in row) for row in values["rows"]))
    return Heading(**values) if kind == "heading" else Paragraph(**values)


def _cell(values: dict[str, Any]) -> Cell:
    return Cell(
        tuple(Paragraph(**line) for line in values["lines"]), values["column"], values["span"], values["continued"]
    )
