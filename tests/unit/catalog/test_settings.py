from __future__ import annotations

from pathlib import Path

import pytest

from catalog.celery_app import broker_words, create_app
from catalog.errors import SettingsError
from catalog.settings import load_settings


def test_settings_come_from_the_environment_given(tmp_path: Path) -> None:
    settings = load_settings(
        {"SHOPCLERK_SHOP": "icecat", "SHOPCLERK_STATE_DIR": str(tmp_path), "SHOPCLERK_SYNC_BATCH": "7"}
    )
    assert (settings.shop, settings.batch) == ("icecat", 7)
    assert settings.database == f"sqlite:///{tmp_path / 'catalog.sqlite3'}"
    assert load_settings({}).shop == "demo"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SHOPCLERK_SHOP", "No Good"), ("SHOPCLERK_SYNC_BATCH", "many"), ("SHOPCLERK_SYNC_MAX_DELETES", "2")],
)
def test_settings_name_the_variable_that_is_wrong(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        load_settings({variable: value})


def test_messages_are_files_without_a_broker(tmp_path: Path) -> None:
    app = create_app(load_settings({"SHOPCLERK_STATE_DIR": str(tmp_path)}))
    assert app.conf.broker_url == "filesystem://"
    assert app.connection_for_read().transport_cls == "catalog.file_broker:Transport"
    assert app.conf.broker_transport_options["data_folder_in"] == str(tmp_path / "broker" / "messages")


def test_broker_words_hide_the_password() -> None:
    settings = load_settings({"CELERY_BROKER_URL": "redis://user:secret@broker:6379/1"})
    assert broker_words(settings) == "redis://…@broker:6379/1"
    assert create_app(settings).conf.broker_url == "redis://user:secret@broker:6379/1"
