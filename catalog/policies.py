"""Policy pages: Markdown with front matter to the sections that are quoted to customers.

A page is a file such as

    ---
    title: Shipping
    slug: shipping
    url: /policies/shipping
    ---
    ## Where we ship
    We ship to the United States and Canada.

Every heading begins a section; a section of more than 120 words is divided between its paragraphs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import frontmatter
from markdown_it import MarkdownIt
from markdown_it.token import Token

from catalog.documents import chunks
from catalog.errors import PolicyError
from catalog.normalising.labels import name_of
from catalog.normalising.text import clean_text
from retrieval.schema import PolicySection

LONGEST = 120
SOURCE = "policies"


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """One page as written: where it is read, and its Markdown."""

    slug: str
    title: str
    url: str | None
    body: str


def read_pages(folder: Path) -> list[PolicyPage]:
    """The pages of a folder's .md files in name order; raises `PolicyError` naming file and field."""
    paths = sorted(folder.glob("*.md"))
    if not paths:
        raise PolicyError(f"{folder}: expected a folder with policy pages (*.md), found none")
    pages = [_read_page(path) for path in paths]
    slugs = [page.slug for page in pages]
    doubled = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if doubled:
        raise PolicyError(f"{folder}: expected each slug once, got {', '.join(doubled)} more than once")
    return pages


def pack_pages(pages: list[PolicyPage]) -> str:
    """Pages as one text, to be spooled."""
    return json.dumps([[page.slug, page.title, page.url, page.body] for page in pages], ensure_ascii=False)


def unpack_pages(text: str) -> list[PolicyPage]:
    """The pages of a text that `pack_pages` made."""
    return [PolicyPage(*page) for page in json.loads(text)]


def sections_of(page: PolicyPage, *, version: int, as_of: datetime) -> Iterator[PolicySection]:
    """The sections of a page in order; a section's id follows from its slug, heading and place under that heading."""
    used: dict[str, int] = {}
    for heading, blocks in _headed(MarkdownIt("commonmark").enable("table").parse(page.body), page.title):
        for text in _lots(blocks):
            anchor = name_of(heading)
            used[anchor] = used.get(anchor, 0) + 1
            suffix = f"-{used[anchor]}" if used[anchor] > 1 else ""
            yield PolicySection(
                id=f"{page.slug}#{anchor}{suffix}",
                policy=page.slug,
                title=page.title,
                heading=heading,
                text=text,
                url=page.url,
                source=SOURCE,
                version=version,
                as_of=as_of,
            )


def _read_page(path: Path) -> PolicyPage:
    try:
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path.name}: expected a readable UTF-8 file, got {error}") from error
    except Exception as error:
        raise PolicyError(f"{path.name}: expected front matter in YAML, got {error}") from error
    title, url = post.metadata.get("title"), post.metadata.get("url")
    if not isinstance(title, str) or not title.strip():
        raise PolicyError(f"{path.name}: expected a title in the front matter, got {title!r}")
    slug = str(post.metadata.get("slug") or path.stem)
    return PolicyPage(slug, title.strip(), str(url) if url else None, post.content)


def _headed(tokens: list[Token], title: str) -> Iterator[tuple[str, list[str]]]:
    heading, blocks, row = title, list[str](), list[str]()
    for before, token in pairwise(tokens):
        if token.type == "inline" and before.type == "heading_open":
            if blocks:
                yield heading, blocks
            heading, blocks = _plain(token), []
        elif token.type == "inline" and before.type in ("td_open", "th_open"):
            row.append(_plain(token))
        elif token.type == "inline":
            blocks.append(_plain(token))
        elif token.type == "tr_close":
            blocks.append(_sentence(row))
            row = []
    if blocks:
        yield heading, blocks


def _sentence(row: list[str]) -> str:
    """A table's row as it is quoted: Standard: 3-5 days, 4.90 USD."""
    return f"{': '.join(row[:2])}{''.join(f', {cell}' for cell in row[2:])}."


def _plain(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(child.content)
    return clean_text("".join(parts))


def _lots(blocks: list[str]) -> Iterator[str]:
    lot: list[str] = []
    for block in (piece for whole in blocks if whole for piece in chunks(whole, LONGEST)):
        if lot and sum(len(text.split()) for text in lot) + len(block.split()) > LONGEST:
            yield " ".join(lot)
            lot = []
        lot.append(block)
    if lot:
        yield " ".join(lot)
