"""The times that each product document bears, on a real Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from elasticsearch import Elasticsearch

from retrieval.client import connect
from retrieval.codec import encode_again
from retrieval.index import ProductIndex
from retrieval.settings import RetrievalSettings
from retrieval.times import Arrival, ProductTimes, Times, times_of
from tests.fakes.retrieval import AS_OF, make_offer, make_product

VECTOR = [1.0, 0.0, 0.0, 0.0]
KETTLE = make_product("K-1", "Aurora kettle", version=10)
FIRST = Arrival(AS_OF, AS_OF + timedelta(seconds=3))
LATER = Arrival(AS_OF + timedelta(hours=1), AS_OF + timedelta(hours=2))


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with connect(RetrievalSettings(elasticsearch_url=elasticsearch_url, request_timeout_s=20)) as client:
        yield client


@pytest.fixture
def index(client: Elasticsearch, shop: str) -> ProductIndex:
    index = ProductIndex(client, shop)
    index.ensure(4, embedder="test")
    return index


def check(times: Times | None, arrival: Arrival, *, after: datetime) -> None:
    assert times is not None
    assert (times.source, times.received) == (arrival.source, arrival.received)
    # Elasticsearch notes milliseconds, by the clock of its machine.
    assert after - timedelta(seconds=1) <= times.indexed <= datetime.now(UTC) + timedelta(seconds=1)


def test_text_and_offer_bear_the_times_of_what_wrote_them(
    client: Elasticsearch, index: ProductIndex, shop: str
) -> None:
    began = datetime.now(UTC)
    index.upsert([KETTLE], embeddings={"K-1": VECTOR}, arrivals={"K-1": FIRST})
    first = times_of(client, shop, "K-1")
    check(first.text, FIRST, after=began)
    check(first.offer, FIRST, after=began)
    index.update_offers({"K-1": make_offer("99.00", version=11)}, arrivals={"K-1": LATER})
    second = times_of(client, shop, "K-1")
    assert second.text == first.text
    check(second.offer, LATER, after=began)
    index.upsert([replace(KETTLE, title="Kettle", version=11)], embeddings={}, arrivals={"K-1": LATER})
    third = times_of(client, shop, "K-1")
    check(third.text, LATER, after=began)
    assert third.offer == second.offer


def test_what_is_not_written_changes_no_time(client: Elasticsearch, index: ProductIndex, shop: str) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR}, arrivals={"K-1": FIRST})
    before = times_of(client, shop, "K-1")
    assert index.upsert([KETTLE], embeddings={}, arrivals={"K-1": LATER}).ignored == 1
    assert index.update_offers({"K-1": KETTLE.offer}, arrivals={"K-1": LATER}).ignored == 1
    assert index.update_offers({"K-1": make_offer("1.00", version=9)}, arrivals={"K-1": LATER}).ignored == 1
    assert times_of(client, shop, "K-1") == before


def test_a_product_of_an_earlier_program_has_no_times_until_it_is_written(
    client: Elasticsearch, index: ProductIndex, shop: str
) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR})
    assert times_of(client, shop, "K-1") == ProductTimes()
    assert times_of(client, shop, "none") == ProductTimes()
    index.update_offers({"K-1": make_offer("99.00", version=11)}, arrivals={"K-1": LATER})
    found = times_of(client, shop, "K-1")
    assert (found.text, found.offer is not None) == (None, True)


def test_a_renewed_index_keeps_the_times(client: Elasticsearch, index: ProductIndex) -> None:
    index.upsert([KETTLE], embeddings={"K-1": VECTOR}, arrivals={"K-1": FIRST})
    source = client.get(index=index.alias, id="K-1")["_source"]
    assert encode_again(source) == source
    assert set(source["times"]) == {"text", "offer"}
