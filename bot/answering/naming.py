"""Names as replies speak them: a product's short name, and a customer's words made safe to repeat."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.answering.reading import clean
from retrieval.keys import normalise_key
from retrieval.schema import Product

MAX_NAME = 56
MAX_MENTION = 40
_TRAILING = re.compile(r"\s*[\(\[][^()\[\]]*[\)\]]\s*$")
_CUT = re.compile(r"\s*(?:[,;|–—]|\s-\s).*$")
_MARKUP = re.compile(r"<[^<>]{0,200}>|https?://\S+|www\.\S+", re.IGNORECASE)
_MENTION_LEFT_OUT = re.compile(r"[^\w\s.,'&+/#-]")


def short_name(product: Product) -> str:
    """The product's title up to the model it holds; where it holds none, the title cut short and the model after it."""
    title = plain(product.title)
    model = _model_in(title, product)
    if model is None:
        name = _within(_TRAILING.sub("", title) or title, MAX_NAME)
        stated = _stated_model(product)
        return f"{name} {stated}" if stated else name
    name = title[: title.lower().index(model.lower()) + len(model)]
    if len(name) > MAX_NAME:
        return f"{plain(product.brand or '')} {model}".strip()
    return f"{name}{_noun(title[len(name) :])}" if " " not in name else name


def with_code(product: Product, mention: str | None) -> str:
    """The short name, and the code it was asked by where the name does not hold it."""
    name = short_name(product)
    key = normalise_key(mention or "")
    code = next((plain(i.raw) for i in product.identifiers if i.key == key and i.kind in ("mpn", "sku", "model")), None)
    return name if code is None or key in normalise_key(name) else f"{name} ({code})"


def full_name(product: Product) -> str:
    """The whole title, for where two short names are the same."""
    return _within(plain(product.title), 120)


def names_apart(products: Sequence[Product]) -> list[str]:
    """A name for each product, all different: short where that is enough, the full title or the id where not."""
    for name_of in (short_name, full_name):
        names = [name_of(product) for product in products]
        if len(set(names)) == len(names):
            return names
    return [f"{full_name(product)} ({product.id})" for product in products]


def plain(text: str) -> str:
    """Catalogue text as plain text on one line, without angle brackets that could be taken for markup."""
    return clean(text.replace("<", " ").replace(">", " "))


def safe_mention(text: str) -> str:
    """A customer's words as a short name to repeat: no markup, no links, no symbols, at most 40 characters."""
    words = clean(_MENTION_LEFT_OUT.sub(" ", _MARKUP.sub(" ", unicodedata.normalize("NFKC", text))))
    return _within(words, MAX_MENTION).strip(" .,'&+/#-") or "that product"


def _within(text: str, limit: int) -> str:
    text = text.rstrip()
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rsplit(" ", 1)[0] if " " in text[: limit + 1] else text[:limit]
    return re.sub(r"(?:\s+(?:with|for|and|of|in|the|a|-|/|&))+$", "", cut).rstrip(" ,;-")


def _noun(rest: str) -> str:
    """The first words after the model, up to a comma or a bracket: what kind of thing it is."""
    words = _CUT.sub("", rest.split("(")[0]).split()[:3]
    return f" {' '.join(words)}" if words else ""


def _stated_model(product: Product) -> str | None:
    for kind in ("model", "mpn", "name", "sku"):
        for identifier in product.identifiers:
            if identifier.kind == kind and len(identifier.raw) <= 32:
                return plain(identifier.raw)
    return None


def _model_in(title: str, product: Product) -> str | None:
    """The longest identifier that stands in the title."""
    lowered = (_TRAILING.sub("", title) or title).lower()
    raws = (plain(identifier.raw) for identifier in product.identifiers if identifier.kind not in ("id", "gtin"))
    found = [raw for raw in raws if len(normalise_key(raw)) > 1 and raw.lower() in lowered]
    return max(found, key=len, default=None)
