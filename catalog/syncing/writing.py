"""Writing products to a shop's indexes: what the index refused, and what is to be remembered of the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from catalog.documents import passage_id, passage_key, passages_of
from catalog.services import Services
from catalog.syncing.batches import Item
from catalog.syncing.fingerprints import NOTHING, Fingerprints
from catalog.syncing.known import KnownProduct, WrittenOffer
from catalog.syncing.remembering import Forgetting, LeftBehind, Remembering, WrittenProduct
from catalog.syncing.runs import milliseconds
from retrieval.codec import decode_offer, decode_product, embedding_text, encode_offer, encode_product
from retrieval.errors import IndexMissing
from retrieval.schema import Evidence, Product
from retrieval.times import Arrival
from retrieval.writes import WriteResult


@dataclass(slots=True)
class Embedded:
    """How many texts were embedded, and how long that took."""

    texts: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Written:
    """What became of products: `refused` (product id -> reason), and how to remember what was written.

    The `lost` are not in the index any more, although nothing newer removed them: they are to be written whole.
    `remember` raises `LeftBehind` where somebody else has written of the same products meanwhile.
    """

    refused: Mapping[str, str]
    remember: Callable[[Connection], None]
    lost: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Upsert:
    """One product to write, decoded."""

    product: Product
    fingerprints: Fingerprints
    embed: bool
    is_known: bool
    known: tuple[str, ...]
    passages: list[Evidence]
    keys: tuple[str, ...]
    record: str | None


class Writer:
    """Writes products, each under its own version; writing them twice, late or out of order changes nothing."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def upsert(
        self, shop: str, items: Sequence[Item], embedded: Embedded, *, arrivals: Mapping[str, Arrival]
    ) -> Written:
        """Writes whole products, embedding what has changed of their text."""
        indexes = self._services.indexes(shop)
        # As it is known now, which may be otherwise than when the work was planned.
        before = self._services.known(shop).of_ids([item["product"]["id"] for item in items])
        work = [_decoded(item, before) for item in items]
        embedder = self._services.embedder.get()
        indexes.products.ensure(embedder.dims, embedder=embedder.name)
        indexes.passages.ensure(embedder.dims, embedder=embedder.name)
        texts = {one.product.id: embedding_text(one.product) for one in work if one.embed}
        fresh = [
            passage
            for one in work
            for passage in one.passages
            if not one.is_known or passage_key(passage) not in one.known
        ]
        vectors = self.embed(texts | {passage.id: passage.text for passage in fresh}, embedded)
        passages = [passage for one in work for passage in one.passages]
        refused = refusals(indexes.passages.upsert(passages, embeddings=vectors))
        for version in {one.product.version for one in work}:
            stale = [
                passage_id(one.product.id, key)
                for one in work
                for key in one.known
                if key not in one.keys and one.product.version == version
            ]
            refused |= refusals(indexes.passages.delete(stale, version=version))
        products = [one.product for one in work]
        refused |= refusals(indexes.products.upsert(products, embeddings=vectors, arrivals=arrivals))
        bad = {name.split("#", 1)[0]: reason for name, reason in refused.items()}
        written = [one for one in work if one.product.id not in bad]
        return Written(bad, Remembering(self._services.known(shop), [*map(_written, written)]).save)

    def remember(self, shop: str, change: Callable[[Connection], None]) -> None:
        """Does a change of the state in one transaction, and before it clears away what `LeftBehind` names."""
        while True:
            try:
                with self._services.engine.begin() as connection:
                    change(connection)
            except LeftBehind as left:
                # Where there is no index, nothing was left in it.
                with suppress(IndexMissing):
                    self._clear(shop, left)
            else:
                return

    def _clear(self, shop: str, left: LeftBehind) -> None:
        indexes = self._services.indexes(shop)
        for version, products in left.products.items():
            indexes.products.delete(products, version=version)
        for version, passages in left.passages.items():
            indexes.passages.delete(passages, version=version)

    def offers(self, shop: str, items: Sequence[Item], *, arrivals: Mapping[str, Arrival]) -> Written:
        """Writes price and stock of products that are there; what is known of the others is forgotten."""
        offers = {item["id"]: decode_offer(item["offer"]) for item in items}
        result = self._services.indexes(shop).products.update_offers(offers, arrivals=arrivals)
        refused, lost = refusals(result), frozenset((*result.missing, *result.buried))
        written = {
            item["id"]: WrittenOffer(item["print"], offers[item["id"]].version, item.get("record"), item.get("text_of"))
            for item in items
            if item["id"] not in refused and item["id"] not in lost
        }
        known = self._services.known(shop)

        def remember(connection: Connection) -> None:
            said = max((milliseconds(offer.as_of) for offer in offers.values()), default=None)
            known.save_offers(connection, written, confirmed_at=said)
            known.forget(connection, list(result.missing))
            known.distrust(connection, list(result.buried))

        return Written(refused, remember, lost)

    def delete(self, shop: str, items: Sequence[Item], *, version: int) -> Written:
        """Leaves tombstones of products and their passages, as of a version."""
        indexes = self._services.indexes(shop)
        known = self._services.known(shop).of_ids([item["id"] for item in items])
        items = [item for item in items if not _is_newer(known.get(item["id"]), version)]
        ids = [item["id"] for item in items]
        passages = [passage_id(item["id"], key) for item in items for key in item["passages"]]
        refused = refusals(indexes.products.delete(ids, version=version))
        refused |= refusals(indexes.passages.delete(passages, version=version))
        told = {item["id"]: tuple(item["passages"]) for item in items}
        return Written(refused, Forgetting(self._services.known(shop), told, version).save)

    def embed(self, texts: Mapping[str, str], embedded: Embedded) -> dict[str, Sequence[float]]:
        """Vectors by name, each distinct text embedded once."""
        if not texts:
            return {}
        began = time.monotonic()
        distinct = list(dict.fromkeys(texts.values()))
        vectors = dict(zip(distinct, self._services.embedder.get().embed(distinct), strict=True))
        embedded.texts += len(distinct)
        embedded.seconds += time.monotonic() - began
        return {name: vectors[text] for name, text in texts.items()}


