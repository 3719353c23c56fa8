"""Sources that need no mapping, through the command and a real worker."""

from __future__ import annotations

import csv
import functools
import json
import os
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.integration.catalog.conftest import ROOT, Shop

pytestmark = pytest.mark.timeout(300)
SAMPLES = Path(os.environ.get("SHOPCLERK_DATA", ROOT.parent / "shared" / "data")) / "feeds"
FOLDERS = (ROOT / "tests" / "fixtures" / "feeds", SAMPLES)
EXPORTS = [path for folder in FOLDERS for path in sorted(folder.glob("shopify_*.csv"))]


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder's files with their Last-Modified, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def sync(shop: Shop, source: str, *options: str) -> dict[str, Any]:
    done = shop.command("sync", source, "--json", "--timeout", "100", *options)
    assert done.stdout, done.stderr + shop.worker.tail()
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_shopify_exports_sync_completely(synced_shop: Shop) -> None:
    assert EXPORTS
    for path in EXPORTS:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            variants = sum(1 for row in csv.DictReader(stream) if row["Variant Price"])
        result = sync(synced_shop, str(path))
        assert (result["state"], result["added"], result["rejected"]) == ("done", variants, 0), result["rejections"]


def test_a_feed_at_an_address_is_synced_once_and_then_unchanged(
    synced_shop: Shop, address: str, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.tsv"
    feed.write_text("id\ttitle\tlink\tprice\nA1\tLamp\t/a1\t9.00 USD\n", encoding="utf-8")
    url = f"{address}/feed.tsv"
    first = sync(synced_shop, url)
    assert (first["state"], first["added"], first["source"]) == ("done", 1, "feed")
    assert sync(synced_shop, url)["ending"] == "unchanged"
    feed.write_text("id\ttitle\tlink\tprice\nA1\tLamp\t/a1\t8.00 USD\n", encoding="utf-8")
    os.utime(feed, (2_000_000_000, 2_000_000_000))
    assert sync(synced_shop, url)["changed"]["offer"] == 1


def test_an_unchanged_feed_is_read_again_after_a_while_to_confirm_its_prices(
    synced_shop: Shop, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "feed.tsv").write_text("id\ttitle\tlink\tprice\nA1\tLamp\t/a1\t9.00 USD\n", encoding="utf-8")
    url = f"{address}/feed.tsv"
    sync(synced_shop, url)
    assert sync(synced_shop, url)["ending"] == "unchanged"
    monkeypatch.setitem(synced_shop.worker.environment, "SHOPCLERK_SYNC_CONFIRM_S", "0")
    again = sync(synced_shop, url)
    assert (again["state"], again["unchanged"] + again["confirmed"]) == ("done", 1)


def test_rejected_records_are_exported_fixed_and_replayed_beside_the_others(synced_shop: Shop, tmp_path: Path) -> None:
    feed, exported = tmp_path / "feed.tsv", tmp_path / "rejected.jsonl"
    feed.write_text("id\ttitle\tlink\tprice\nA1\tLamp\t/a1\t9.00 USD\nA2\tDesk\t/a2\tcheap\n", encoding="utf-8")
    run = sync(synced_shop, str(feed))
    assert (run["added"], run["rejected"]) == (1, 1)
    assert synced_shop.command("quarantine", "export", run["run"], str(exported)).returncode == 0
    exported.write_text(
        exported.read_text(encoding="utf-8").replace('"price": "cheap"', '"price": "5.00 USD"'), "utf-8"
    )
    replayed = json.loads(synced_shop.command("quarantine", "replay", str(exported), "--json").stdout)
    done = json.loads(synced_shop.command("follow", replayed["run"], "--json", "--timeout", "100").stdout)
    assert (done["state"], done["added"], done["removed"], done["rejected"]) == ("done", 1, 0, 0)
    assert synced_shop.services().known(synced_shop.name).counts() == {"feed": 2}
