"""What is indexed beside the product itself: its passages, and the texts that are embedded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from retrieval.keys import normalise_key
from retrieval.schema import Evidence, EvidenceKind, Product

LONGEST = 60
MOST = 200
SHORTEST = 3
# A sentence may end at .!?… before a capital, a digit or a quote, unless the word before the full stop is a short form.
SENTENCE_END = re.compile(r"[.!?…][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9À-ÖØ-Þ])")
LAST_WORD = re.compile(r"[^\s(]*$")
SHORT_FORMS = frozenset(
    ("dr", "mr", "mrs", "st", "vs", "no", "inc", "ltd", "co", "approx", "incl", "max", "min", "e.g", "i.e")
)
CLAUSE_END = re.compile(r"(?<=[;,:])\s+")


def passages_of(product: Product) -> list[Evidence]:
    """The product's highlights and description sentences, at most 60 words each, each text once.

    A passage's id follows from its product, kind and text, so that an unchanged sentence is the same passage.
    """
    seen = {normalise_key(product.title)}
    found: list[Evidence] = []
    for kind, text in _texts(product):
        key = normalise_key(text)
        if key not in seen and len(text.split()) >= (1 if kind == "highlight" else SHORTEST):
            seen.add(key)
            found.append(_passage(product, kind, text))
    return found[:MOST]


def passage_id(product_id: str, key: str) -> str:
    """The id in the index of a product's passage, given the part `passage_key` tells it by."""
    return f"{product_id}#{key}"


def passage_key(passage: Evidence) -> str:
    """What tells a passage from the others of its product."""
    return passage.id.rsplit("#", 1)[1]


def passage_of_text(kind: EvidenceKind, text: str) -> str:
    """The key of the passage that has this text."""
    return f"{kind[0]}{hashlib.blake2b(text.encode(errors='replace'), digest_size=6).hexdigest()}"


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text line by line; one over 60 words is divided at commas, else between words."""
    for line in text.splitlines():
        start = 0
        for end in SENTENCE_END.finditer(line):
            if line[end.start()] != "." or not _is_short_form(line[start : end.start()]):
                yield from chunks(line[start : end.end()].strip(), LONGEST)
                start = end.end()
        yield from chunks(line[start:].strip(), LONGEST)


def chunks(text: str, limit: int) -> Iterator[str]:
    """A text in pieces of at most `limit` words, divided at clauses where there are any."""
    piece: list[str] = []
    for clause in CLAUSE_END.split(text):
        words = clause.split()
        if piece and len(piece) + len(words) > limit:
            yield " ".join(piece)
            piece = []
        while len(words) > limit:
            yield " ".join(words[:limit])
            words = words[limit:]
        piece += words
    if piece:
        yield " ".join(piece)


def _is_short_form(before: str) -> bool:
    match = LAST_WORD.search(before)
    word = match.group().casefold() if match else ""
    return word in SHORT_FORMS or (len(word) == 1 and word.isalpha())


def _texts(product: Product) -> Iterator[tuple[EvidenceKind, str]]:
    for highlight in product.highlights:
        for text in chunks(highlight, LONGEST):
            yield "highlight", text
    for sentence in sentences(product.description):
        yield "description", sentence


def _passage(product: Product, kind: EvidenceKind, text: str) -> Evidence:
    return Evidence(
        id=passage_id(product.id, passage_of_text(kind, text)),
        kind=kind,
        text=text,
        score=0.0,
        source=product.source,
        version=product.version,
        as_of=product.as_of,
        product_id=product.id,
        url=product.link,
    )
