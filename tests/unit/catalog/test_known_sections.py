from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.syncing.known_sections import KnownSection, KnownSections, SectionChange, section_change
from catalog.tables import open_state
from retrieval.schema import PolicySection

SECTION = PolicySection(
    id="shipping#where",
    policy="shipping",
    title="Shipping",
    heading="Where",
    text="To Canada.",
    url="/s",
    source="policies",
    version=1_000,
    as_of=datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("now", "change"),
    [
        (replace(SECTION, version=1_500), "unchanged"),
        (replace(SECTION, version=9_000), "confirmed"),
        (replace(SECTION, url="/other"), "link"),
        (replace(SECTION, text="To Mexico.", url="/other"), "text"),
        (replace(SECTION, heading="Whither"), "text"),
        (replace(SECTION, title="Delivery"), "text"),
    ],
)
def test_section_change_is_the_farthest_reaching(now: PolicySection, change: SectionChange) -> None:
    assert section_change(KnownSection.of(SECTION), KnownSection.of(now), confirm_ms=5_000) == change


def test_section_change_of_an_unknown_one_is_added() -> None:
    assert section_change(None, KnownSection.of(SECTION), confirm_ms=5_000) == "added"


def test_known_sections_remembers_the_last_writing_of_each_shop(tmp_path: Path) -> None:
    engine = open_state(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    mine, other = KnownSections(engine, "mine"), KnownSections(engine, "other")
    first, second = KnownSection.of(SECTION), KnownSection.of(replace(SECTION, text="To Mexico.", version=2_000))
    with engine.begin() as connection:
        mine.save(connection, [first])
        other.save(connection, [first])
        mine.save(connection, [second])
    assert mine.all() == {SECTION.id: second}
    with engine.begin() as connection:
        mine.forget(connection, [SECTION.id])
    assert (mine.all(), other.all()) == ({}, {SECTION.id: first})
    engine.dispose()
