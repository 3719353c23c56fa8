"""Asking for a run: the file is spooled, the run written down, and a worker woken up."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from kombu.exceptions import OperationalError

from catalog.celery_app import create_app, make_broker_folders, wake_up
from catalog.downloads import Downloads
from catalog.errors import MappingError, SourceError
from catalog.mapping import Kind, declared_format, mapping_text
from catalog.policies import SOURCE, pack_pages, read_pages
from catalog.runs import Run, RunRequest
from catalog.services import Services
from catalog.sources.encoding import canonical_encoding
from catalog.sources.fetch import Fetcher, Progress, Validators, url_name
from catalog.sources.files import first_bytes, source_name
from catalog.sources.kinds import SEEN, seen_kind
from catalog.sources.packed import pack_folder

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Feed:
    """A catalogue file or folder, and what is said about it: its mapping, unless its kind needs none, and its kind."""

    file: Path
    mapping_file: Path | None = None
    kind: Kind | None = None
    name: str | None = None

    @property
    def file_name(self) -> str:
        """What the file was called where it came from."""
        return self.name or self.file.name

    @contextmanager
    def opened(self) -> Iterator[tuple[Path, str]]:
        """One file that holds it all, and what its fields mean; raises `MappingError` or `SourceError`."""
        if self.file.is_dir():
            with tempfile.TemporaryDirectory() as scratch:
                packed = Path(scratch) / "folder.zip"
                pack_folder(self.file, packed)
                yield packed, self._mapping(packed)
        elif self.file.is_file():
            yield self.file, self._mapping(self.file)
        else:
            raise SourceError(f"expected a catalogue file or a folder of them, got '{self.file}', which is neither")

    def _mapping(self, path: Path) -> str:
        form = declared_format(self.mapping_file)
        canonical_encoding(form.encoding)
        kind = self.kind or seen_kind(*first_bytes(path, self.file_name, SEEN), form)
        return mapping_text(kind, self.mapping_file)


def ask_for_products(
    services: Services, feed: Feed, *, source: str | None = None, allow_deletes: bool = False, rebuild: bool = False
) -> Run:
    """A run that syncs a catalogue file; raises `MappingError` or `SourceError` for input that cannot work."""
    with feed.opened() as (path, mapping):
        spooled = services.spool.put(path)
    request = RunRequest(
        kind="products",
        shop=services.settings.shop,
        source=source or source_name(feed.file_name),
        file_name=feed.file_name,
        spooled=spooled,
        mapping=mapping,
        allow_deletes=allow_deletes,
        rebuild=rebuild,
    )
    return ask(services, request)


def ask_for_url(
    services: Services, url: str, feed: Callable[[Path, str], Feed], *, progress: Progress, **asked: Any
) -> Run | None:
    """A run that syncs what an address has, None when that is what was last synced; raises `SourceError`.

    `feed` makes a feed of the fetched file and its name; `asked` is what `ask_for_products` takes.
    """
    settings = services.settings
    downloads = Downloads(services.engine, settings.shop)
    fetcher = Fetcher(int(settings.max_download_mb * 1_000_000), settings.http_timeout_s)
    with tempfile.TemporaryDirectory() as scratch:
        fetched = feed(Path(scratch) / "fetched", url_name(url))
        words = "\n".join((url, str(asked.get("source")), str(fetched.kind), _words(fetched.mapping_file)))
        known = Validators() if asked.get("rebuild") else downloads.synced(words)
        validators = fetcher.fetch(url, fetched.file, known, progress)
        if validators is None:
            return None
        run = ask_for_products(services, fetched, **asked)
    downloads.remember(words, validators, run.id)
    return run


def _words(mapping_file: Path | None) -> str:
    try:
        return mapping_file.read_text(encoding="utf-8") if mapping_file else ""
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"the mapping file {mapping_file} cannot be read: {error}") from error


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
    return ask(services, request)


def ask(services: Services, request: RunRequest) -> Run:
    """Writes a run down and wakes the workers up; it is done even if nobody hears."""
    run = services.runs.request(request)
    make_broker_folders(services.settings)
    try:
        wake_up(create_app(services.settings), times=services.settings.concurrency)
    except OperationalError as error:
        # The run stands in SQL: beat finds it once the broker is back.
        log.warning("the broker cannot be reached, no worker was woken up", run=run.id, reason=str(error))
    return run
