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
# So many looks are stored in one transaction.
STORED = 32


def check_links(way: Way, *, now: datetime) -> Counter[str]:
    """Look at all that is due; return how many opened and how many did not. Commits.

    What was seen is stored while the next addresses are already being asked.
    """
    ends, counts = monotonic() + RUN_SECONDS, Counter[str]()
    see = partial(look, way=way, zone=clock.zone())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while monotonic() < ends:
            due = due_links(now)
            db.session.commit()
            if not due:
                break
            running = [pool.submit(see, one) for one in due]
            for first in range(0, len(running), STORED):
                looks = [one.result() for one in running[first : first + STORED]]
                counts.update(save_looks(looks, now=now))
                db.session.commit()
                if monotonic() >= ends:
                    pool.shutdown(wait=False, cancel_futures=True)
                    break
    return counts
