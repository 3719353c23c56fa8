"""Asking for a run: the file is spooled, the run written down, and a worker woken up."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import structlog
from kombu.exceptions import OperationalError

from catalog.celery_app import create_app, make_broker_folders, wake_up
from catalog.errors import SourceError
from catalog.mapping import Kind, declared_format, mapping_text
from catalog.policies import SOURCE, pack_pages, read_pages
from catalog.runs import Run, RunRequest
from catalog.services import Services
from catalog.sources.encoding import canonical_encoding
from catalog.sources.files import seen_kind, source_name

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Feed:
    """A catalogue file, and what is said about it: its mapping, unless its kind needs none, and its kind."""

    file: Path
    mapping_file: Path | None = None
    kind: Kind | None = None

    def mapping(self) -> str:
        """What the file's fields mean, its kind seen in it unless declared; raises `MappingError`, `SourceError`."""
        if not self.file.is_file():
            raise SourceError(f"expected a catalogue file, got '{self.file}', which is not one")
        form = declared_format(self.mapping_file)
        canonical_encoding(form.encoding)
        return mapping_text(self.kind or seen_kind(self.file, self.file.name, form), self.mapping_file)


def ask_for_products(
    services: Services, feed: Feed, *, source: str | None = None, allow_deletes: bool = False, rebuild: bool = False
) -> Run:
    """A run that syncs a catalogue file; raises `MappingError` or `SourceError` for input that cannot work."""
    mapping = feed.mapping()
    request = RunRequest(
        kind="products",
        shop=services.settings.shop,
        source=source or source_name(feed.file),
        file_name=feed.file.name,
        spooled=services.spool.put(feed.file),
        mapping=mapping,
        allow_deletes=allow_deletes,
        rebuild=rebuild,
    )
    return _asked(services, request)


def ask_for_policies(services: Services, folder: Path) -> Run:
    """A run that syncs a folder of policy pages; raises `PolicyError` for pages that cannot be read."""
    pages = pack_pages(read_pages(folder))
    with tempfile.TemporaryDirectory() as scratch:
        packed = Path(scratch) / "pages.json"
        packed.write_text(pages, encoding="utf-8")
        spooled = services.spool.put(packed)
    request = RunRequest(
        kind="policies", shop=services.settings.shop, source=SOURCE, file_name=str(folder.name), spooled=spooled
    )
    return _asked(services, request)


def _asked(services: Services, request: RunRequest) -> Run:
    run = services.runs.request(request)
    make_broker_folders(services.settings)
    try:
        wake_up(create_app(services.settings), times=services.settings.concurrency)
    except OperationalError as error:
        # The run stands in SQL: beat finds it once the broker is back.
        log.warning("the broker cannot be reached, no worker was woken up", run=run.id, reason=str(error))
    return run
