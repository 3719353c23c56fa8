"""Which source a webhook's products belong to, and by which mapping they are read: those of the shop's own file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from catalog.deliveries.stated import Platform
from catalog.mapping import Kind, Mapping, mapping_text, parse_mapping
from catalog.services import Services
from catalog.tables import RUNS

# Runs, newest first: enough to meet every source that is still synced.
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Origin:
    """A source and its mapping."""

    source: str
    mapping: Mapping


def origin_of(services: Services, shop: str, platform: Platform, ids: Sequence[str]) -> Origin:
    """The source that has one of the products, else the shop's only file of this platform, else the platform's name.

    So a product that a webhook adds is the file's too, and the file's own mapping (its currency, its attributes)
    holds for both. A platform with a source of its own has the plain mapping of its kind.
    """
    kind = platform.kind
    if platform.source is not None:
        return Origin(platform.source, _plain(kind))
    files = _files(services, shop, kind)
    owners = {one.source for one in services.known(shop).of_ids(ids).values() if not one.deleted}
    source = next(iter(sorted(owners)), None) or (next(iter(files)) if len(files) == 1 else kind)
    return Origin(source, files.get(source) or _plain(kind))


def _plain(kind: Kind) -> Mapping:
    return parse_mapping(mapping_text(kind, None), origin=f"{kind}.toml")


def _files(services: Services, shop: str, kind: Kind) -> dict[str, Mapping]:
    """The mappings of the newest product files of this kind, by source."""
    query = (
        select(RUNS.c.source, RUNS.c.mapping)
        .where(RUNS.c.shop == shop, RUNS.c.kind == "products", RUNS.c.state != "failed")
        .order_by(RUNS.c.created_at.desc())
        .limit(LOOKED_AT)
    )
    newest: dict[str, str] = {}
    with services.engine.connect().execution_options(reading=True) as connection:
        for row in connection.execute(query):
            newest.setdefault(row.source, row.mapping)
    mappings = {source: parse_mapping(text, origin="the run's mapping") for source, text in newest.items()}
    return {source: mapping for source, mapping in mappings.items() if mapping.format.kind == kind}
