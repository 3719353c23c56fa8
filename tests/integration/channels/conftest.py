from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.fakes.channels import FakeRasa, FakeShop, FakeTelegram
from tests.gateway import GatewayProcess
from tests.widget_page import WidgetPage

WEBHOOK_SECRET = "a-secret-of-the-webhook"  # noqa: S105 - a test's secret


@pytest.fixture(scope="session")
def shared_rasa() -> Iterator[FakeRasa]:
    with FakeRasa() as server:
        yield server


@pytest.fixture(scope="session")
def shared_telegram_api() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture(scope="session")
def fake_shop() -> Iterator[FakeShop]:
    with FakeShop() as server:
        yield server


@pytest.fixture
def rasa(shared_rasa: FakeRasa) -> FakeRasa:
    """A Rasa that echoes, until the test says otherwise."""
    shared_rasa.reset()
    return shared_rasa


@pytest.fixture
def telegram_api(shared_telegram_api: FakeTelegram) -> FakeTelegram:
    """A Bot API that takes everything, until the test says otherwise."""
    shared_telegram_api.reset()
    return shared_telegram_api


@pytest.fixture(scope="session")
def telegram_settings(shared_telegram_api: FakeTelegram) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": shared_telegram_api.token,
        "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "TELEGRAM_API_URL": shared_telegram_api.url,
        "SHOPCLERK_PUBLIC_URL": "https://shop.example",
        "SHOPCLERK_RASA_DEADLINE": "3",
    }


@pytest.fixture(scope="session")
def gateway(
    tmp_path_factory: pytest.TempPathFactory,
    shared_rasa: FakeRasa,
    telegram_settings: dict[str, str],
    fake_shop: FakeShop,
) -> Iterator[GatewayProcess]:
    """One gateway for every test that neither stops it nor needs settings of its own."""
    settings = {**telegram_settings, "SHOPCLERK_ALLOWED_ORIGINS": fake_shop.url}
    with GatewayProcess(tmp_path_factory.mktemp("gateway"), shared_rasa.url, **settings) as process:
        yield process


@pytest.fixture
def shop(browser: Browser, gateway: GatewayProcess, rasa: FakeRasa, fake_shop: FakeShop) -> Iterator[WidgetPage]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="UTC", locale="en-GB")
    shop = WidgetPage(context.new_page(), fake_shop, gateway)
    yield shop
    context.close()
    assert shop.complaints == []
