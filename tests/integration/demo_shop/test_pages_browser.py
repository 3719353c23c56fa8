"""The demo shop in a real headless Chromium, on a phone and on a desk."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

import channels
from channels.demo_shop import create_router
from channels.security_headers import SecurityHeaders

DEMO = Path(channels.__file__).parents[1] / "catalog" / "demo"
PRODUCT = "/products/orvane-quietloop-500-black-ql-500b"
PAGES = ("/", "/?department=computing", PRODUCT, "/policies/shipping", "/products/none")
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1440, "height": 900}}


@pytest.fixture(scope="module")
def shop_url(demo_dir: Path) -> Iterator[str]:
    app = FastAPI()
    app.include_router(create_router(demo_dir, policies_dir=DEMO / "policies", shop_toml=DEMO / "shop.toml"))
    app.add_middleware(SecurityHeaders)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(params=SIZES)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    size = SIZES[request.param]
    page = browser.new_page(viewport={"width": size["width"], "height": size["height"]})
    yield page
    page.close()


@pytest.mark.parametrize("url", PAGES)
def test_page_never_scrolls_sideways_and_breaks_no_policy(page: Page, shop_url: str, url: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.goto(shop_url + url)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    assert complaints == []


def test_pictures_on_a_product_page_load(page: Page, shop_url: str) -> None:
    page.goto(shop_url + PRODUCT)
    widths = page.evaluate("[...document.querySelectorAll('main img:not([loading])')].map(i => i.naturalWidth)")
    assert len(widths) >= 4
    assert min(widths) > 0


def test_search_finds_a_model_number_with_the_keyboard_alone(page: Page, shop_url: str) -> None:
    page.goto(shop_url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.get_by_role("searchbox").focus()
    page.keyboard.type("ql 500b")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert page.get_by_role("heading", level=3).all_inner_texts() == [
        "Orvane QuietLoop 500 wireless over-ear headphones, black"
    ]
    page.get_by_role("link", name="Orvane QuietLoop 500").click()
    page.wait_for_url("**" + PRODUCT)
