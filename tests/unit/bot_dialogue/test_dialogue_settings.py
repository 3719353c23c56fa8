from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.dialogue import command
from bot.dialogue_settings import ASSISTANT, DialogueSettingsError, read_settings


def test_settings_set_every_variable_of_the_endpoints_file(tmp_path: Path) -> None:
    settings = read_settings({"SHOPCLERK_STATE_DIR": str(tmp_path)})
    wanted = set(re.findall(r"\$\{(\w+)\}", (ASSISTANT / "endpoints.yml").read_text(encoding="utf-8")))
    assert wanted
    assert wanted <= set(settings.environment)


def test_settings_default_to_this_machine(tmp_path: Path) -> None:
    settings = read_settings({"SHOPCLERK_STATE_DIR": str(tmp_path), "SHOPCLERK_ACTION_PORT": "6055"})
    assert settings.environment["SHOPCLERK_ACTION_URL"] == "http://127.0.0.1:6055/webhook"
    assert settings.environment["SHOPCLERK_TRACKER_URL"] == f"sqlite:///{tmp_path}/rasa/tracker.db"
    assert settings.environment["SHOPCLERK_LOCK_TYPE"] == "in_memory"
    assert settings.environment["RASA_TELEMETRY_ENABLED"] == "false"


def test_settings_take_the_parts_of_a_redis_url(tmp_path: Path) -> None:
    url = "redis://user:pass@redis.shop.example:6380/3"
    environment = read_settings({"SHOPCLERK_STATE_DIR": str(tmp_path), "SHOPCLERK_LOCK_URL": url}).environment
    parts = {name: environment[f"SHOPCLERK_LOCK_{name}"] for name in ("TYPE", "HOST", "PORT", "DB", "PASSWORD")}
    expected = {"TYPE": "redis", "HOST": "redis.shop.example", "PORT": "6380", "DB": "3", "PASSWORD": "pass"}
    assert parts == expected


@pytest.mark.parametrize("port", ["0", "65536", "-1", "5o05", "5005.0"])
def test_settings_name_the_variable_that_is_no_port(port: str) -> None:
    with pytest.raises(DialogueSettingsError, match="SHOPCLERK_RASA_PORT"):
        read_settings({"SHOPCLERK_RASA_PORT": port})


def test_settings_name_the_lock_url_without_its_password() -> None:
    with pytest.raises(DialogueSettingsError, match="SHOPCLERK_LOCK_URL") as raised:
        read_settings({"SHOPCLERK_LOCK_URL": "http://user:secret@host/1"})
    assert "secret" not in str(raised.value)


def test_dialogue_server_listens_on_the_loopback_address_alone(tmp_path: Path) -> None:
    settings = read_settings({"SHOPCLERK_STATE_DIR": str(tmp_path), "SHOPCLERK_RASA_PORT": "6005"})
    words = command(settings, Path("model.tar.gz"))
    assert words[words.index("--interface") + 1] == "127.0.0.1"
    assert words[words.index("--port") + 1] == "6005"
    assert words[words.index("--model") + 1] == "model.tar.gz"
    assert "--enable-api" not in words
