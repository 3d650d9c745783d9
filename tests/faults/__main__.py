"""Run the programme and print its figures. Ends with 1 where a promise was not kept."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults import hostile, kills, slots
from tests.postgres import NOT_RUN, find_programs

FULL = {"messages": 10_000, "kills": 200, "hostile": 300, "slots": 10_000, "patience": 10}
SHARE = {"messages": 300, "kills": 6, "hostile": 30, "slots": 100, "patience": 1}
USAGE = """usage: script/faults [--share] [G1] [G2] [G3]

G1  senders are killed (kill -9) while they send, on SQLite and on PostgreSQL
G2  mail servers that drop, refuse, hang, are not there
G3  two schedulers compete for the same slots, on SQLite and on PostgreSQL
--share  the small share that the tests run too"""


def main(arguments: list[str]) -> int:
    """Run what is named, all without a name."""
    if set(arguments) - {"--share", "G1", "G2", "G3"}:
        print(USAGE)
        return 2
    size = SHARE if "--share" in arguments else FULL
    chosen = [name for name in arguments if name.startswith("G")] or ["G1", "G2", "G3"]
    kept = [held for name in chosen for held in PARTS[name](size)]
    print("All promises kept." if all(kept) else "A PROMISE WAS NOT KEPT.")
    return 0 if all(kept) else 1


def _kills(size: dict[str, int]) -> list[bool]:
    more = {"messages": size["messages"], "kills": size["kills"]}
    return [_show("G1", kills.run, kind, **more) for kind in _databases()]


def _hostile(size: dict[str, int]) -> list[bool]:
    more = {"messages": size["hostile"], "patience": size["patience"]}
    return [_show("G2", hostile.run, fault, **more) for fault in hostile.FAULTS]


def _slots(size: dict[str, int]) -> list[bool]:
    return [_show("G3", slots.run, kind, slots=size["slots"]) for kind in _databases()]


PARTS: dict[str, Callable[[dict[str, int]], list[bool]]] = {"G1": _kills, "G2": _hostile, "G3": _slots}


def _databases() -> list[str]:
    if find_programs() is None:
        print(NOT_RUN)
        return ["sqlite"]
    return ["sqlite", "postgresql"]


def _show(part: str, run: Callable[..., Any], what: Any, **more: Any) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        figures = run(what, Path(folder), **more)
    print(f"{part} {'kept  ' if figures.holds else 'BROKEN'} {figures}", flush=True)
    return bool(figures.holds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
