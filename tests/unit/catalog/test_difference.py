"""From which source a product is read when its difference is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.errors import RunError
from catalog.operations.difference import source_of
from catalog.services import Services, open_services
from catalog.syncing.fingerprints import Fingerprints
from catalog.syncing.known import KnownProduct

PRINTS = Fingerprints("t", "e", "f", "o")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = open_services({"SHOPCLERK_STATE_DIR": str(tmp_path), "SHOPCLERK_SHOP": "demo"})
    yield services
    services.engine.dispose()
    services.client.close()


def know(services: Services, product_id: str, source: str) -> None:
    with services.engine.begin() as connection:
        services.known("demo").save(connection, [KnownProduct(product_id, source, PRINTS, (), 1, 1)])


def test_a_product_is_looked_for_where_it_was_written_from_else_in_the_only_source(services: Services) -> None:
    know(services, "A1", "feed")
    assert source_of(services, "A1") == "feed"
    assert source_of(services, "rejected") == "feed"
    know(services, "B1", "other")
    assert source_of(services, "B1") == "other"
    with pytest.raises(RunError, match="--from SOURCE"):
        source_of(services, "rejected")
