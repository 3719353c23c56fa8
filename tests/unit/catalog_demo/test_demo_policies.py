"""The demo's policies agree with one another, with shop.toml and with the drafts the voice guide speaks of."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

import catalog.demo
from catalog.policies import read_pages, sections_of

DEMO = Path(catalog.demo.__file__).parent
DRAFTS = DEMO.parents[1] / "bot" / "answering" / "drafts.toml"
TEXTS = {file.stem: file.read_text() for file in (DEMO / "policies").glob("*.md")}


def test_policies_cover_what_shoppers_ask() -> None:
    assert TEXTS.keys() >= {"shipping", "returns", "warranty", "payment", "orders", "contact", "privacy", "gift-cards"}


def test_policies_are_read_as_sections_with_their_address() -> None:
    for page in read_pages(DEMO / "policies"):
        assert page.url == f"/policies/{page.slug}"
        sections = list(sections_of(page, version=1, as_of=datetime(2026, 11, 21, tzinfo=UTC)))
        assert len(sections) >= 4
        assert [section.heading for section in sections if len(section.text.split()) > 90] == []


def test_policies_give_the_shops_own_contact() -> None:
    shop = tomllib.loads((DEMO / "shop.toml").read_text())
    everything = "\n".join(TEXTS.values())
    assert set(re.findall(r"[\w.]+@[\w.]+[a-z]", everything)) == {shop["email"]}
    assert set(re.findall(r"\+1[\d ]+\d", everything)) == {shop["phone"]}
    assert shop["email"] in shop["contact"]
    assert shop["phone"] in shop["contact"]


@pytest.mark.parametrize(
    ("fact", "pages"),
    [
        ("30 days", {"returns"}),
        ("$49", {"shipping"}),
        ("to Canada", {"shipping", "payment"}),
        ("$39", {"shipping", "returns"}),
    ],
)
def test_policies_repeat_their_main_facts_where_they_matter(fact: str, pages: set[str]) -> None:
    assert {page for page in pages if fact in TEXTS[page]} == pages


def test_policies_name_no_money_but_dollars() -> None:
    assert [page for page, text in TEXTS.items() if re.search(r"[€£]|\bEUR\b|\bCAD\b", text)] == []


def test_voice_guide_speaks_only_of_drafts_that_exist() -> None:
    kinds = set(tomllib.loads(DRAFTS.read_text()))
    examples = (DEMO / "voice.md").read_text().partition("## Each kind of answer")[2]
    named = re.findall(r"`([a-z_]+)`", examples)
    assert len(named) >= 60
    assert sorted(set(named) - kinds) == []
