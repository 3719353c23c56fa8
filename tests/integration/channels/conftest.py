from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.channels import FakeRasa, FakeTelegram
from tests.gateway import GatewayProcess

WEBHOOK_SECRET = "a-secret-of-the-webhook"  # noqa: S105 - a test's secret


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    with FakeRasa() as server:
        yield server


@pytest.fixture
def telegram_api() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture
def gateway(tmp_path: Path, rasa: FakeRasa, telegram_api: FakeTelegram) -> Iterator[GatewayProcess]:
    with GatewayProcess(
        tmp_path,
        rasa.url,
        TELEGRAM_BOT_TOKEN=telegram_api.token,
        TELEGRAM_WEBHOOK_SECRET=WEBHOOK_SECRET,
        TELEGRAM_API_URL=telegram_api.url,
        SHOPCLERK_PUBLIC_URL="https://shop.example",
        SHOPCLERK_RASA_DEADLINE="3",
    ) as process:
        yield process
