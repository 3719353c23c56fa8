"""The widget in a real Chromium, against a real gateway, on a shop's page of another origin with a strict policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.channels import FakeRasa, FakeShop, bot_reply, custom
from tests.gateway import GatewayProcess
from tests.widget_page import WidgetPage

SOURCE = {"label": "product page", "url": "/products/h1", "as_of": "2026-11-20T10:42:00Z"}
CARD = {
    "product_id": "h1",
    "title": "Aurora H100",
    "link": "/products/h1",
    "image_link": "/pictures/h1.svg",
    "price": "$129.00",
    "availability": "in_stock",
}


def test_widget_answers_with_card_source_and_time(shop: WidgetPage, rasa: FakeRasa) -> None:
    rasa.answer = lambda turn: custom(
        turn["sender"], bot_reply("It runs for 38 hours.", sources=[SOURCE], cards=[CARD])
    )
    shop.visit("h1")
    shop.open()
    shop.ask("How long does the battery last?")
    expect(shop.log).to_contain_text("It runs for 38 hours.")
    expect(shop.log).to_contain_text("Source: product page · as of 20 Nov, 10:42")
    card = shop.log.get_by_role("link", name="Aurora H100")
    expect(card).to_contain_text("$129.00")
    expect(card).to_contain_text("In stock")
    assert str(card.evaluate("card => card.href")).endswith("/products/h1")
    assert rasa.turns[-1]["metadata"]["page_product_id"] == "h1"


def test_widget_offers_three_questions_and_asks_the_one_pressed(shop: WidgetPage, rasa: FakeRasa) -> None:
    shop.visit("h1")
    shop.open()
    expect(shop.log).to_contain_text("Hello!")
    suggestions = shop.page.get_by_role("group", name="Suggested questions").get_by_role("button")
    expect(suggestions).to_have_count(3)
    suggestions.first.click()
    expect(shop.log).to_contain_text("Heard: Is it in stock?")
    expect(suggestions).to_have_count(0)


def test_widget_sends_the_payload_of_a_pressed_button(shop: WidgetPage, rasa: FakeRasa) -> None:
    payload = '/choose_product{"product_id": "b"}'
    buttons = [
        {"title": "Sand", "payload": '/choose_product{"product_id": "a"}'},
        {"title": "Graphite", "payload": payload},
    ]
    rasa.answer = lambda turn: custom(
        turn["sender"], bot_reply("Chosen.") if turn["message"] == payload else bot_reply("Which?", buttons=buttons)
    )
    shop.visit()
    shop.open()
    shop.ask("the headphones")
    shop.page.get_by_role("button", name="Graphite").click()
    expect(shop.log).to_contain_text("Chosen.")
    expect(shop.page.get_by_role("button", name="Sand")).to_have_count(0)


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "</textarea><svg onload=alert(1)>",
        "{{7*7}} &amp; \"'`",
    ],
)
def test_widget_shows_hostile_text_as_text(shop: WidgetPage, rasa: FakeRasa, text: str) -> None:
    hostile = {**CARD, "title": text, "link": "javascript:alert(1)", "image_link": "javascript:alert(1)", "price": text}
    source = {"label": text, "url": "data:text/html,<script>alert(1)</script>", "as_of": text}
    rasa.answer = lambda turn: custom(
        turn["sender"],
        bot_reply(text, cards=[hostile], sources=[source], buttons=[{"title": text, "payload": "/a"}]),
    )
    shop.visit()
    shop.open()
    shop.ask(text)
    expect(shop.page.get_by_role("group", name="Choose one").get_by_role("button")).to_have_text(text)
    # The question, the answer, the card's title and price, the source.
    expect(shop.log.get_by_text(text)).to_have_count(6)
    expect(shop.log.get_by_role("link")).to_have_count(0)
    expect(shop.log.locator("img, script, svg")).to_have_count(0)
    shop.page.reload()
    expect(shop.log.get_by_text(text)).to_have_count(6)


def test_widget_is_used_with_the_keyboard_alone(shop: WidgetPage, rasa: FakeRasa) -> None:
    shop.visit()
    shop.launcher.focus()
    shop.page.keyboard.press("Enter")
    expect(shop.box).to_be_focused()
    shop.page.keyboard.type("first line")
    shop.page.keyboard.press("Shift+Enter")
    shop.page.keyboard.type("second line")
    assert rasa.turns == []
    shop.page.keyboard.press("Enter")
    expect(shop.log).to_contain_text("Heard: first line\nsecond line", use_inner_text=True)
    expect(shop.box).to_be_focused()
    expect(shop.box).to_have_value("")
    shop.page.keyboard.press("Escape")
    expect(shop.box).to_be_hidden()
    expect(shop.launcher).to_be_focused()
    expect(shop.launcher).to_have_attribute("aria-expanded", "false")


def test_widget_takes_ten_thousand_characters_and_counts_the_last(shop: WidgetPage) -> None:
    shop.visit()
    shop.open()
    shop.box.fill("x" * 9_990)
    expect(shop.page.get_by_text("10 characters left")).to_be_visible()
    expect(shop.box).to_have_attribute("maxlength", "10000")


def test_widget_fills_a_phone_and_keeps_the_keyboard_inside(
    browser: Browser, gateway: GatewayProcess, rasa: FakeRasa, fake_shop: FakeShop
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    shop = WidgetPage(context.new_page(), fake_shop, gateway)
    shop.visit("h1")
    shop.launcher.tap()
    panel = shop.page.get_by_role("dialog")
    panel.evaluate("panel => Promise.all(panel.getAnimations().map((one) => one.finished)).then(() => null)")
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(panel).to_have_attribute("aria-modal", "true")
    for _ in range(12):
        shop.page.keyboard.press("Tab")
        inside = shop.page.evaluate("document.activeElement.tagName")
        assert inside == "SHOPCLERK-WIDGET"
    assert shop.page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_widget_is_still_for_those_who_want_it_still(
    browser: Browser, gateway: GatewayProcess, rasa: FakeRasa, fake_shop: FakeShop
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    shop = WidgetPage(context.new_page(), fake_shop, gateway)
    shop.visit()
    shop.open()
    assert shop.page.get_by_role("dialog").evaluate("panel => getComputedStyle(panel).animationName") == "none"
    context.close()


def test_widget_wears_the_shop_s_colours(shop: WidgetPage) -> None:
    shop.visit()
    shop.page.evaluate(
        "document.querySelector('shopclerk-widget').style.setProperty('--shopclerk-accent', 'rgb(90, 20, 120)')"
    )
    expect(shop.launcher).to_have_css("background-color", "rgb(90, 20, 120)")


def test_widget_reads_right_to_left(
    browser: Browser, gateway: GatewayProcess, rasa: FakeRasa, fake_shop: FakeShop
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    shop = WidgetPage(context.new_page(), fake_shop, gateway)
    shop.visit()
    shop.page.evaluate("document.querySelector('shopclerk-widget').dir = 'rtl'")
    shop.open()
    box = shop.page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["x"] < 100
    context.close()
