from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.errors import PolicyError
from catalog.policies import PolicyPage, pack_pages, read_pages, sections_of, unpack_pages

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BODY = """
We ship daily.

## Where

We ship to the **United States** and
[Canada](/ca).

- By land
- By air

## Costs

| Way | Price |
|-----|-------|
| Standard | $5.95 |

## Where

Not to Mars.
"""


def texts(body: str) -> list[tuple[str, str, str]]:
    page = PolicyPage("shipping", "Shipping", "/s", body)
    return [(one.id, one.heading, one.text) for one in sections_of(page, version=1, as_of=NOW)]


def test_sections_follow_the_headings_as_plain_text() -> None:
    assert texts(BODY) == [
        ("shipping#shipping", "Shipping", "We ship daily."),
        ("shipping#where", "Where", "We ship to the United States and Canada. By land By air"),
        ("shipping#costs", "Costs", "Way: Price. Standard: $5.95."),
        ("shipping#where-2", "Where", "Not to Mars."),
    ]


def test_a_long_section_is_divided_between_paragraphs() -> None:
    found = texts("## Long\n\n" + "\n\n".join(["word " * 50] * 4))
    assert [len(text.split()) for _id, _heading, text in found] == [100, 100]
    assert [section for section, _heading, _text in found] == ["shipping#long", "shipping#long-2"]


def test_read_pages_reads_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Shipping\nslug: ship\nurl: /s\n---\nText.", encoding="utf-8")
    (tmp_path / "b.md").write_text("---\ntitle: Returns\n---\nText.", encoding="utf-8")
    pages = read_pages(tmp_path)
    assert pages == [PolicyPage("ship", "Shipping", "/s", "Text."), PolicyPage("b", "Returns", None, "Text.")]
    assert unpack_pages(pack_pages(pages)) == pages


@pytest.mark.parametrize(
    ("text", "said"),
    [("No front matter.", "a.md: expected a title"), ("---\ntitle: [\n---\nx", "a.md: expected front matter")],
)
def test_read_pages_names_the_file_that_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=said):
        read_pages(tmp_path)


def test_read_pages_refuses_an_empty_folder_and_doubled_slugs(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="found none"):
        read_pages(tmp_path)
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text("---\ntitle: T\nslug: same\n---\nx", encoding="utf-8")
    with pytest.raises(PolicyError, match="same more than once"):
        read_pages(tmp_path)
