"""The routes of the demo shop."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from channels.demo_shop.catalogue import CatalogueFile
from channels.demo_shop.facts import load_facts
from channels.demo_shop.listing import parse_query
from channels.demo_shop.pages import Pages
from channels.demo_shop.policies import load_policies

STATIC = Path(__file__).with_name("static")
ASSETS = {file.name: file for file in STATIC.iterdir()}
MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}
_PICTURE = re.compile(r"[A-Za-z0-9_-]{1,80}\.svg")


def create_router(demo_dir: Path, *, policies_dir: Path, shop_toml: Path) -> APIRouter:
    """The shop's pages over products.jsonl and pictures/ in `demo_dir`; the feed is read again when it changes."""
    router = APIRouter(include_in_schema=False)
    feed = CatalogueFile(demo_dir / "products.jsonl")
    pages = Pages(load_facts(shop_toml), load_policies(policies_dir))
    pictures = demo_dir / "pictures"

    @router.get("/")
    async def listing(request: Request) -> HTMLResponse:
        query = parse_query(request.query_params)
        return pages.listing(feed.current(), query, now=datetime.now(UTC))

    @router.get("/products/{slug}")
    async def product(slug: str) -> HTMLResponse:
        catalogue = feed.current()
        found = catalogue.by_slug(slug)
        if found is None:
            return pages.message(catalogue, "We do not carry this", "There is no product at this address.", status=404)
        return pages.product(catalogue, found, now=datetime.now(UTC))

    @router.get("/policies/{slug}")
    async def policy(slug: str) -> HTMLResponse:
        catalogue = feed.current()
        found = pages.policy(catalogue, slug)
        return found or pages.message(catalogue, "No such page", "There is no policy at this address.", status=404)

    @router.get("/pictures/{name}")
    async def picture(name: str) -> Response:
        return _file(pictures / name if _PICTURE.fullmatch(name) else None)

    @router.get("/shop/{name}")
    async def asset(name: str) -> Response:
        return _file(ASSETS.get(name))

    return router


def _file(path: Path | None) -> Response:
    if path is None or not path.is_file():
        return Response("There is no such file.", status_code=404, media_type="text/plain")
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], headers={"cache-control": "no-cache"})
