"""The file that says which sources are synced by themselves: one table a source, named by SHOPCLERK_SYNC_SCHEDULE.

[acme-feed]                                   # what its products are remembered under
from = "https://www.acme.example/feed.xml"    # an address, a file or a folder; files beside this one
every = "15 min"                              # s, min, h or d
mapping = "acme.toml"                         # only where the format needs one
format = "google_xml"                         # [what its first bytes and its name show]
shop = "acme"                                 # [SHOPCLERK_SHOP]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from catalog.errors import SettingsError
from catalog.mapping import Kind
from catalog.settings import CatalogSettings
from catalog.sources.fetch import is_url

VARIABLE = "SHOPCLERK_SYNC_SCHEDULE"
SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}
_SPAN = re.compile(rf"(\d+)\s*({'|'.join(SECONDS)})")


@dataclass(frozen=True, slots=True)
class Schedule:
    """One source: whose it is, where it is read, by which mapping and format, and how often."""

    shop: str
    source: str
    origin: str
    every_s: int
    mapping: Path | None = None
    kind: Kind | None = None


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    origin: Annotated[str, Field(alias="from", min_length=1)]
    every: int
    mapping: str | None = None
    kind: Annotated[Kind | None, Field(alias="format")] = None
    shop: Annotated[str | None, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$")] = None

    @field_validator("every", mode="before")
    @classmethod
    def _seconds(cls, value: object) -> int:
        match = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None or not int(match[1]):
            raise ValueError('expected a time like "90 s", "15 min", "2 h" or "1 d"')
        return int(match[1]) * SECONDS[match[2]]


def load_schedules(settings: CatalogSettings) -> tuple[Schedule, ...]:
    """The schedules of the settings' file, none without one; raises `SettingsError` naming file, source and key."""
    file = settings.schedule
    if file is None:
        return ()
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{VARIABLE}: the schedule file {file} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: {error}") from error
    return tuple(_schedule(name, table, file, settings) for name, table in tables.items())


def _schedule(name: str, table: Any, file: Path, settings: CatalogSettings) -> Schedule:
    if not isinstance(table, Mapping):
        raise SettingsError(f"{file}: {name}: expected a table [source] for each source, got {table!r}")
    try:
        read = _Table.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise SettingsError(f"{file}: [{name}] {key}: {first['msg']}; got {first['input']!r}") from error
    mapping = file.parent / read.mapping if read.mapping else None
    if mapping is not None and not mapping.is_file():
        raise SettingsError(f"{file}: [{name}] mapping: there is no file {mapping}")
    origin = read.origin if is_url(read.origin) else str(file.parent / read.origin)
    return Schedule(read.shop or settings.shop, name, origin, read.every, mapping, read.kind)
