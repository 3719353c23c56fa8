"""Which products an attempt that broke off makes doubtful: those that a newer file, read once more, puts right."""

from __future__ import annotations

import pytest

from catalog.deliveries.uncertainty import Uncertainty
from catalog.syncing.fingerprints import Fingerprints
from catalog.syncing.known import KnownProduct

OLD, FILE, NEWER = 100, 200, 300


def known(version: int) -> KnownProduct:
    return KnownProduct("p1", "feed", Fingerprints("t", "e", "f", "o"), (), version, offer_version=version)


@pytest.mark.parametrize(("version", "doubtful"), [(OLD, True), (FILE, True), (NEWER, False)])
def test_what_something_newer_than_the_file_said_is_not_doubted(version: int, doubtful: bool) -> None:
    broken = Uncertainty(broken="bulk", texts_to_come=False)
    assert broken.doubts(known(version), version=OLD, file=FILE) is doubtful


def test_nothing_is_doubted_where_no_attempt_broke_off() -> None:
    assert not Uncertainty(broken=None, texts_to_come=True).doubts(known(OLD), version=OLD, file=FILE)
