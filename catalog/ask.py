"""Asking for a run: the file is spooled, the run written down, and a worker woken up."""

from __future__ import annotations

import tempfile
from pathlib import Path

import structlog
from kombu.exceptions import OperationalError

from catalog.celery_app import create_app, make_broker_folders, wake_up
from catalog.errors import SourceError
from catalog.mapping import load_mapping
from catalog.policies import SOURCE, pack_pages, read_pages
from catalog.runs import Run, RunRequest
from catalog.services import Services
from catalog.sources.encoding import canonical_encoding
from catalog.sources.files import file_kind, source_name

log = structlog.get_logger(__name__)


def ask_for_products(
    services: Services,
    file: Path,
    mapping_file: Path,
    *,
    source: str | None = None,
    allow_deletes: bool = False,
    rebuild: bool = False,
) -> Run:
    """A run that syncs a catalogue file; raises `MappingError` or `SourceError` for input that cannot work."""
    mapping_text = mapping_file.read_text(encoding="utf-8") if mapping_file.is_file() else ""
    mapping = load_mapping(mapping_file)
    if not file.is_file():
        raise SourceError(f"expected a catalogue file, got '{file}', which is not one")
    file_kind(file.name, mapping.format)
    canonical_encoding(mapping.format.encoding)
    request = RunRequest(
        kind="products",
        shop=services.settings.shop,
        source=source or source_name(file),
        file_name=file.name,
        spooled=services.spool.put(file),
        mapping=mapping_text,
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
