"""How often the forecast is right on histories of another process, whose seeds its weights were not set on.

usage: python bench/forecast.py [--quick]      prints one JSON line

For each lead (days before the deadline) and each chance: of how many tasks it
was said, the share of which it was right (likely: done in time; unlikely:
not), and the share of all tasks that came out so of which it was said. Of a
doubtful task nothing was promised; the share is that of those done in time.
"""

from bench._measure import is_quick, report
from tests.forecast.history import HELD_OUT
from tests.forecast.measuring import Table, measure
from tracker.vocabulary import Chance


def _of(table: Table) -> dict[str, object]:
    doubtful = table.said(Chance.DOUBTFUL)
    sure = {
        chance.value: {
            "said": table.said(chance),
            "right": round(table.right_share(chance), 3),
            "found": round(table.found_share(chance), 3),
        }
        for chance in (Chance.LIKELY, Chance.UNLIKELY)
    }
    in_time = round(table.cells[Chance.DOUBTFUL, True] / max(doubtful, 1), 3)
    return {"open": table.tasks, "in_time": table.in_time, **sure, "doubtful": {"said": doubtful, "in_time": in_time}}


if __name__ == "__main__":
    measured = measure(HELD_OUT[:5] if is_quick() else HELD_OUT)
    report(
        bench="forecast",
        tasks=measured.tasks,
        done_in_time_and_open_before=measured.in_time,
        of_these_said_likely_at_some_lead=round(measured.foreseen / measured.in_time, 3),
        all_leads=_of(measured.all),
        not_yet_reported=_of(measured.unreported),
        **{f"{lead}_days_before": _of(table) for lead, table in measured.by_lead.items()},
    )
