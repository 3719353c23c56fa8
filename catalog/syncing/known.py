"""What each product was when it was last written to the index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, bindparam, case, delete, func, insert, or_, select, update

from catalog.deliveries.tables import OBJECTS
from catalog.syncing.adopting import sources_of_kind
from catalog.syncing.fingerprints import NOTHING, Fingerprints
from catalog.tables import PRODUCTS

PAGE = 500
_UNKNOWN: dict[str, Any] = {**asdict(NOTHING), "record": None}


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """A product as last written: whose it is, its fingerprints, the keys of its passages, its versions."""

    id: str
    source: str
    fingerprints: Fingerprints
    passages: tuple[str, ...]
    version: int
    offer_version: int
    deleted: bool = False
    confirmed_at: int | None = None
    group: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenOffer:
    """An offer as written: its fingerprint and version, and the record that says all of the product, where its text is
    still of a version."""

    fingerprint: str
    version: int
    record: str | None = None
    text_of: int | None = None


@dataclass(frozen=True, slots=True)
class ToldGroup:
    """Which products of a source make up a group, as of a version, as its platform told.

    Where no file had them yet, the platform's name is their source, and that of every file of it that comes.
    """

    sources: frozenset[str]
    version: int
    products: frozenset[str]


class KnownProducts:
    """The products of one shop in SQL."""

    def __init__(self, engine: Engine, shop: str) -> None:
        self._engine = engine
        self._shop = shop

    def of_ids(self, ids: Sequence[str]) -> dict[str, KnownProduct]:
        """Those of the ids that were ever written, deleted ones too."""
        found: dict[str, KnownProduct] = {}
        with self._engine.connect().execution_options(reading=True) as connection:
            for start in range(0, len(ids), PAGE):
                page = ids[start : start + PAGE]
                rows = connection.execute(
                    select(PRODUCTS).where(PRODUCTS.c.shop == self._shop, PRODUCTS.c.id.in_(page))
                )
                found |= {row.id: _known(row) for row in rows}
        return found

    def within(self, connection: Connection, ids: Sequence[str]) -> dict[str, KnownProduct]:
        """The same as of a transaction, which keeps others from changing them until it is over."""
        found: dict[str, KnownProduct] = {}
        for start in range(0, len(ids), PAGE):
            before = self._before(connection, ids[start : start + PAGE])
            found |= {name: _known(row) for name, row in before.items()}
        return found

    def removed_before(self, connection: Connection, versions: Mapping[str, int]) -> list[str]:
        """Those of the ids that something older than their version removed, as of a transaction."""
        found = self.within(connection, list(versions)).values()
        return [one.id for one in found if one.deleted and one.version < versions[one.id]]

    def live_of_group(self, connection: Connection, source: str, group: str) -> list[KnownProduct]:
        """The products of a source that make up a group, as of a transaction."""
        mine = (PRODUCTS.c.shop == self._shop, PRODUCTS.c.source == source, PRODUCTS.c.deleted.is_(False))
        query = select(PRODUCTS).where(*mine, PRODUCTS.c.group_id == group).with_for_update()
        return [_known(row) for row in connection.execute(query)]

    def told_groups(self, connection: Connection, groups: Collection[str]) -> dict[str, ToldGroup]:
        """What a webhook told last of each of the groups, as of a transaction."""
        mine = (OBJECTS.c.shop == self._shop, OBJECTS.c.group_id.in_(groups), OBJECTS.c.source.is_not(None))
        query = select(OBJECTS).where(*mine).order_by(OBJECTS.c.version).with_for_update()
        return {
            row.group_id: ToldGroup(
                self.sources_for(connection, row.source, platform=row.platform),
                row.version,
                frozenset(() if row.gone else row.products.split("\n")),
            )
            for row in connection.execute(query).all()
        }

    def sources_for(self, connection: Connection, source: str, *, platform: str) -> frozenset[str]:
        """The source that a webhook's products have; told before there was a file, also those of its files."""
        mine = frozenset((source,))
        return mine | sources_of_kind(connection, self._shop, platform) if source == platform else mine

    def live_of_source(self, source: str) -> dict[str, tuple[str, ...]]:
        """Ids of a source's products that are not deleted, with the keys of their passages."""
        query = select(PRODUCTS.c.id, PRODUCTS.c.passages).where(
            PRODUCTS.c.shop == self._shop, PRODUCTS.c.source == source, PRODUCTS.c.deleted.is_(False)
        )
        with self._engine.connect().execution_options(reading=True) as connection:
            return {row.id: tuple(row.passages.split()) for row in connection.execute(query)}

    def live(self, source: str | None = None) -> Iterator[KnownProduct]:
        """Every product that is not deleted, of one source or of all, in order of id."""
        after = ""
        while True:
            mine = [PRODUCTS.c.shop == self._shop, PRODUCTS.c.deleted.is_(False), PRODUCTS.c.id > after]
            mine += [PRODUCTS.c.source == source] if source is not None else []
            query = select(PRODUCTS).where(*mine).order_by(PRODUCTS.c.id).limit(PAGE)
            with self._engine.connect().execution_options(reading=True) as connection:
                rows = connection.execute(query).all()
            yield from map(_known, rows)
            if len(rows) < PAGE:
                return
            after = rows[-1].id

    def newer_than(self, source: str, version: int) -> set[str]:
        """Ids of a source's products of which anything was written at a newer version."""
        newer = or_(PRODUCTS.c.version > version, PRODUCTS.c.offer_version > version)
        query = select(PRODUCTS.c.id).where(PRODUCTS.c.shop == self._shop, PRODUCTS.c.source == source, newer)
        with self._engine.connect().execution_options(reading=True) as connection:
            return set(connection.execute(query).scalars())

    def counts(self) -> dict[str, int]:
        """How many live products each source has."""
        query = (
            select(PRODUCTS.c.source, func.count())
            .where(PRODUCTS.c.shop == self._shop, PRODUCTS.c.deleted.is_(False))
            .group_by(PRODUCTS.c.source)
        )
        with self._engine.connect().execution_options(reading=True) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def save(self, connection: Connection, products: Iterable[KnownProduct]) -> None:
        """Remembers products as written now: text and offer each, unless something newer of it was."""
        rows = [self._row(product) for product in products]
        for start in range(0, len(rows), PAGE):
            page = rows[start : start + PAGE]
            before = self._before(connection, [row["id"] for row in page])
            fresh = [_merged(row, before.get(row["id"])) for row in page if not _is_older(row, before.get(row["id"]))]
            ids = [row["id"] for row in fresh]
            if ids:
                connection.execute(delete(PRODUCTS).where(PRODUCTS.c.shop == self._shop, PRODUCTS.c.id.in_(ids)))
                connection.execute(insert(PRODUCTS), fresh)

    def save_offers(
        self, connection: Connection, offers: Mapping[str, WrittenOffer], *, confirmed_at: int | None = None
    ) -> None:
        """Remembers new offers by product id as written, and said at a time [their version's]."""
        if not offers:
            return
        as_new = PRODUCTS.c.offer_version <= bindparam("as_of")
        mine = (PRODUCTS.c.shop == self._shop, PRODUCTS.c.id == bindparam("of"), as_new)
        said_whole = and_(PRODUCTS.c.version == bindparam("text_of"), PRODUCTS.c.text != NOTHING.text)
        values: dict[str, Any] = {
            "offer": bindparam("print"),
            "offer_version": bindparam("as_of"),
            "confirmed_at": confirmed_at,
            "record": case((said_whole, bindparam("hash")), else_=None),
        }
        change = update(PRODUCTS).where(*mine).values(values)
        rows = [
            {"of": name, "print": one.fingerprint, "as_of": one.version, "hash": one.record, "text_of": one.text_of}
            for name, one in offers.items()
        ]
        connection.execute(change, rows)

    def save_deleted(self, connection: Connection, ids: Sequence[str], *, version: int) -> None:
        """Remembers that products are gone as of this version, also those that were never there."""
        for start in range(0, len(ids), PAGE):
            page = ids[start : start + PAGE]
            before = self._before(connection, page)
            # A price that was told later tells that there is something to be sold.
            older = (PRODUCTS.c.version <= version, PRODUCTS.c.offer_version <= version)
            mine = (PRODUCTS.c.shop == self._shop, PRODUCTS.c.id.in_(page), *older)
            connection.execute(update(PRODUCTS).where(*mine).values(deleted=True, passages="", version=version))
            never = [KnownProduct(one, "", NOTHING, (), version, 0, deleted=True) for one in page if one not in before]
            if never:
                connection.execute(insert(PRODUCTS), [self._row(product) for product in never])

    def save_records(self, connection: Connection, records: Mapping[str, tuple[str, int, int]]) -> None:
        """Remembers which record says all that is known of a product (id -> hash), where it is still of these versions
        of text and offer."""
        same = (PRODUCTS.c.version == bindparam("text_of"), PRODUCTS.c.offer_version == bindparam("offer_of"))
        mine = (PRODUCTS.c.shop == self._shop, PRODUCTS.c.id == bindparam("of"), PRODUCTS.c.deleted.is_(False), *same)
        rows = [
            {"of": name, "hash": record, "text_of": version, "offer_of": offer_version}
            for name, (record, version, offer_version) in records.items()
        ]
        if rows:
            connection.execute(update(PRODUCTS).where(*mine).values(record=bindparam("hash")), rows)

    def doubt(self, connection: Connection, passages: Mapping[str, Sequence[str]]) -> None:
        """Forgets what the index holds of products (id -> the passages that are in order), so that the next sync
        writes them whole again."""
        mine = (PRODUCTS.c.shop == self._shop, PRODUCTS.c.id == bindparam("of"))
        rows = [{"of": name, "keys": " ".join(keys)} for name, keys in passages.items()]
        if rows:
            connection.execute(update(PRODUCTS).where(*mine).values(**_UNKNOWN, passages=bindparam("keys")), rows)

    def distrust(self, connection: Connection, ids: Sequence[str]) -> None:
        """The same of products of which any passage may be there or not; those they have no more then go."""
        for start in range(0, len(ids), PAGE):
            mine = (PRODUCTS.c.shop == self._shop, PRODUCTS.c.id.in_(ids[start : start + PAGE]))
            connection.execute(update(PRODUCTS).where(*mine, PRODUCTS.c.deleted.is_(False)).values(_UNKNOWN))

    def forget(self, connection: Connection, ids: Sequence[str] | None = None) -> None:
        """Forgets products, so that the next sync adds them again; all of them without `ids`."""
        if ids is None:
            connection.execute(delete(PRODUCTS).where(PRODUCTS.c.shop == self._shop))
            return
        for start in range(0, len(ids), PAGE):
            page = ids[start : start + PAGE]
            connection.execute(delete(PRODUCTS).where(PRODUCTS.c.shop == self._shop, PRODUCTS.c.id.in_(page)))

    def _before(self, connection: Connection, ids: Sequence[str]) -> dict[str, Row[Any]]:
        query = select(PRODUCTS).where(PRODUCTS.c.shop == self._shop, PRODUCTS.c.id.in_(ids)).with_for_update()
        return {row.id: row for row in connection.execute(query)}

    def _row(self, product: KnownProduct) -> dict[str, Any]:
        prints = product.fingerprints
        return {
            "shop": self._shop,
            "id": product.id,
            "source": product.source,
            "text": prints.text,
            "embedding": prints.embedding,
            "facts": prints.facts,
            "offer": prints.offer,
            "passages": " ".join(product.passages),
            "version": product.version,
            "offer_version": product.offer_version,
            "deleted": product.deleted,
            "confirmed_at": product.confirmed_at,
            "group_id": product.group,
            "record": product.record,
        }


def _is_older(row: Mapping[str, Any], before: Row[Any] | None) -> bool:
    return before is not None and bool(row["version"] < before.version)


def _merged(row: dict[str, Any], before: Row[Any] | None) -> dict[str, Any]:
    """The row, with the offer that was known where that is the newer one: the index keeps it too."""
    if before is None or before.offer_version <= row["offer_version"]:
        return row
    kept = {"offer_version": before.offer_version, "confirmed_at": before.confirmed_at, "record": None}
    return row | kept | {"offer": before.offer}


def _known(row: Row[Any]) -> KnownProduct:
    return KnownProduct(
        id=row.id,
        source=row.source,
        fingerprints=Fingerprints(row.text, row.embedding, row.facts, row.offer),
        passages=tuple(row.passages.split()),
        version=row.version,
        offer_version=row.offer_version,
        deleted=row.deleted,
        confirmed_at=row.confirmed_at,
        group=row.group_id,
        record=row.record,
    )
