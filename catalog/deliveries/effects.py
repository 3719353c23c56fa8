"""From a delivery to what has to be written for it, given what is known of its products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.canary.platform import CANARY, Canary
from catalog.deliveries.files_since import newest_files, texts_to_come
from catalog.deliveries.inbox import Delivery, Lane
from catalog.deliveries.keeping import keep_unstated
from catalog.deliveries.objects import DeliveredObject, ObjectStore
from catalog.deliveries.origin import origin_of
from catalog.deliveries.shopify import Shopify
from catalog.deliveries.stated import Platform, Stated, Unreadable
from catalog.deliveries.uncertainty import Uncertainty
from catalog.deliveries.woocommerce import WooCommerce
from catalog.documents import passage_key, passages_of
from catalog.normalising.normalise import Normalised, Normaliser
from catalog.rejections import Rejection
from catalog.services import Services
from catalog.syncing.batches import Item
from catalog.syncing.diff import change_of
from catalog.syncing.fingerprints import fingerprints
from catalog.syncing.known import KnownProduct
from catalog.syncing.runs import moment
from catalog.syncing.writing import offer_item, upsert_item
from retrieval.errors import IndexMissing
from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Product

PLATFORMS: dict[str, Platform] = {"shopify": Shopify(), "woocommerce": WooCommerce(), CANARY: Canary()}


@dataclass(slots=True)
class Effect:
    """What a delivery makes necessary, under a version; `early` are offers of products whose text is to be written.

    `sources` are those of the products it concerns; `strays` are products that broken attempts may have left in the
    index, with their passages; `products` make up the `group` of `source`, unless a newer file tells of it, which has
    overtaken this. An `unknown` object is gone, and nothing told which products it was: an older delivery, still to
    come, may. Of the `doubtful` a broken attempt may have written what a newer file did not know of.
    """

    version: int

    upserts: list[Item] = field(default_factory=list)
    offers: list[Item] = field(default_factory=list)
    early: list[Item] = field(default_factory=list)
    deletes: list[Item] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    source: str | None = None
    group: str | None = None
    strays: dict[str, set[str]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    gone: bool = False
    unknown: bool = False
    is_overtaken: bool = False


def effect_of(services: Services, delivery: Delivery, *, broken: Lane | None = None) -> Effect | None:
    """What has to be written, None when a newer delivery has had its effect; raises `Unreadable`.

    An attempt that may have broken off in the `broken` lane has perhaps written what nobody remembers.
    """
    seen = ObjectStore(services.engine, delivery.shop, delivery.platform).get(delivery.object_id)
    if seen is not None and seen.version > delivery.version:
        return _late(services, delivery, seen, broken)
    stated = _stated(delivery)
    if stated is None:
        return Effect(delivery.version)
    effect = Effect(delivery.version, gone=not stated.records)
    normalised = _normalised(services, delivery, stated)
    uncertainty = Uncertainty(broken, texts_to_come(services, delivery.shop, delivery.version))
    effect.rejections = [one for one in stated.records if isinstance(one, Rejection)]
    _compare(services, delivery, normalised, uncertainty, effect)
    effect.products = [one.id for one in normalised if one.id is not None]
    before = set(seen.products if seen else ()) | _of_group(services, delivery.shop, stated.group)
    effect.unknown = effect.gone and not before and (seen is None or seen.is_unknown)
    _remove(services, delivery.shop, before - set(effect.products), uncertainty, effect)
    told = [one.product.source for one in normalised if one.product is not None]
    effect.source = next(iter((*told, *sorted(effect.sources))), seen.source if seen is not None else None)
    effect.group = stated.group or (seen.group if seen is not None else None)
    effect.is_overtaken = newest_files(services, delivery.shop).get(effect.source or "", 0) > effect.version
    return effect


def strays_of(services: Services, delivery: Delivery) -> dict[str, set[str]]:
    """What an attempt at a delivery that broke off may have left in the index: products with their passages."""
    try:
        stated = _stated(delivery)
    except Unreadable:
        return {}
    products = [one.product for one in _normalised(services, delivery, stated)] if stated is not None else []
    return {one.id: {passage_key(passage) for passage in passages_of(one)} for one in products if one is not None}


def _late(services: Services, delivery: Delivery, seen: DeliveredObject, broken: Lane | None) -> Effect | None:
    """Nothing, unless this first tells which products an object was that is gone: then they are removed."""
    if not seen.gone or seen.products:
        return None
    stated = _stated(delivery)
    if stated is None:
        return None
    told = {str(one.values.get("id")) for one in stated.records if not isinstance(one, Rejection)}
    effect = Effect(seen.version, gone=True, products=sorted(told), group=stated.group)
    sources = [one.product.source for one in _normalised(services, delivery, stated) if one.product is not None]
    effect.source = next(iter(sources), None)
    gone = told | _of_group(services, delivery.shop, stated.group)
    _remove(services, delivery.shop, gone, Uncertainty(broken, texts_to_come=False), effect)
    return effect


def _stated(delivery: Delivery) -> Stated | None:
    platform = PLATFORMS.get(delivery.platform)
    if platform is None:
        raise Unreadable(f"expected a delivery of one of {', '.join(PLATFORMS)}, got {delivery.platform}")
    try:
        payload = delivery.payload
    except ValueError as error:
        raise Unreadable(f"expected a body of JSON: {error}") from error
    return platform.read(delivery.topic, payload)


def _normalised(services: Services, delivery: Delivery, stated: Stated) -> list[Normalised]:
    records = [one for one in stated.records if not isinstance(one, Rejection)]
    ids = [str(one.values.get("id")) for one in records]
    origin = origin_of(services, delivery.shop, PLATFORMS[delivery.platform], ids)
    as_of = moment(delivery.version)
    normaliser = Normaliser.of(origin.mapping, source=origin.source, version=delivery.version, as_of=as_of)
    normalised = [normaliser.normalise(record) for record in records]
    known = {one.id: one for one in _lookup(services, delivery.shop, [one.id for one in normalised if one.id])}
    return [
        one
        if one.product is None
        else Normalised(
            one.row,
            one.id,
            keep_unstated(
                one.product,
                known.get(one.product.id),
                mapping=origin.mapping,
                values=record.values,
                stated=stated,
            ),
            one.rejections,
        )
        for one, record in zip(normalised, records, strict=True)
    ]


def _lookup(services: Services, shop: str, ids: Sequence[str]) -> list[Product]:
    try:
        return ElasticsearchProductLookup(services.client, shop).by_ids(ids)
    except IndexMissing:
        return []


def _compare(
    services: Services, delivery: Delivery, normalised: list[Normalised], uncertainty: Uncertainty, effect: Effect
) -> None:
    known = services.known(delivery.shop).of_ids([one.id for one in normalised if one.id is not None])
    files = newest_files(services, delivery.shop)
    for one in normalised:
        effect.rejections += [line for line in one.rejections if line.verdict == "rejected"]
        if one.product is None:
            continue
        before = known.get(one.product.id)
        file = files.get(one.product.source, 0)
        if file <= delivery.version:
            effect.sources.add(one.product.source)
            _add(services, one.product, before, uncertainty, effect)
        elif uncertainty.doubts(before, version=delivery.version, file=file):
            # A newer file has said what there is to say of its products, and found nothing new in it.
            effect.sources.add(one.product.source)
            effect.doubtful.add(one.product.id)


def _add(
    services: Services, product: Product, known: KnownProduct | None, uncertainty: Uncertainty, effect: Effect
) -> None:
    prints = fingerprints(product)
    confirm_ms = int(services.settings.confirm_s * 1000)
    change = change_of(known, prints, version=product.version, confirm_ms=confirm_ms)
    change = uncertainty.change_of(change, known, prints, version=product.version)
    if change in ("offer", "confirmed"):
        effect.offers.append(offer_item(product, prints))
    elif change in ("added", "text", "facts"):
        effect.upserts.append(upsert_item(product, prints, anew=uncertainty.of_texts))
        if known is not None and not known.deleted and known.fingerprints.offer != prints.offer:
            effect.early.append(offer_item(product, prints))


def _remove(services: Services, shop: str, lost: set[str], uncertainty: Uncertainty, effect: Effect) -> None:
    """What an object was and is not any more: variants taken out, an old handle, all of it when it is gone."""
    files = newest_files(services, shop)
    for product_id, known in services.known(shop).of_ids(sorted(lost)).items():
        newer = max(known.version, known.offer_version, files.get(known.source, 0)) > effect.version
        if not known.deleted and not newer:
            effect.sources.add(known.source)
            effect.deletes.append({"id": product_id, "passages": list(known.passages)})
        elif uncertainty.doubts_existence(known, version=effect.version):
            effect.sources.add(known.source)
            effect.doubtful.add(product_id)


def _of_group(services: Services, shop: str, group: str | None) -> set[str]:
    if not group:
        return set()
    try:
        return {group, *ElasticsearchProductLookup(services.client, shop).ids_of_group(group)}
    except IndexMissing:
        return {group}
