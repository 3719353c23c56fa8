"""What the widget does when connections, gateways and sessions end, and what it keeps."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.fakes.channels import FakeRasa, FakeShop
from tests.gateway import GatewayProcess
from tests.widget_page import WidgetPage


def test_widget_keeps_the_conversation_over_page_changes(shop: WidgetPage, rasa: FakeRasa) -> None:
    shop.visit("h1")
    shop.open()
    shop.ask("remember me")
    expect(shop.log).to_contain_text("Heard: remember me")
    shop.visit("h2")
    expect(shop.log).to_contain_text("Heard: remember me")
    shop.ask("and this one?")
    expect(shop.log).to_contain_text("Heard: and this one?")
    assert [turn["metadata"]["page_product_id"] for turn in rasa.turns] == ["h1", "h2"]
    assert len({turn["sender"] for turn in rasa.turns}) == 1


def test_widget_says_that_it_is_offline_and_sends_later(shop: WidgetPage, rasa: FakeRasa) -> None:
    shop.visit()
    shop.open()
    shop.ask("one")
    expect(shop.log).to_contain_text("Heard: one")
    shop.page.context.set_offline(True)
    shop.ask("two")
    expect(shop.page.get_by_text("No connection. Your message is sent as soon as it is back.")).to_be_visible()
    shop.page.context.set_offline(False)
    expect(shop.log).to_contain_text("Heard: two", timeout=15_000)
    expect(shop.page.get_by_text("No connection")).to_have_count(0)
    assert [turn["message"] for turn in rasa.turns] == ["one", "two"]


def test_widget_resumes_after_the_gateway_was_killed(
    browser: Browser, tmp_path: Path, rasa: FakeRasa, fake_shop: FakeShop
) -> None:
    with GatewayProcess(tmp_path, rasa.url, SHOPCLERK_ALLOWED_ORIGINS=fake_shop.url) as gateway:
        context = browser.new_context(viewport={"width": 390, "height": 844})
        shop = WidgetPage(context.new_page(), fake_shop, gateway)
        shop.visit()
        shop.open()
        rasa.delay_s = 1.0
        shop.ask("in flight")
        until = time.monotonic() + 15
        while not rasa.turns and time.monotonic() < until:
            shop.page.wait_for_timeout(50)
        gateway.kill()
        expect(shop.page.get_by_text("No connection")).to_be_visible()
        shop.ask("typed meanwhile")
        rasa.delay_s = 0.0
        gateway.start()
        expect(shop.log).to_contain_text("Heard: typed meanwhile", timeout=40_000)
        expect(shop.log.get_by_text("Heard: in flight", exact=True)).to_have_count(1)
        context.close()
    assert shop.complaints == []


def test_widget_opens_a_new_session_when_the_old_one_is_gone(shop: WidgetPage, rasa: FakeRasa) -> None:
    shop.visit()
    shop.open()
    shop.ask("one")
    expect(shop.log).to_contain_text("Heard: one")
    shop.page.evaluate(
        """() => { for (const key of Object.keys(sessionStorage)) {
             const kept = JSON.parse(sessionStorage[key]); kept.sessionId = "gone";
             sessionStorage[key] = JSON.stringify(kept); } }"""
    )
    shop.visit()
    shop.ask("two")
    expect(shop.log).to_contain_text("Heard: two", timeout=15_000)


def test_widget_says_when_a_message_is_refused(shop: WidgetPage) -> None:
    shop.visit()
    shop.open()
    shop.ask("\u200b\u200b")
    expect(shop.log).to_contain_text("That message holds no text.")


def test_widget_keeps_no_more_than_it_promises(shop: WidgetPage, rasa: FakeRasa) -> None:
    shop.visit()
    shop.open()
    for number in range(3):
        shop.ask(f"question {number}")
        expect(shop.log).to_contain_text(f"Heard: question {number}")
    until = time.monotonic() + 5
    kept: dict[str, Any] = {}
    while kept.get("lastSeq") != 3 and time.monotonic() < until:
        kept = json.loads(shop.page.evaluate("Object.values(sessionStorage)[0]"))
    assert [item["from"] for item in kept["items"]] == ["customer", "clerk"] * 3
    assert shop.page.evaluate("localStorage.length + document.cookie.length") == 0
