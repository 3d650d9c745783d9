"""How often the forecast was right: which tasks count, and from how many on it is said."""

from datetime import date

import pytest

from tracker.forecast.hit_rules import FLOOR, Past, hits_of
from tracker.vocabulary import Chance

DUE = date(2022, 9, 30)
EARLY, LATER = date(2022, 8, 1), date(2022, 9, 20)
LIKELY, DOUBTFUL, UNLIKELY = Chance


@pytest.mark.parametrize(
    ("submitted_on", "noted", "said"),
    [
        (date(2022, 9, 28), ((EARLY, LIKELY),), LIKELY),
        (date(2022, 9, 28), ((EARLY, LIKELY), (LATER, UNLIKELY)), LIKELY),
        (date(2022, 9, 28), ((date(2022, 9, 16), UNLIKELY),), UNLIKELY),
        (date(2022, 9, 28), ((LATER, UNLIKELY),), None),
        (date(2022, 9, 10), ((EARLY, LIKELY),), None),
        (None, ((EARLY, DOUBTFUL),), DOUBTFUL),
    ],
)
def test_what_stood_two_weeks_before_counts_unless_it_had_been_reported(submitted_on, noted, said):
    assert Past(DUE, submitted_on, noted).said is said


def test_words_are_counted_with_what_came_of_them():
    good = Past(DUE, DUE, ((EARLY, LIKELY),))
    late = Past(DUE, date(2022, 10, 1), ((EARLY, LIKELY),))
    hits = hits_of([good] * FLOOR + [late, Past(DUE, None, ((EARLY, UNLIKELY),))])
    assert (hits[LIKELY].said, hits[LIKELY].in_time, hits[LIKELY].is_enough) == (FLOOR + 1, FLOOR, True)
    assert (hits[UNLIKELY].late, hits[UNLIKELY].is_enough) == (1, False)
