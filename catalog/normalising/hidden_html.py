"""Text of a piece of HTML that a browser would not show, or not let anybody read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

from catalog.normalising.html import BLOCKS, INLINE, VOID, is_hidden, looks_like_html

COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
WHITE = re.compile(r"(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))")


def hidden_texts(markup: str) -> list[str]:
    """Each hidden stretch of text: hidden elements, invisible styles, white letters, aria-hidden, and comments."""
    if not looks_like_html(markup):
        return []
    sound = nh3.clean(
        markup,
        tags=set(BLOCKS | INLINE),
        attributes={"*": {"style", "hidden", "aria-hidden"}},
        clean_content_tags={"script", "style"},
        link_rel=None,
    )
    reader = _HiddenText()
    reader.feed(sound)
    reader.close()
    found = [" ".join(part.split()) for part in (*reader.parts, *COMMENT.findall(markup))]
    return [part for part in found if part]


class _HiddenText(HTMLParser):
    """Collects hidden text; its input is balanced, as `nh3.clean` leaves it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a hidden stretch at a hidden element."""
        if tag not in VOID and (self._hidden or _is_unreadable(dict(attrs))):
            self.parts += [""] if not self._hidden else []
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        """Ends what `handle_starttag` began."""
        if self._hidden and tag not in VOID:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        """Keeps text that is hidden."""
        if self._hidden:
            self.parts[-1] += data


def _is_unreadable(attributes: dict[str, str | None]) -> bool:
    style = (attributes.get("style") or "").lower()
    white = WHITE.search(style) is not None and "background" not in style
    return is_hidden(attributes) or attributes.get("aria-hidden") == "true" or white
