"""How long reading a plan takes once the program is loaded: text and Word document of the example, the real plan.

usage: python bench/reading.py [--quick]        prints one JSON line; times in milliseconds
"""

from pathlib import Path

from bench._measure import is_quick, milliseconds, report, summary
from tracker.formats.docx import read_docx
from tracker.formats.reader import read_text
from tracker.plans.parser import parse_plan

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "ke-hoach-khac-phuc-2022.txt"
REAL = ROOT.parent / "shared" / "plans" / "seed003.txt"
AIM = 50


def _read(path: Path, rounds: int) -> dict[str, object]:
    """Time extracting and parsing, after a first reading that loads what is loaded once."""
    if path.suffix == ".docx":
        data = path.read_bytes()

        def act() -> object:
            return parse_plan(read_docx(data))
    else:
        text = path.read_text()

        def act() -> object:
            return parse_plan(read_text(text))

    first = milliseconds(act)
    times = summary([milliseconds(act) for _ in range(rounds)])
    return {"first": round(first, 3), **times, "within_aim": times["p95"] < AIM}


def main() -> None:
    """Read each document that is there."""
    rounds = 20 if is_quick() else 200
    documents = {"example_text": EXAMPLE, "example_docx": EXAMPLE.with_suffix(".docx"), "real_plan": REAL}
    there = {name: _read(path, rounds) for name, path in documents.items() if path.exists()}
    absent = {name: "not run: the document is not there" for name, path in documents.items() if not path.exists()}
    report(bench="reading", rounds=rounds, aim_ms=AIM, **there, **absent)


if __name__ == "__main__":
    main()
