"""What the benchmarks share: time an act, sum up, print one JSON line."""

import json
import sys
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any


def is_quick() -> bool:
    """Say whether a short run was asked for."""
    return "--quick" in sys.argv[1:]


def milliseconds(act: Callable[[], Any]) -> float:
    """Return how long an act takes."""
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1000


def summary(times: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile, in milliseconds."""
    ordered = sorted(times)
    return {"p50": round(_at(ordered, 0.5), 3), "p95": round(_at(ordered, 0.95), 3)}


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def ratio(part: dict[str, float], whole: dict[str, float]) -> float:
    """Return how many times slower, by medians."""
    return round(part["p50"] / whole["p50"], 2)


def report(**facts: Any) -> None:
    """Print the one line."""
    print(json.dumps(facts, ensure_ascii=False))
