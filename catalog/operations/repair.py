"""Mending what a verification found: what is too much goes at once, what is missing or wrong is read anew."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.ask import Address, Feed, ask
from catalog.errors import CatalogError
from catalog.operations.verify import Finding, Verification
from catalog.policies import pack_pages, read_pages
from catalog.services import Services
from catalog.sources.dating import source_ms
from catalog.sources.fetch import Validators, is_url
from catalog.syncing.runs import Run
from catalog.tables import now_ms


@dataclass(frozen=True, slots=True)
class Repair:
    """The runs that write what was wrong, and the sources that must be synced by hand, with the reason."""

    runs: tuple[Run, ...]
    by_hand: dict[str, str]
    removed: int


def repair(services: Services, verification: Verification) -> Repair:
    """Removes what should not be there, and asks for a run of every source that something else is wrong with."""
    shop = services.settings.shop
    removed = _remove_extra(services, verification)
    wrong = _wrong_products(verification)
    known = services.known(shop).of_ids(sorted(wrong))
    newer = [one.id for one in verification.findings if one.part == "products" and one.newer]
    if newer:
        services.indexes(shop).products.remove(newer)
    bad = {one.id for one in verification.findings if one.part == "evidence" and one.mismatch != "missing"}
    sound = {name: [key for key in verification.passages.get(name, []) if f"{name}#{key}" not in bad] for name in known}
    with services.engine.begin() as connection:
        services.known(shop).doubt(connection, sound)
        sections = [one.id for one in verification.findings if one.part == "policies"]
        services.known_sections(shop).forget(connection, sections)
    sources = {one.source for one in known.values()} | ({"policies"} if sections else set())
    return _ask_again(services, sorted(sources), removed)


def _remove_extra(services: Services, verification: Verification) -> int:
    """Leaves tombstones where nothing is known of a document."""
    indexes, now = services.indexes(services.settings.shop), now_ms()
    products, passages = verification.of("products", "extra"), verification.of("evidence", "extra")
    sections = verification.of("policies", "extra")
    indexes.products.delete(products, version=now)
    indexes.passages.delete(passages, version=now)
    indexes.policies.delete(sections, version=now)
    return len(products) + len(passages) + len(sections)


def _wrong_products(verification: Verification) -> set[str]:
    def owners(findings: Iterable[Finding]) -> Iterable[str]:
        for one in findings:
            if one.part == "evidence" and one.mismatch != "extra":
                yield one.id.rsplit("#", 1)[0]
            elif one.part == "products" and one.mismatch != "extra":
                yield one.id

    return set(owners(verification.findings))


def _ask_again(services: Services, sources: list[str], removed: int) -> Repair:
    runs: list[Run] = []
    by_hand: dict[str, str] = {}
    for source in sources:
        last = services.runs.last_done(services.settings.shop, source)
        if last is None or last.request.origin is None:
            by_hand[source] = "where it was read is not known"
            continue
        try:
            runs.append(_again(services, last))
        except CatalogError as error:
            by_hand[source] = str(error)
    return Repair(tuple(runs), by_hand, removed)


def _again(services: Services, last: Run) -> Run:
    origin = last.request.origin or ""
    request = replace(last.request, plan=None, rebuild=False, allow_deletes=False)
    if request.kind == "policies":
        with _packed_pages(Path(origin)) as path:
            return ask(services, replace(request, spooled=services.spool.put(path)))
    if is_url(origin):
        with Address(origin).fetched(services, Validators(), lambda _got, _whole: None) as found:
            assert found is not None, "an unconditional request is never answered 'not modified'"
            feed = found[0]
            made = source_ms(feed.file, last_modified=feed.last_modified)
            return ask(services, replace(request, spooled=services.spool.put(feed.file), source_ms=made))
    with Feed(Path(origin)).packed() as path:
        return ask(services, replace(request, spooled=services.spool.put(path), source_ms=source_ms(Path(origin))))


@contextmanager
def _packed_pages(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as scratch:
        packed = Path(scratch) / "pages.json"
        packed.write_text(pack_pages(read_pages(folder)), encoding="utf-8")
        yield packed