def upsert_item(product: Product, prints: Fingerprints, *, anew: bool = False) -> Item:
    """What `Writer.upsert` takes for a product that is to be what `product` says, embedded `anew` also where its text
    is known."""
    whole = encode_product(product) | {"offer": encode_offer(product.offer)}
    return {"product": whole, "prints": asdict(prints), "anew": anew}


def offer_item(product: Product, prints: Fingerprints) -> Item:
    """What `Writer.offers` takes for a product whose price or stock alone is to be written."""
    return {"id": product.id, "offer": encode_offer(product.offer), "print": prints.offer}


def refusals(result: WriteResult) -> dict[str, str]:
    """What the index refused, with its reasons."""
    return {failure.id: failure.reason for failure in result.failed}


def _decoded(item: Item, before: Mapping[str, KnownProduct]) -> _Upsert:
    product, prints = decode_product(item["product"]), Fingerprints(**item["prints"])
    known = before.get(product.id)
    live = known if known is not None and not known.deleted else None
    is_known = live is not None and live.fingerprints.embedding != NOTHING.embedding and not item.get("anew")
    embed = not is_known or live is None or live.fingerprints.embedding != prints.embedding
    passages = passages_of(product)
    keys = tuple(passage_key(passage) for passage in passages)
    had = live.passages if live is not None else ()
    return _Upsert(product, prints, embed, is_known, had, passages, keys, item.get("record"))


def _is_newer(known: KnownProduct | None, version: int) -> bool:
    return known is not None and max(known.version, known.offer_version) > version


def _written(one: _Upsert) -> WrittenProduct:
    product, offer = one.product, one.product.offer
    said = milliseconds(offer.as_of)
    saved = KnownProduct(
        product.id,
        product.source,
        one.fingerprints,
        one.keys,
        product.version,
        offer.version,
        confirmed_at=said,
        group=product.item_group_id or product.id,
        record=one.record,
    )
    return WrittenProduct(saved, one.known)
