"""Comparing the indexes with what they should hold: what the state remembers having written, or what a source says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal, TypeAlias, TypeVar

from catalog.documents import passage_id, passage_key, passage_of_text
from catalog.services import Services
from catalog.syncing.fingerprints import fingerprints
from catalog.syncing.known import KnownProduct
from catalog.syncing.known_sections import KnownSection
from retrieval.codec import decode_evidence, decode_policy, decode_product, encode_product
from retrieval.schema import Product
from retrieval.shop_index import Part

Mismatch: TypeAlias = Literal["missing", "extra", "different"]
T = TypeVar("T")
LOT = 500
# What follows from a product's fields, and what is not a value of it.
NOT_COMPARED = frozenset({"version", "as_of", "content_hash", "embedding", "offer", "source"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One document that is not as it should be; `fields` say where, `newer` that the index has a later version."""

    part: Part
    mismatch: Mismatch
    id: str
    fields: tuple[str, ...] = ()
    newer: bool = False


@dataclass(slots=True)
class Verification:
    """What was compared and found; `passages` are the live passage keys of each product."""

    findings: list[Finding] = field(default_factory=list)
    checked: Counter[Part] = field(default_factory=Counter)
    passages: dict[str, list[str]] = field(default_factory=dict)

    def of(self, part: Part, mismatch: Mismatch) -> list[str]:
        """The ids of one kind of finding."""
        return [one.id for one in self.findings if one.part == part and one.mismatch == mismatch]


class Verifier:
    """Reads the indexes of one shop and compares; nothing is written."""

    def __init__(self, services: Services, shop: str) -> None:
        self._indexes = services.indexes(shop)
        self._known = services.known(shop)
        self._sections = services.known_sections(shop)

    def verify(self, progress: Callable[[int], None]) -> Verification:
        """Every product, passage and policy section against what is remembered; what seems wrong is looked at twice.

        Raises `RetrievalError`.
        """
        found = Verification()
        self._products(found, progress)
        self._policies(found)
        if found.findings:
            again = Verification()
            # What was just being written is right by now.
            self._products(again, progress)
            self._policies(again)
            again.findings = [one for one in again.findings if one in found.findings]
            return again
        return found

    def _products(self, found: Verification, progress: Callable[[int], None]) -> None:
        products, passages = self._indexes.products, self._indexes.passages
        there = set(_ids(products)) if products.exists() else set()
        spoken = set(_ids(passages)) if passages.exists() else set()
        blind = set(products.ids_without("embedding")) if there else set()
        mute = set(passages.ids_without("embedding")) if spoken else set()
        for name in spoken:
            found.passages.setdefault(name.rsplit("#", 1)[0], []).append(name.rsplit("#", 1)[1])
        known_ids: set[str] = set()
        expected: set[str] = set()
        for lot in lots(self._known.live(), LOT):
            documents = products.documents([one.id for one in lot if one.id in there], without=("embedding",))
            for one in lot:
                known_ids.add(one.id)
                keys = {passage_id(one.id, key) for key in one.passages}
                expected |= keys
                found.findings += _of_product(one, documents.get(one.id) if one.id in there else None, one.id in blind)
                found.findings += [Finding("evidence", "missing", name) for name in sorted(keys - spoken)]
            told = [passage_id(one.id, key) for one in lot for key in one.passages]
            found.findings += self._texts([name for name in told if name in spoken], mute)
            found.checked["products"] += len(lot)
            found.checked["evidence"] += len(told)
            progress(found.checked["products"])
        found.findings += [Finding("products", "extra", name) for name in sorted(there - known_ids)]
        found.findings += [Finding("evidence", "extra", name) for name in sorted(spoken - expected)]

    def _texts(self, names: Sequence[str], mute: set[str]) -> Iterator[Finding]:
        for name, document in self._indexes.passages.documents(names, without=("embedding",)).items():
            try:
                passage = decode_evidence(document, score=0.0)
                wrong = passage_of_text(passage.kind, passage.text) != passage_key(passage)
            except (KeyError, TypeError, ValueError):
                wrong = True
            fields = (("content",) if wrong else ()) + (("embedding",) if name in mute else ())
            if fields:
                yield Finding("evidence", "different", name, fields)

    def _policies(self, found: Verification) -> None:
        index, known = self._indexes.policies, self._sections.all()
        there = index.documents(_ids(index)) if index.exists() else {}
        for name, section in known.items():
            found.checked["policies"] += 1
            if name not in there:
                found.findings.append(Finding("policies", "missing", name))
            elif fields := _of_section(section, there[name]):
                found.findings.append(Finding("policies", "different", name, fields))
        found.findings += [Finding("policies", "extra", name) for name in sorted(there.keys() - known.keys())]


def _ids(index: Any) -> list[str]:
    index.refresh()
    ids: list[str] = index.ids()
    return ids


def _of_product(known: KnownProduct, document: dict[str, Any] | None, blind: bool) -> Iterator[Finding]:
    if document is None:
        yield Finding("products", "missing", known.id)
        return
    try:
        product = decode_product(document)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        yield Finding("products", "different", known.id, ("document",))
        return
    fields = (*_parts(known, product), *_derived(product, document), *(("embedding",) if blind else ()))
    if fields:
        newer = product.version > known.version or product.offer.version > known.offer_version
        yield Finding("products", "different", known.id, fields, newer)


def _parts(known: KnownProduct, product: Product) -> Iterator[str]:
    now, then = fingerprints(product), known.fingerprints
    pairs = (("text", now.text, then.text), ("facts", now.facts, then.facts), ("offer", now.offer, then.offer))
    yield from (name for name, here, there in pairs if here != there)
    versions = (
        ("version", product.version, known.version),
        ("offer version", product.offer.version, known.offer_version),
        ("source", product.source, known.source),
    )
    yield from (name for name, here, there in versions if here != there)


def _derived(product: Product, document: dict[str, Any]) -> Iterator[str]:
    """The search fields that do not follow from the product they stand beside."""
    # As the index gives it back: a tuple has become a list on the way.
    stored: dict[str, Any] = json.loads(json.dumps(encode_product(product)))
    for name, value in stored.items():
        if name not in NOT_COMPARED and document.get(name) != value:
            yield name


def _of_section(known: KnownSection, document: dict[str, Any]) -> tuple[str, ...]:
    try:
        now = KnownSection.of(decode_policy(document))
    except (KeyError, TypeError, ValueError):
        return ("document",)
    pairs = (("text", now.text, known.text), ("url", now.link, known.link), ("version", now.version, known.version))
    wrong = tuple(name for name, here, there in pairs if here != there)
    return wrong if "embedding" in document else (*wrong, "embedding")


def lots(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, so many at a time."""
    taken = iter(items)
    while lot := list(islice(taken, size)):
        yield lot
