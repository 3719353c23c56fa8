"""The settings of catalogue sync, read once from the environment.

SHOPCLERK_SHOP (demo)                  the shop that commands speak of; a worker serves every shop
SHOPCLERK_STATE_DIR (var)              spooled files, the local broker's folders and the SQLite database
SHOPCLERK_DATABASE_URL                 SQLAlchemy URL of runs and product state (SQLite under the state dir)
CELERY_BROKER_URL                      redis:// or amqp:// (kombu's filesystem transport under the state dir)
SHOPCLERK_SYNC_SCHEDULE                TOML file of the sources that sync by themselves (none): `catalog.schedules`
SHOPCLERK_SYNC_BATCH (128)             products a batch
SHOPCLERK_SYNC_LEASE_S (120)           after this many seconds without a sign of life, another worker takes over
SHOPCLERK_SYNC_RESUME_S (10)           how often beat looks for work that no message announced
SHOPCLERK_SYNC_MAX_DELETES (0.3)       the share of a source's products that one file may delete
SHOPCLERK_SYNC_CONFIRM_S (3600)        how old a price's as-of time may get while the feed repeats the price
SHOPCLERK_SYNC_CONCURRENCY (1)         worker processes of one machine; each loads the embedder
SHOPCLERK_SYNC_HEARTBEAT_S (15)        how often a worker proves that it still takes messages; one that fails to ends,
                                       to be started again by what keeps it (0 = never)
SHOPCLERK_SYNC_METRICS_PORT            serves Prometheus metrics of lag and queue on this port of 127.0.0.1 only, by
                                       whichever process finds it free; unset = not at all
SHOPCLERK_CANARY_URL                   the gateway's address; set, beat changes a hidden product of the shop now and
                                       then, asks there what it costs, and logs an alarm when the answer is late
SHOPCLERK_CANARY_EVERY_S (60)          how often
SHOPCLERK_CANARY_BUDGET_S (10)         how long the answer may take
SHOPCLERK_SYNC_MAX_DOWNLOAD_MB (2048)  the largest file that is fetched from an address
SHOPCLERK_SYNC_HTTP_TIMEOUT_S (30)     how long its server may be silent
SHOPCLERK_SYNC_PRIVATE_HOSTS           hosts and networks inside from which files may be fetched: a,10.1.0.0/16 or *
SHOPCLERK_SYNC_KEEP_INDEXES (1)        how many indexes of before are kept to roll back to
SHOPCLERK_SYNC_THREADS                 torch threads of one worker process (torch's own choice)
Elasticsearch and the embedder: see `retrieval.settings`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from catalog.errors import SettingsError
from catalog.sources.reach import SETTING, Reach
from retrieval.errors import SettingsInvalid
from retrieval.settings import RetrievalSettings

VARIABLES = {
    "shop": "SHOPCLERK_SHOP",
    "state_dir": "SHOPCLERK_STATE_DIR",
    "database_url": "SHOPCLERK_DATABASE_URL",
    "broker_url": "CELERY_BROKER_URL",
    "schedule": "SHOPCLERK_SYNC_SCHEDULE",
    "batch": "SHOPCLERK_SYNC_BATCH",
    "lease_s": "SHOPCLERK_SYNC_LEASE_S",
    "resume_s": "SHOPCLERK_SYNC_RESUME_S",
    "max_deletes": "SHOPCLERK_SYNC_MAX_DELETES",
    "confirm_s": "SHOPCLERK_SYNC_CONFIRM_S",
    "concurrency": "SHOPCLERK_SYNC_CONCURRENCY",
    "heartbeat_s": "SHOPCLERK_SYNC_HEARTBEAT_S",
    "metrics_port": "SHOPCLERK_SYNC_METRICS_PORT",
    "canary_url": "SHOPCLERK_CANARY_URL",
    "canary_every_s": "SHOPCLERK_CANARY_EVERY_S",
    "canary_budget_s": "SHOPCLERK_CANARY_BUDGET_S",
    "threads": "SHOPCLERK_SYNC_THREADS",
    "max_download_mb": "SHOPCLERK_SYNC_MAX_DOWNLOAD_MB",
    "http_timeout_s": "SHOPCLERK_SYNC_HTTP_TIMEOUT_S",
    "private_hosts": SETTING,
    "keep_indexes": "SHOPCLERK_SYNC_KEEP_INDEXES",
}


class CatalogSettings(BaseSettings):
    """Where the state of catalogue sync is kept, and how eagerly work is done."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    shop: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$")] = "demo"
    state_dir: Path = Path("var")
    database_url: str = ""
    broker_url: str = ""
    schedule: Path | None = None
    batch: Annotated[int, Field(ge=1, le=2_000)] = 128
    lease_s: Annotated[float, Field(gt=0, le=3_600)] = 120.0
    resume_s: Annotated[float, Field(gt=0, le=3_600)] = 10.0
    max_deletes: Annotated[float, Field(ge=0, le=1)] = 0.3
    confirm_s: Annotated[float, Field(ge=0)] = 3_600.0
    concurrency: Annotated[int, Field(ge=1, le=64)] = 1
    heartbeat_s: Annotated[float, Field(ge=0, le=3_600)] = 15.0
    metrics_port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    canary_url: Annotated[str, Field(pattern=r"^(https?://.+)?$")] = ""
    canary_every_s: Annotated[float, Field(ge=1, le=86_400)] = 60.0
    canary_budget_s: Annotated[float, Field(gt=0, le=86_400)] = 10.0
    threads: Annotated[int, Field(ge=1, le=256)] | None = None
    max_download_mb: Annotated[float, Field(gt=0)] = 2_048.0
    http_timeout_s: Annotated[float, Field(gt=0, le=3_600)] = 30.0
    private_hosts: str = ""
    keep_indexes: Annotated[int, Field(ge=0, le=20)] = 1

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Takes values from `load_settings` only, which is given the environment."""
        return (init_settings,)

    @field_validator("state_dir", "schedule")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value and value.expanduser().resolve()

    @field_validator("private_hosts")
    @classmethod
    def _hosts(cls, value: str) -> str:
        Reach.of(value)
        return value

    @property
    def reach(self) -> Reach:
        """The servers from which files may be fetched."""
        return Reach.of(self.private_hosts)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the state."""
        return self.database_url or f"sqlite:///{self.state_dir / 'catalog.sqlite3'}"

    @property
    def spool(self) -> Path:
        """Where files wait for a worker, each under the hash of its content."""
        return self.state_dir / "spool"

    @property
    def broker_folder(self) -> Path:
        """Where the filesystem transport keeps its messages."""
        return self.state_dir / "broker"


def load_settings(environment: Mapping[str, str] | None = None) -> CatalogSettings:
    """The settings of an environment (default: the process's); raises `SettingsError` naming the variable."""
    source = os.environ if environment is None else environment
    given = {field: source[name] for field, name in VARIABLES.items() if source.get(name)}
    try:
        return CatalogSettings(**given)  # type: ignore[arg-type]  # pydantic reads the text of each
    except ValidationError as error:
        first = error.errors()[0]
        variable = VARIABLES.get(str(first["loc"][0]), str(first["loc"][0])) if first["loc"] else "settings"
        raise SettingsError(f"{variable}: {first['msg']}; got '{first['input']}'") from error


def load_retrieval_settings(environment: Mapping[str, str] | None = None) -> RetrievalSettings:
    """The settings of the index, with failures in this package's words."""
    try:
        return RetrievalSettings.from_environment(environment)
    except SettingsInvalid as error:
        raise SettingsError(str(error)) from error
