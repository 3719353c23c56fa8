"""The index against the shop as it really is, and against what the state remembers of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from elasticsearch.helpers import scan

from catalog.operations.verify import Verifier
from catalog.services import Services
from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Product
from tests.bench.faults.model import Expected


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the index lacks, has beyond, or says otherwise, by product id; what `verify` found; what is a dead letter.

    `stuck` says what was not done in time.
    """

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()
    stuck: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether the index says what the shop is, and nothing is left to do."""
        return self == Verdict()


def compare(services: Services, shop: str, expected: Mapping[str, Expected]) -> Verdict:
    """Products with their title, price and stock, the passages beside them, and the state in SQL."""
    indexes = services.indexes(shop)
    indexes.products.refresh()
    indexes.passages.refresh()
    ids = indexes.products.ids()
    found = {one.id: one for one in ElasticsearchProductLookup(services.client, shop).by_ids(ids)}
    told = _passages(services, indexes.passages.alias)
    known = services.known(shop).of_ids(sorted({*found, *expected}))
    live = {one.id for one in known.values() if not one.deleted}
    wrong = {name for name, one in expected.items() if name in found and not _is_right(found[name], told, one)}
    findings = Verifier(services, shop).verify(lambda _count: None).findings
    return Verdict(
        missing=tuple(sorted(expected.keys() - found.keys())),
        extra=tuple(sorted((found.keys() | told.keys()) - expected.keys())),
        different=tuple(sorted(wrong | (live ^ expected.keys()))),
        verify=tuple(f"{one.part} {one.id}: {one.mismatch} {', '.join(one.fields)}".strip() for one in findings),
        dead=tuple(f"{one.topic} {one.object_id}: {one.note}" for one in services.inbox.dead(shop)),
    )


def _is_right(product: Product, told: Mapping[str, set[str]], expected: Expected) -> bool:
    offer = product.offer
    said = (product.title, offer.price, offer.quantity, product.description, told.get(product.id))
    return said == (
        expected.title,
        expected.price,
        expected.quantity,
        expected.sentence,
        {expected.sentence},
    )


def _passages(services: Services, alias: str) -> dict[str, set[str]]:
    """The texts of the live passages by product."""
    told: dict[str, set[str]] = {}
    for hit in scan(services.client, index=alias, query={"query": {"term": {"active": True}}}):
        told.setdefault(hit["_source"]["product_id"], set()).add(hit["_source"]["content"])
    return told
