"""The demo shop over HTTP: every page, every link, and hostile records."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

import channels
from channels.demo_shop import create_router

DEMO = Path(channels.__file__).parents[1] / "catalog" / "demo"


class Seen(HTMLParser):
    """What a page links to, and what a strict content security policy would refuse."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.refused: list[str] = []
        self.images_without_alt = 0
        self.widgets: list[dict[str, str | None]] = []
        self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links |= {value for name, value in attrs if name in {"href", "src"} and value}
        self.refused += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        self.refused += [tag] if tag == "style" or (tag == "script" and "src" not in given) else []
        self.images_without_alt += tag == "img" and "alt" not in given
        if tag == "shopclerk-widget":
            self.widgets.append(given)


def client_of(demo_dir: Path) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(create_router(demo_dir, policies_dir=DEMO / "policies", shop_toml=DEMO / "shop.toml"))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.test")


@pytest.fixture
async def client(demo_dir: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(demo_dir) as client:
        yield client


def own(links: set[str]) -> set[str]:
    return {link.partition("#")[0] for link in links if link.startswith("/") and not link.startswith("/widget/")}


async def test_every_link_of_the_shop_leads_somewhere(client: httpx.AsyncClient, demo_dir: Path) -> None:
    records = [json.loads(line) for line in (demo_dir / "products.jsonl").read_text().splitlines()]
    waiting, visited = {"/", *(record["link"] for record in records)}, set[str]()
    while waiting:
        url = waiting.pop()
        visited.add(url)
        response = await client.get(url)
        assert response.status_code == 200, url
        if response.headers["content-type"].startswith("text/html"):
            seen = Seen(response.text)
            assert seen.refused == [], url
            assert seen.images_without_alt == 0, url
            assert len(seen.widgets) == 1, url
            waiting |= own(seen.links) - visited
    assert len([url for url in visited if url.startswith("/products/")]) == len(records)
    assert len([url for url in visited if url.startswith("/policies/")]) == len(list((DEMO / "policies").glob("*.md")))


async def test_product_page_tells_the_widget_its_product(client: httpx.AsyncClient, demo_dir: Path) -> None:
    record = json.loads((demo_dir / "products.jsonl").read_text().splitlines()[0])
    page = (await client.get(record["link"])).text
    assert Seen(page).widgets == [{"product-id": record["id"], "shop-name": "Fernhill"}]
    for detail in record["product_detail"]:
        assert f"<td>{detail['attribute_value']}</td>" in page


async def test_listing_tells_the_widget_no_product(client: httpx.AsyncClient) -> None:
    assert Seen((await client.get("/")).text).widgets == [{"shop-name": "Fernhill"}]


@pytest.mark.parametrize("url", ["/products/none", "/policies/none"])
async def test_unknown_page_is_404_and_still_a_page(client: httpx.AsyncClient, url: str) -> None:
    response = await client.get(url)
    assert response.status_code == 404
    assert "<h1>" in response.text


@pytest.mark.parametrize(
    "url",
    [
        "/pictures/..%2fproducts.jsonl",
        "/pictures/none.svg",
        "/pictures/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/shop/base.py",
    ],
)
async def test_files_outside_the_pictures_are_not_served(client: httpx.AsyncClient, url: str) -> None:
    assert (await client.get(url)).status_code == 404


async def test_search_words_come_back_escaped(client: httpx.AsyncClient) -> None:
    page = (await client.get("/", params={"q": '"><script>alert(1)</script>'})).text
    assert "<script>alert" not in page
    assert Seen(page).refused == []


async def test_hostile_record_stays_text(tmp_path: Path) -> None:
    evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    record = {
        "id": evil, "title": evil, "link": "/products/evil", "price": "1.00 USD", "brand": evil, "description": evil,
        "mpn": evil, "color": evil, "product_type": f"{evil} > {evil}", "product_highlight": [evil],
        "product_detail": [{"section_name": evil, "attribute_name": evil, "attribute_value": evil}],
        "image_link": "javascript:alert(1)", "availability": evil,
    }  # fmt: skip
    (tmp_path / "products.jsonl").write_text(json.dumps(record))
    async with client_of(tmp_path) as client:
        for url in ("/", "/products/evil", "/?q=script"):
            response = await client.get(url)
            assert response.status_code == 200
            assert Seen(response.text).refused == []
            assert not re.search(r"<img src=x", response.text)


async def test_changed_price_is_on_the_page_at_once(tmp_path: Path) -> None:
    feed = tmp_path / "products.jsonl"
    record = {"id": "1", "title": "Kettle", "link": "/products/kettle", "price": "39.00 USD"}
    feed.write_text(json.dumps(record))
    async with client_of(tmp_path) as client:
        assert "$39.00" in (await client.get("/products/kettle")).text
        feed.write_text(json.dumps({**record, "price": "41.50 USD"}))
        assert "$41.50" in (await client.get("/products/kettle")).text


async def test_shop_without_a_feed_says_so_calmly(tmp_path: Path) -> None:
    async with client_of(tmp_path) as client:
        response = await client.get("/")
    assert response.status_code == 200
    assert "Nothing we carry fits that." in response.text
