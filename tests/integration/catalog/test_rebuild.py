"""Other indexes take over from the live ones while everything is written to, on a real Elasticsearch."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.errors import RebuildBusy, RunError
from catalog.operations.rebuild import lift_abandoned_fence
from catalog.operations.takeover import rebuild, renew, rollback
from catalog.services import Services, open_services
from retrieval.codec import decode_product, encode_offer, encode_product
from retrieval.embedders import embedder_name
from retrieval.errors import IndexFenced
from retrieval.index import ProductIndex
from retrieval.index_schema import PRODUCT_SCHEMA, product_mapping
from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Evidence, Product
from retrieval.shop_index import Part, ShopIndex
from retrieval.writes import tombstone_action, upsert_action
from tests.fakes.retrieval import AS_OF, make_offer, make_product

pytestmark = pytest.mark.timeout(300)

VECTOR = [1.0, 0.0, 0.0, 0.0]
KETTLE = make_product("K-1", "Aurora kettle", model="AK-17", version=10)
XL = make_product("K-2", "Aurora kettle XL", model="AK-18", version=10)
PASSAGE = Evidence("K-1#d1", "description", "It boils fast.", 0.0, "feed", 10, AS_OF, product_id="K-1")


@pytest.fixture
def services(tmp_path: Path, shop: str, elasticsearch_url: str) -> Iterator[Services]:
    environment = {
        "SHOPCLERK_SHOP": shop,
        "SHOPCLERK_STATE_DIR": str(tmp_path / "state"),
        "ELASTICSEARCH_URL": elasticsearch_url,
        "SHOPCLERK_ELASTICSEARCH_TIMEOUT_S": "30",
    }
    services = open_services(environment)
    yield services
    services.engine.dispose()
    services.client.close()


@pytest.fixture
def index(services: Services, shop: str) -> ProductIndex:
    """Two kettles, a tombstone and a passage, made by the embedder that is set."""
    indexes, name = services.indexes(shop), embedder_name(services.retrieval)
    indexes.products.ensure(4, embedder=name)
    indexes.passages.ensure(4, embedder=name)
    indexes.products.upsert([KETTLE, XL], embeddings={"K-1": VECTOR, "K-2": VECTOR})
    indexes.products.delete(["K-9"], version=20)
    indexes.passages.upsert([PASSAGE], embeddings={PASSAGE.id: VECTOR})
    return indexes.products


def quiet(_part: Part, _done: int, _whole: int) -> None:
    """No progress."""


def once(act: Callable[[], object]) -> Callable[[Part, int, int], None]:
    """Progress that acts the first time it hears anything."""
    done: list[bool] = []

    def progress(_part: Part, _count: int, _whole: int) -> None:
        if not done:
            done.append(True)
            act()

    return progress


def stored(services: Services, name: str) -> Product:
    return ElasticsearchProductLookup(services.client, services.settings.shop).by_ids([name])[0]


def names(index: ProductIndex) -> list[tuple[str, bool]]:
    return [(one.name, one.live) for one in index.generations.all()]


def test_a_rebuild_holds_everything_and_what_is_written_meanwhile(services: Services, index: ProductIndex) -> None:
    (first,) = index.generations.all()
    added = make_product("K-3", "Aurora kettle mini", model="AK-19", version=30)

    def meanwhile() -> None:
        index.upsert([replace(KETTLE, title="Aurora kettle II", version=30), added], embeddings={"K-3": VECTOR})
        index.update_offers({"K-1": make_offer("12.00", version=40)})
        index.delete(["K-2"], version=30)

    taken = rebuild(services, embedder=None, progress=once(meanwhile))
    assert set(taken.rebuild.targets) == {"products", "evidence"}
    assert [one.live for one in index.generations.all()] == [True, False]
    assert index.generations.all()[1].name == first.name
    assert index.ids() == ["K-1", "K-3"]
    assert (stored(services, "K-1").title, str(stored(services, "K-1").offer.price)) == ("Aurora kettle II", "12.00")
    assert services.indexes(services.settings.shop).passages.ids() == [PASSAGE.id]
    documents = index.documents(["K-1", "K-2", "K-9"])
    assert documents["K-1"]["embedding"] == VECTOR
    # Tombstones hold in the new index too.
    assert index.upsert([replace(XL, version=29), make_product("K-9", "Old", version=19)], embeddings={}).ignored == 2
    # And it takes writes.
    assert index.update_offers({"K-1": make_offer("13.00", version=50)}).written == 1


def test_a_writer_that_never_stops_loses_nothing(services: Services, index: ProductIndex) -> None:
    over, wrote, fenced = threading.Event(), [10], [0]

    def write() -> None:
        version = 11
        while not over.is_set():
            try:
                index.update_offers({"K-1": make_offer(f"{version}.00", version=version)})
            except IndexFenced:
                fenced[0] += 1
                time.sleep(0.05)
                continue
            wrote[0] = version
            version += 1
            time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(2):
            rebuild(services, embedder=None, progress=quiet)
            time.sleep(1.1)
    finally:
        over.set()
        writer.join()
    assert wrote[0] > 20
    assert stored(services, "K-1").offer.version == wrote[0]


def test_a_rebuild_that_broke_off_changes_nothing_and_goes_on(services: Services, index: ProductIndex) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    (first,) = index.generations.all()
    with pytest.raises(KeyboardInterrupt):
        rebuild(services, embedder=None, progress=once(killed))
    unfinished = index.generations.all()[0]
    assert (unfinished.live, index.generations.all()[1].live) == (False, True)
    assert services.rebuilds.targets_under_way(services.settings.shop) >= {unfinished.name}
    assert index.update_offers({"K-1": make_offer("1.00", version=50)}).written == 1, "nothing is fenced"
    taken = rebuild(services, embedder=None, progress=quiet)
    assert (taken.rebuild.resumed, names(index)) == (True, [(unfinished.name, True), (first.name, False)])
    assert str(stored(services, "K-1").offer.price) == "1.00"
    assert services.rebuilds.targets_under_way(services.settings.shop) == set()


def test_only_one_rebuilds_at_a_time(services: Services, index: ProductIndex) -> None:
    def second() -> None:
        with pytest.raises(RebuildBusy, match="are being rebuilt by process"):
            rebuild(services, embedder=None, progress=quiet)

    rebuild(services, embedder=None, progress=once(second))
    assert len(names(index)) == 2


def test_rollback_goes_back_and_brings_what_was_written_since(services: Services, index: ProductIndex) -> None:
    (first,) = index.generations.all()
    rebuild(services, embedder=None, progress=quiet)
    index.upsert([replace(KETTLE, title="Aurora kettle II", version=30)], embeddings={})
    index.delete(["K-2"], version=30)
    taken = rollback(services, progress=quiet)
    assert taken.rebuild.targets["products"] == first.name
    assert [one.name for one in index.generations.all() if one.live] == [first.name]
    assert (index.ids(), stored(services, "K-1").title) == (["K-1"], "Aurora kettle II")
    assert index.documents(["K-1"])["K-1"]["embedding"] == VECTOR
    assert index.update_offers({"K-1": make_offer("13.00", version=50)}).written == 1
    with pytest.raises(RunError, match="has no index of before"):
        rollback(services, progress=quiet)


def test_as_many_indexes_of_before_are_kept_as_is_set(services: Services, index: ProductIndex) -> None:
    for _ in range(3):
        rebuild(services, embedder=None, progress=quiet)
        time.sleep(1.1)
    assert [one.live for one in index.generations.all()] == [True, False]


def test_another_embedder_embeds_every_text_anew(services: Services, shop: str) -> None:
    indexes = services.indexes(shop)
    indexes.products.ensure(4, embedder="another")
    indexes.passages.ensure(4, embedder="another")
    indexes.products.upsert([KETTLE], embeddings={"K-1": VECTOR})
    indexes.passages.upsert([PASSAGE], embeddings={PASSAGE.id: VECTOR})
    rebuild(services, embedder=None, progress=quiet)
    live = indexes.products.generations.live()
    assert live is not None
    assert (live.embedder, live.dims) == (embedder_name(services.retrieval), 384)
    for found in (indexes.products.documents(["K-1"])["K-1"], indexes.passages.documents([PASSAGE.id])[PASSAGE.id]):
        assert sum(number * number for number in found["embedding"]) == pytest.approx(1.0, abs=1e-3)


@pytest.fixture
def outdated(services: Services, shop: str) -> ShopIndex:
    """An index of the schema before this one, which knew no confusion keys, with two products and a tombstone."""
    index = ShopIndex(services.client, shop, "products", mapping=product_mapping, schema=PRODUCT_SCHEMA - 1)
    index.ensure(4, embedder="test")
    for product in (KETTLE, XL):
        document = {name: value for name, value in encode_product(product).items() if name != "confusion_keys"}
        index.write([upsert_action(document, embedding=VECTOR, offer=encode_offer(product.offer))])
    index.write([tombstone_action("K-3", version=20)])
    index.refresh()
    return index


def test_renew_makes_an_older_index_anew_with_everything_it_held(
    services: Services, outdated: ShopIndex, shop: str
) -> None:
    index, lookup = ProductIndex(services.client, shop), ElasticsearchProductLookup(services.client, shop)
    assert renew(services, shop, alive=lambda: None)
    index.ensure(4, embedder="test")
    assert (stored(services, "K-1"), index.ids()) == (KETTLE, ["K-1", "K-2"])
    document = index.documents(["K-1"])["K-1"]
    assert (document["embedding"], decode_product(document)) == (VECTOR, KETTLE)
    assert [one.product.id for one in lookup.confusable_with(KETTLE)] == ["K-2"]
    assert index.upsert([replace(KETTLE, id="K-3", version=19)], embeddings={}).ignored == 1
    # Nothing changed since: what is delivered again is known to be the same.
    assert index.upsert([KETTLE], embeddings={}).ignored == 1
    assert not renew(services, shop, alive=lambda: None)
    with pytest.raises(RunError, match=f"schema {PRODUCT_SCHEMA - 1} and this program reads {PRODUCT_SCHEMA}:"):
        rollback(services, progress=quiet)


def test_renew_that_broke_off_goes_on_with_what_was_written_since(
    services: Services, outdated: ShopIndex, shop: str
) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        renew(services, shop, alive=killed)
    assert stored(services, "K-1") == KETTLE
    assert outdated.write([tombstone_action("K-2", version=30)]).written == 1
    assert renew(services, shop, alive=lambda: None)
    assert (stored(services, "K-1"), ProductIndex(services.client, shop).ids()) == (KETTLE, ["K-1"])


def test_renew_leaves_a_newer_schema_and_a_shop_without_index_alone(services: Services, shop: str) -> None:
    assert not renew(services, shop, alive=lambda: None)
    newer = ShopIndex(services.client, shop, "products", mapping=product_mapping, schema=PRODUCT_SCHEMA + 1)
    newer.ensure(4)
    assert not renew(services, shop, alive=lambda: None)
    assert newer.exists()


def test_a_fence_whose_rebuild_died_is_lifted(services: Services, index: ProductIndex) -> None:
    live = index.generations.live()
    assert live is not None
    index.generations.fence(live.name)
    with pytest.raises(IndexFenced, match="takes no writes"):
        index.update_offers({"K-1": make_offer("1.00", version=50)})
    assert lift_abandoned_fence(services, services.settings.shop)
    assert index.update_offers({"K-1": make_offer("1.00", version=50)}).written == 1
    assert not lift_abandoned_fence(services, services.settings.shop)
