from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.stack.errors import PortTaken, StackError
from bot.stack.ports import require_free
from bot.stack.settings import LONGEST_SOCKET_PATH, read_settings, socket_path


def test_read_settings_without_anything_runs_the_demo_on_this_machine() -> None:
    settings = read_settings({})
    assert settings.is_demo
    assert settings.own_elasticsearch
    assert settings.address == "http://localhost:8080"
    assert settings.environment["ELASTICSEARCH_URL"] == "http://127.0.0.1:9200"
    assert settings.environment["SHOPCLERK_DEMO_SHOP"] == str(settings.demo_dir)


def test_read_settings_keeps_a_given_elasticsearch_and_starts_none() -> None:
    settings = read_settings({"ELASTICSEARCH_URL": "http://search.internal:9200"})
    assert not settings.own_elasticsearch
    assert settings.elasticsearch_url == "http://search.internal:9200"


def test_read_settings_of_another_shop_serves_no_demo_pages() -> None:
    settings = read_settings({"SHOPCLERK_SHOP": "acme"})
    assert not settings.is_demo
    assert "SHOPCLERK_DEMO_SHOP" not in settings.environment


def test_read_settings_makes_the_state_folder_absolute_for_every_part() -> None:
    settings = read_settings({"SHOPCLERK_STATE_DIR": "some/where"})
    assert Path(settings.environment["SHOPCLERK_STATE_DIR"]).is_absolute()


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "80 80"])
def test_read_settings_names_the_variable_of_a_bad_port(text: str) -> None:
    with pytest.raises(StackError, match=r"SHOPCLERK_RASA_PORT must be a port from 1 to 65535, but it is "):
        read_settings({"SHOPCLERK_RASA_PORT": text})


def test_socket_path_of_a_deep_folder_still_fits_a_unix_socket() -> None:
    deep = Path("/") / "/".join(["folder"] * 40)
    assert len(str(socket_path(deep)).encode()) <= LONGEST_SOCKET_PATH
    assert socket_path(deep) == socket_path(deep)
    assert socket_path(deep) != socket_path(deep / "other")


def test_require_free_names_the_part_the_port_and_the_setting() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            require_free("gateway", port, "SHOPCLERK_PORT")
    message = str(caught.value)
    assert f"gateway wants port {port}" in message
    assert "SHOPCLERK_PORT=PORT make run" in message


def test_require_free_accepts_a_port_nobody_listens_on() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    require_free("gateway", port, "SHOPCLERK_PORT")
