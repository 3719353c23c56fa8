"""Asking for a run: the file is spooled, the run written down, and a worker woken up."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from kombu.exceptions import OperationalError

from catalog.downloads import Downloads
from catalog.errors import MappingError, SourceError
from catalog.mapping import Kind, declared_format, mapping_text
from catalog.policies import SOURCE, pack_pages, read_pages
from catalog.services import Services
from catalog.sources.dating import source_ms
from catalog.sources.encoding import canonical_encoding
from catalog.sources.fetch import Fetcher, Progress, Validators, url_name
from catalog.sources.files import first_bytes, source_name
from catalog.sources.kinds import SEEN, seen_kind
from catalog.sources.packed import pack_folder
from catalog.syncing.runs import Run, RunRequest
from catalog.tables import now_ms
from catalog.workers.celery_app import create_app, make_broker_folders, wake_up

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Feed:
    """A catalogue file or folder, and what is said about it: its mapping, unless its kind needs none, its kind, and the
    currency of prices that name none.

    What was fetched has its name, its address and its server's time.
    """

    file: Path
    mapping_file: Path | None = None
    kind: Kind | None = None
    currency: str | None = None
    name: str | None = None
    origin: str | None = None
    last_modified: str | None = None

    @property
    def file_name(self) -> str:
        """What the file was called where it came from."""
        return self.name or self.file.name

    @contextmanager
    def opened(self) -> Iterator[tuple[Path, str]]:
        """One file that holds it all, and what its fields mean; raises `MappingError` or `SourceError`."""
        with self.packed() as path:
            yield path, self._mapping(path)

    @contextmanager
    def packed(self) -> Iterator[Path]:
        """One file that holds it all; raises `SourceError`."""
        if self.file.is_dir():
            with tempfile.TemporaryDirectory() as scratch:
                packed = Path(scratch) / "folder.zip"
                pack_folder(self.file, packed)
                yield packed
        elif self.file.is_file():
            yield self.file
        else:
            raise SourceError(f"expected a catalogue file or a folder of them, got '{self.file}', which is neither")

    def _mapping(self, path: Path) -> str:
        form = declared_format(self.mapping_file)
        canonical_encoding(form.encoding)
        kind = self.kind or seen_kind(*first_bytes(path, self.file_name, SEEN), form)
        return mapping_text(kind, self.mapping_file, currency=self.currency)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a catalogue file is to be synced; `source` None is the file's name."""

    source: str | None = None
    allow_deletes: bool = False
    rebuild: bool = False


def ask_for_products(services: Services, feed: Feed, wanted: Wanted) -> Run:
    """A run that syncs a catalogue file; raises `MappingError` or `SourceError` for input that cannot work."""
    return ask(services, request_of(services, feed, wanted))


def request_of(services: Services, feed: Feed, wanted: Wanted) -> RunRequest:
    """Spools a catalogue file, and says what a run of it is asked for; raises `MappingError` or `SourceError`."""
    with feed.opened() as (path, mapping):
        spooled = services.spool.put(path)
    return RunRequest(
        kind="products",
        shop=services.settings.shop,
        source=wanted.source or source_name(feed.file_name),
        file_name=feed.file_name,
        spooled=spooled,
        mapping=mapping,
        allow_deletes=wanted.allow_deletes,
        rebuild=wanted.rebuild,
        origin=feed.origin or str(feed.file.resolve()),
        source_ms=source_ms(feed.file, last_modified=feed.last_modified),
    )


@dataclass(frozen=True, slots=True)
class Address:
    """A catalogue file on the web, and what is said about it."""

    url: str
    mapping_file: Path | None = None
    kind: Kind | None = None
    currency: str | None = None

    @contextmanager
    def fetched(
        self, services: Services, known: Validators, progress: Progress
    ) -> Iterator[tuple[Feed, Validators] | None]:
        """The file, while the block lasts, and its version; None when it is the `known` one. Raises `SourceError`."""
        settings = services.settings
        fetcher = Fetcher(int(settings.max_download_mb * 1_000_000), settings.http_timeout_s, settings.reach)
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "fetched"
            seen = fetcher.fetch(self.url, file, known, progress)
            if seen is None:
                yield None
                return
            found = {"name": url_name(self.url), "origin": self.url, "last_modified": seen.last_modified}
            feed = Feed(file, self.mapping_file, self.kind, self.currency, **found)
            yield feed, seen

    def words(self, wanted: Wanted) -> str:
        """What decides whether the same version means the same sync."""
        currency = (self.currency,) if self.currency is not None else ()
        return "\n".join((self.url, str(wanted.source), str(self.kind), _words(self.mapping_file), *currency))


def ask_for_url(services: Services, address: Address, wanted: Wanted, *, progress: Progress) -> Run | None:
    """A run that syncs what an address has, None when that is what was synced lately; raises `SourceError`.

    After a while an unchanged file is fetched and read again, so that its prices are as of now.
    """
    downloads = Downloads(services.engine, services.settings.shop)
    words = address.words(wanted)
    lately = now_ms() - int(services.settings.confirm_s * 1000)
    known = Validators() if wanted.rebuild else downloads.synced(words, since_ms=lately)
    with address.fetched(services, known, progress) as found:
        if found is None:
            return None
        feed, seen = found
        run = ask_for_products(services, feed, wanted)
    downloads.remember(words, seen, run.id)
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
        kind="policies",
        shop=services.settings.shop,
        source=SOURCE,
        file_name=folder.name,
        spooled=spooled,
        origin=str(folder.resolve()),
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
