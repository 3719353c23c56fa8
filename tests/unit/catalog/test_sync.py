from __future__ import annotations

from celery.exceptions import SoftTimeLimitExceeded

from catalog.syncing.sync import because


def test_work_that_takes_too_long_is_told_of_in_minutes() -> None:
    assert because(SoftTimeLimitExceeded()) == "it took longer than the 25 minutes that one piece of work may take"
    assert because(ValueError("no such row")) == "ValueError: no such row"
