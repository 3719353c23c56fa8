from __future__ import annotations

import pytest

from channels.errors import SettingsError
from channels.settings import load_settings


def test_settings_have_working_defaults() -> None:
    settings = load_settings({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.database_url.endswith("/var/gateway.sqlite")
    assert settings.demo_shop is None


def test_settings_read_lists_and_addresses() -> None:
    settings = load_settings(
        {
            "SHOPCLERK_ALLOWED_ORIGINS": "https://a.example/, https://b.example",
            "SHOPCLERK_PUBLIC_URL": "https://s.example/",
        }
    )
    assert settings.allowed_origins == ("https://a.example", "https://b.example")
    assert settings.public_url == "https://s.example"


def test_settings_take_an_empty_variable_as_unset() -> None:
    assert load_settings({"SHOPCLERK_PORT": " "}).port == 8080


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHOPCLERK_PORT", "eighty"),
        ("SHOPCLERK_RASA_URL", "localhost:5005"),
        ("SHOPCLERK_RASA_DEADLINE", "0"),
        ("SHOPCLERK_RATE_LIMIT_STORE", "redis://127.0.0.1"),
        ("TELEGRAM_WEBHOOK_SECRET", "no spaces allowed"),
    ],
)
def test_settings_name_the_variable_that_is_wrong(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_settings_never_print_a_secret() -> None:
    with pytest.raises(SettingsError) as failure:
        load_settings({"TELEGRAM_WEBHOOK_SECRET": "hush hush"})
    assert "hush" not in str(failure.value)
    assert "hidden-token" not in repr(load_settings({"TELEGRAM_BOT_TOKEN": "hidden-token"}))
