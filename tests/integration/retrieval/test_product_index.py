"""Writes that come late, twice or out of order, on a real Elasticsearch."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from elasticsearch import Elasticsearch

from retrieval.client import connect
from retrieval.codec import encode_offer, encode_product
from retrieval.errors import IndexMissing, SchemaMismatch
from retrieval.index import PassageIndex, PolicyIndex, ProductIndex
from retrieval.index_schema import PRODUCT_SCHEMA, product_mapping
from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Attribute, Evidence, PolicySection, Product
from retrieval.settings import RetrievalSettings
from retrieval.shop_index import ShopIndex
from retrieval.writes import tombstone_action, upsert_action
from tests.fakes.retrieval import AS_OF, make_offer, make_product

VECTOR = [1.0, 0.0, 0.0, 0.0]
OTHER_VECTOR = [0.0, 1.0, 0.0, 0.0]
KETTLE = make_product("K-1", "Aurora kettle", model="AK-17", version=10)
SAME_KETTLE = make_product("K-2", "Aurora kettle XL", model="AK-18", version=10)


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with connect(RetrievalSettings(elasticsearch_url=elasticsearch_url, request_timeout_s=20)) as client:
        yield client


@pytest.fixture
def index(client: Elasticsearch, shop: str) -> ProductIndex:
    index = ProductIndex(client, shop)
    index.ensure(4, embedder="test")
    return index


@pytest.fixture
def stored(client: Elasticsearch, shop: str) -> Callable[[], Product]:
    lookup = ElasticsearchProductLookup(client, shop)
    return lambda: lookup.by_ids(["K-1"])[0]


def embedding(client: Elasticsearch, index: ProductIndex) -> list[float] | None:
    source = client.get(index=index.alias, id="K-1")["_source"]
    vector: list[float] | None = source.get("embedding")
    return vector


def test_upsert_of_an_older_version_changes_nothing(index: ProductIndex, stored: Callable[[], Product]) -> None:
    assert index.upsert([KETTLE], embeddings={"K-1": VECTOR}).written == 1
    older = replace(KETTLE, title="Old kettle", version=9, offer=make_offer("1.00", version=9))
    assert index.upsert([older], embeddings={"K-1": OTHER_VECTOR}).ignored == 1
    assert stored() == KETTLE


def test_upsert_delivered_twice_is_written_once(index: ProductIndex) -> None:
    assert index.upsert([KETTLE], embeddings={"K-1": VECTOR}).written == 1
    assert index.upsert([KETTLE], embeddings={}).ignored == 1


def test_upsert_keeps_a_newer_offer(index: ProductIndex, stored: Callable[[], Product]) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    newer = make_offer("99.00", version=30)
    assert index.update_offers({"K-1": newer}).written == 1
    renamed = replace(KETTLE, title="Aurora kettle, new box", version=20, offer=make_offer("129.00", version=20))
    assert index.upsert([renamed], embeddings={}).written == 1
    assert stored() == replace(renamed, offer=newer)


def test_upsert_of_older_text_still_brings_a_newer_offer(index: ProductIndex, stored: Callable[[], Product]) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    offer = make_offer("99.00", version=12)
    assert index.upsert([replace(KETTLE, title="Old", version=9, offer=offer)], embeddings={}).written == 1
    assert stored() == replace(KETTLE, offer=offer)


def test_update_offers_keeps_text_and_embedding(
    client: Elasticsearch, index: ProductIndex, stored: Callable[[], Product]
) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    sale = make_offer("129.00", sale_price="99.90", sale_ends=AS_OF, availability="backorder", version=11)
    assert index.update_offers({"K-1": sale}).written == 1
    assert stored() == replace(KETTLE, offer=sale)
    assert embedding(client, index) == VECTOR


def test_update_offers_ignores_older_and_repeated_ones(index: ProductIndex, stored: Callable[[], Product]) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    assert index.update_offers({"K-1": make_offer("1.00", version=9)}).ignored == 1
    assert index.update_offers({"K-1": KETTLE.offer}).ignored == 1
    assert stored() == KETTLE


def test_update_offers_of_unknown_products_are_reported_and_make_nothing(index: ProductIndex) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    result = index.update_offers({"none": make_offer(version=50), "K-1": make_offer("2.00", version=50)})
    assert (result.written, result.missing, result.failed) == (1, ("none",), ())
    index.refresh()
    assert index.ids() == ["K-1"]


def test_update_offers_of_deleted_products_are_reported_where_the_deletion_is_older(
    index: ProductIndex, stored: Callable[[], Product]
) -> None:
    index.upsert([KETTLE, SAME_KETTLE], embeddings={"K-1": VECTOR, "K-2": VECTOR})
    index.delete(["K-1"], version=11)
    late = index.update_offers({"K-1": make_offer("9.00", version=11)})
    assert (late.buried, late.failed) == ((), ())
    newer = {"K-1": make_offer("8.00", version=12), "K-2": make_offer("7.00", version=12)}
    told = index.update_offers(newer)
    assert (told.written, told.missing, told.buried, told.failed) == (1, (), ("K-1",), ())
    again = replace(KETTLE, version=12, offer=newer["K-1"])
    assert index.upsert([again], embeddings={"K-1": VECTOR}).written == 1
    assert stored() == again


def test_upsert_without_embedding_keeps_the_one_there(client: Elasticsearch, index: ProductIndex) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    index.upsert([replace(KETTLE, description="Boils fast.", version=11)], embeddings={})
    assert embedding(client, index) == VECTOR
    index.upsert([replace(KETTLE, title="Kettle", version=12)], embeddings={"K-1": OTHER_VECTOR})
    assert embedding(client, index) == OTHER_VECTOR


def test_delete_is_not_undone_by_late_upserts_and_is_by_newer_ones(
    client: Elasticsearch, index: ProductIndex, shop: str
) -> None:
    lookup = ElasticsearchProductLookup(client, shop)
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    assert index.delete(["K-1", "never-there"], version=20).written == 2
    assert index.delete(["K-1"], version=20).ignored == 1
    assert index.upsert([KETTLE, replace(KETTLE, id="never-there", version=19)], embeddings={}).ignored == 2
    index.refresh()
    assert (index.count(), index.ids(), lookup.by_ids(["K-1", "never-there"])) == (0, [], [])
    back = replace(KETTLE, version=21, offer=make_offer(version=21))
    assert index.upsert([back], embeddings={"K-1": VECTOR}).written == 1
    assert lookup.by_ids(["K-1"]) == [back]


def test_delete_of_an_older_version_is_ignored(index: ProductIndex, stored: Callable[[], Product]) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    assert index.delete(["K-1"], version=9).ignored == 1
    assert stored() == KETTLE


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_delivery_ends_the_same(index: ProductIndex, stored: Callable[[], Product], seed: int) -> None:
    last_text = replace(KETTLE, title="Version 40", version=40, offer=make_offer("40.00", version=40))
    last_offer = make_offer("50.00", version=50)
    deliveries: list[Callable[[], object]] = [
        lambda: index.upsert([KETTLE], embeddings={"K-1": VECTOR}),
        lambda: index.delete(["K-1"], version=30),
        lambda: index.update_offers({"K-1": make_offer("20.00", version=20)}),
        lambda: index.upsert([last_text], embeddings={"K-1": VECTOR}),
        lambda: index.update_offers({"K-1": last_offer}),
    ]
    shuffled = deliveries * 2
    random.Random(seed).shuffle(shuffled)
    for deliver in shuffled:
        deliver()
    # An offer for a product that is not there yet is reported as missing, and brought again by who sent it.
    index.update_offers({"K-1": last_offer})
    assert stored() == replace(last_text, offer=last_offer)


def test_a_refused_document_stops_no_other(index: ProductIndex) -> None:
    result = index.upsert(
        [KETTLE, replace(KETTLE, id="bad"), replace(KETTLE, id="good")],
        embeddings={"K-1": VECTOR, "bad": [1.0], "good": VECTOR},
    )
    assert result.written == 2
    assert [failure.id for failure in result.failed] == ["bad"]
    assert "dim" in result.failed[0].reason


def test_thousands_of_attribute_names_make_no_fields(client: Elasticsearch, index: ProductIndex) -> None:
    attributes = tuple(Attribute(f"name_{number}", f"Name {number}", "x") for number in range(6_000))
    assert index.upsert([replace(KETTLE, attributes=attributes)], embeddings={}).written == 1
    mapping = next(iter(client.indices.get_mapping(index=index.alias).values()))["mappings"]
    assert len(mapping["properties"]) < 40


def test_writes_to_a_shop_never_made_are_refused(client: Elasticsearch, shop: str) -> None:
    with pytest.raises(IndexMissing, match=shop):
        ProductIndex(client, shop).upsert([KETTLE], embeddings={})
    assert not client.indices.exists(index=f"shopclerk-{shop}-products")


def test_ensure_keeps_what_is_there_and_refuses_another_embedder(index: ProductIndex) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    index.ensure(4, embedder="test")
    index.refresh()
    assert index.count() == 1
    with pytest.raises(SchemaMismatch, match="8 dim"):
        index.ensure(8)
    with pytest.raises(SchemaMismatch, match="another"):
        index.ensure(4, embedder="another")


def test_create_points_the_alias_at_a_new_empty_index(client: Elasticsearch, index: ProductIndex) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    name = index.create(8)
    assert list(client.indices.get_alias(name=index.alias)) == [name]
    index.refresh()
    assert index.count() == 0
    index.drop()
    assert not index.exists()


@pytest.fixture
def outdated(client: Elasticsearch, shop: str) -> ShopIndex:
    """An index of the first schema, which knew no confusion keys, with two products and a tombstone."""
    index = ShopIndex(client, shop, "products", mapping=product_mapping, schema=1)
    index.ensure(4, embedder="test")
    for product in (KETTLE, SAME_KETTLE):
        document = {name: value for name, value in encode_product(product).items() if name != "confusion_keys"}
        index.write([upsert_action(document, embedding=VECTOR, offer=encode_offer(product.offer))])
    index.write([tombstone_action("K-3", version=20)])
    index.refresh()
    return index


def test_an_index_of_an_older_schema_is_told_apart(client: Elasticsearch, outdated: ShopIndex, shop: str) -> None:
    with pytest.raises(SchemaMismatch, match=f"schema 1, expected schema {PRODUCT_SCHEMA}: sync the shop's catalogue"):
        ElasticsearchProductLookup(client, shop).confusable_with(KETTLE)
    with pytest.raises(SchemaMismatch, match="schema 1"):
        ProductIndex(client, shop).ensure(4)


def test_drop_leaves_a_shop_whose_name_goes_on(client: Elasticsearch, index: ProductIndex, shop: str) -> None:
    other = ProductIndex(client, f"{shop}-products-v1")
    other.ensure(4)
    index.drop()
    assert other.exists()
    other.drop()


def test_ids_are_all_and_in_order(index: ProductIndex) -> None:
    expected = [f"P-{number:05}" for number in range(6_000)]
    index.upsert((replace(KETTLE, id=one) for one in reversed(expected)), embeddings={})
    index.refresh()
    assert index.ids() == expected
    assert index.count() == 6_000


def test_passages_and_policies_have_the_same_verbs(client: Elasticsearch, shop: str) -> None:
    passages, policies = PassageIndex(client, shop), PolicyIndex(client, shop)
    passages.ensure(4)
    policies.ensure(4)
    passage = Evidence("K-1#d0", "description", "Boils fast.", 0.0, "feed", 10, AS_OF, "K-1")
    section = PolicySection("returns#0", "returns", "Returns", "Time", "30 days.", None, "docs", 10, AS_OF)
    assert passages.upsert([passage], embeddings={"K-1#d0": VECTOR}).written == 1
    assert policies.upsert([section], embeddings={"returns#0": VECTOR}).written == 1
    assert passages.delete(["K-1#d0"], version=11).written == 1
    assert passages.upsert([passage], embeddings={}).ignored == 1
    for index in (passages, policies):
        index.refresh()
    assert (passages.ids(), policies.ids(), policies.count()) == ([], ["returns#0"], 1)
