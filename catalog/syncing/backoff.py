"""How long to wait before what failed is tried again."""

from __future__ import annotations

import random

LONGEST_S = 60.0
# What waits for a server that is away waits no longer for it, however long it was: two to four seconds.
OUTAGE = 2


def retry_delay(attempts: int) -> float:
    """Seconds: twice as long each time, up to a minute, and spread so that what failed together does not come back so.

    Between the half and the whole of min(60, 2^attempts).
    """
    return min(LONGEST_S, 2.0 ** min(attempts, 10)) * random.uniform(0.5, 1.0)
