"""The process that keeps indexes in step with catalogues.

    celery -A catalog.worker worker -l info
    celery -A catalog.worker beat -l info

The embedder is loaded in the worker's child process, after the fork: torch's threads do not survive one.
"""

from __future__ import annotations

import logging

import structlog

from catalog.canary.keeper import keep_canary
from catalog.schedules.beat import beat_schedule
from catalog.settings import load_settings
from catalog.workers.celery_app import create_app, make_broker_folders
from catalog.workers.pulse import watch_over

structlog.configure(
    processors=[
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["event"]),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)
logging.getLogger("elastic_transport").setLevel(logging.WARNING)

_settings = load_settings()
make_broker_folders(_settings)
app = create_app(_settings)
app.conf.beat_schedule |= beat_schedule(_settings)
watch_over(app, _settings)
keep_canary(app, _settings)
