"""HTML to the plain text a shopper would see."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?!\.\d)"
)
BLOCK_NAMES = (
    "address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
INLINE_NAMES = "a abbr b bdi bdo cite code em i mark q s small span strong sub sup time u"
BLOCKS = frozenset(BLOCK_NAMES.split())
INLINE = frozenset(INLINE_NAMES.split())
VOID = frozenset({"br", "hr", "img", "wbr"})
UNSEEN = frozenset({"script", "style", "template", "noscript", "textarea", "select", "svg", "math", "iframe", "object"})


def looks_like_html(text: str) -> bool:
    """Whether a text holds tags, comments or character references."""
    return ("<" in text or "&" in text) and MARKUP.search(text) is not None


def html_to_text(markup: str) -> str:
    """What is visible of a piece of HTML: one line a block, without markup, scripts or hidden elements."""
    sound = nh3.clean(
        markup,
        tags=set(BLOCKS | INLINE),
        clean_content_tags=set(UNSEEN),
        attributes={"*": {"style", "hidden"}},
        link_rel=None,
    )
    reader = _VisibleText()
    reader.feed(sound)
    reader.close()
    return "".join(reader.parts)


class _VisibleText(HTMLParser):
    """Collects visible text; its input is balanced, as `nh3.clean` leaves it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a line at a block, and a hidden stretch at a hidden element."""
        if tag not in VOID and (self._hidden or is_hidden(dict(attrs))):
            self._hidden += 1
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Ends what `handle_starttag` began."""
        if self._hidden and tag not in VOID:
            self._hidden -= 1
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keeps text that is visible."""
        if not self._hidden:
            self.parts.append(data.replace("\n", " "))


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Whether an element of these attributes is not shown at all."""
    return "hidden" in attributes or HIDDEN_STYLE.search((attributes.get("style") or "").lower()) is not None
