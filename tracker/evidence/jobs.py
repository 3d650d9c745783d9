"""Look at all addresses that are due: several at once, and no transaction open meanwhile."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from time import monotonic

from tracker import clock
from tracker.evidence.checks import due_links, look, save_looks
from tracker.evidence.wire import Way
from tracker.extensions import db

AT_ONCE = 8
# One run looks for so long, then what is left waits for the next.
RUN_SECONDS = 120


def check_links(way: Way, *, now: datetime) -> Counter[str]:
    """Look at all that is due; return how many opened and how many did not. Commits."""
    ends, counts = monotonic() + RUN_SECONDS, Counter[str]()
    zone = clock.zone()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while monotonic() < ends:
            batch = due_links(now)
            db.session.commit()
            if not batch:
                break
            looks = list(pool.map(partial(look, way=way, zone=zone), batch))
            counts.update(save_looks(looks, now=now))
            db.session.commit()
    return counts
