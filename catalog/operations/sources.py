"""Opening a source to read it as it is now: one that is named, or the one a product was synced from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.ask import Address, Feed
from catalog.errors import RunError
from catalog.operations.asked import Asked
from catalog.services import Services
from catalog.sources.dating import source_ms
from catalog.sources.fetch import Progress, Validators, is_url
from catalog.sources.files import source_name
from catalog.syncing.comparing import Reading
from catalog.syncing.planning import adopted_source, knows_shop
from catalog.syncing.runs import Run, RunRequest, moment
from catalog.tables import now_ms


@contextmanager
def opened_source(services: Services, asked: Asked, progress: Progress) -> Iterator[Reading]:
    """A source, to be read under the version that a sync of it would have; raises `MappingError`, `SourceError`."""
    with _fed(services, asked, progress) as feed, feed.opened() as (path, mapping):
        request = RunRequest(
            kind="products",
            shop=services.settings.shop,
            source=asked.source or source_name(feed.file_name),
            file_name=feed.file_name,
            spooled="",
            mapping=mapping,
            origin=feed.origin or str(feed.file.resolve()),
            source_ms=source_ms(feed.file, last_modified=feed.last_modified),
        )
        yield _reading(services, request, path)


@contextmanager
def opened_again(services: Services, source: str, progress: Progress) -> Iterator[Reading]:
    """The same of a source that was synced, read anew where it was read then; raises `RunError` where none was."""
    run = services.runs.last_done(services.settings.shop, source)
    if run is None or run.request.origin is None:
        raise RunError(f"where source '{source}' was read is not known; name it: --from SOURCE")
    with _fed(services, Asked(run.request.origin), progress) as feed, feed.packed() as path:
        yield _reading(services, _as_now(run, feed), path)


def _as_now(run: Run, feed: Feed) -> RunRequest:
    asked = run.request
    return RunRequest(
        kind="products",
        shop=asked.shop,
        source=asked.source,
        file_name=asked.file_name,
        spooled="",
        mapping=asked.mapping,
        origin=asked.origin,
        source_ms=source_ms(feed.file, last_modified=feed.last_modified),
    )


@contextmanager
def _fed(services: Services, asked: Asked, progress: Progress) -> Iterator[Feed]:
    if not is_url(asked.file):
        yield Feed(Path(asked.file), asked.mapping, asked.form, asked.currency)
        return
    address = Address(asked.file, asked.mapping, asked.form, asked.currency)
    with address.fetched(services, Validators(), progress) as found:
        assert found is not None, "an unconditional request is never answered 'not modified'"
        yield found[0]


def _reading(services: Services, request: RunRequest, path: Path) -> Reading:
    with services.engine.connect().execution_options(reading=True) as connection:
        version = services.runs.version_of(connection, request, knows_shop=knows_shop(services, request.shop))
    return Reading(request, path, version, moment(now_ms()), adopted_source(services, request))
