from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import SettingsError
from catalog.settings import load_settings
from catalog.syncing.backoff import retry_delay
from catalog.workers.celery_app import broker_words, create_app


def test_settings_come_from_the_environment_given(tmp_path: Path) -> None:
    settings = load_settings(
        {"SHOPCLERK_SHOP": "icecat", "SHOPCLERK_STATE_DIR": str(tmp_path), "SHOPCLERK_SYNC_BATCH": "7"}
    )
    assert (settings.shop, settings.batch) == ("icecat", 7)
    assert settings.database == f"sqlite:///{tmp_path / 'catalog.sqlite3'}"
    assert load_settings({}).shop == "demo"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SHOPCLERK_SHOP", "No Good"),
        ("SHOPCLERK_SYNC_BATCH", "many"),
        ("SHOPCLERK_SYNC_MAX_DELETES", "2"),
        ("SHOPCLERK_SYNC_PRIVATE_HOSTS", "erp.internal,10.0.0.0/64"),
        ("SHOPCLERK_SYNC_PRIVATE_HOSTS", "user@erp.internal"),
    ],
)
def test_settings_name_the_variable_that_is_wrong(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        load_settings({variable: value})


def test_messages_are_files_without_a_broker(tmp_path: Path) -> None:
    app = create_app(load_settings({"SHOPCLERK_STATE_DIR": str(tmp_path)}))
    assert app.conf.broker_url == "filesystem://"
    assert app.connection_for_read().transport_cls == "catalog.workers.file_broker:Transport"
    assert app.conf.broker_transport_options["data_folder_in"] == str(tmp_path / "broker" / "messages")


def test_broker_words_hide_the_password() -> None:
    settings = load_settings({"CELERY_BROKER_URL": "redis://user:secret@broker:6379/1"})
    assert broker_words(settings) == "redis://…@broker:6379/1"
    assert create_app(settings).conf.broker_url == "redis://user:secret@broker:6379/1"


def test_no_broker_gives_a_message_to_another_worker_while_its_task_may_run() -> None:
    redis = create_app(load_settings({"CELERY_BROKER_URL": "redis://broker:6379/1"})).conf
    assert redis.task_soft_time_limit < redis.task_time_limit < redis.broker_transport_options["visibility_timeout"]
    rabbitmq = create_app(load_settings({"CELERY_BROKER_URL": "amqp://broker//"})).conf
    # RabbitMQ's consumer_timeout: https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout
    assert rabbitmq.task_time_limit < 30 * 60
    for conf in (redis, rabbitmq):
        assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (
            True,
            True,
            1,
        )


def test_retries_wait_longer_each_time_up_to_a_minute_and_never_all_alike() -> None:
    for attempts, longest in ((1, 2.0), (3, 8.0), (6, 60.0), (50, 60.0)):
        delays = [retry_delay(attempts) for _ in range(200)]
        assert longest / 2 <= min(delays) < max(delays) <= longest
