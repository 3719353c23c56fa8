"""The policy pages: Markdown files with front matter, rendered without letting any HTML through."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import frontmatter
from markdown_it import MarkdownIt
from markupsafe import Markup

from channels.demo_shop.listing import slugify


@dataclass(frozen=True, slots=True)
class PolicyHeading:
    """A section's heading and the anchor that leads to it."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """One policy, ready to be shown."""

    slug: str
    title: str
    body: Markup
    headings: tuple[PolicyHeading, ...]


def load_policies(folder: Path) -> list[PolicyPage]:
    """Every policy of the folder, by title."""
    return sorted((_page(file) for file in folder.glob("*.md")), key=lambda page: page.title)


def _page(file: Path) -> PolicyPage:
    document = frontmatter.loads(file.read_text(encoding="utf-8"))
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(document.content)
    headings = []
    for opening, inline in zip(tokens, tokens[1:], strict=False):
        if opening.type == "heading_open":
            heading = PolicyHeading(inline.content, slugify(inline.content))
            opening.attrSet("id", heading.anchor)
            headings.append(heading)
    return PolicyPage(
        slug=str(document.get("slug", file.stem)),
        title=str(document.get("title", file.stem)),
        # markdown-it escapes all text and, with html off, passes no tag of the source through.
        body=Markup(markdown.renderer.render(tokens, markdown.options, {})),  # noqa: S704
        headings=tuple(headings),
    )
