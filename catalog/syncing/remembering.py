"""Remembering what was written to the index, and clearing away what a concurrent writer of the same product left there.

A product is one document, of which the newest version wins in the index itself. Its passages are documents of their
own: of two writers that did not know of each other, each has left the passages of its own text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from catalog.documents import passage_id
from catalog.syncing.known import KnownProduct, KnownProducts


class LeftBehind(Exception):  # noqa: N818 - said of documents
    """Products and passages in the index that should not be there, by the version as of which they are gone."""

    def __init__(self, products: Mapping[int, Sequence[str]], passages: Mapping[int, Sequence[str]]) -> None:
        super().__init__(products, passages)
        self.products = products
        self.passages = passages


@dataclass(slots=True)
class Leftovers:
    """What has to be cleared away before a change is remembered; nothing is named twice."""

    cleared: set[str] = field(default_factory=set)
    products: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    passages: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, product_id: str, keys: Iterable[str], *, version: int) -> None:
        """Passages of a product that it does not have as of a version."""
        names = {passage_id(product_id, key) for key in keys} - self.cleared
        if names:
            self.passages[version] += sorted(names)
            self.cleared |= names

    def add_product(self, product_id: str, *, version: int) -> None:
        """A product that is gone as of a version."""
        if product_id not in self.cleared:
            self.products[version].append(product_id)
            self.cleared.add(product_id)

    def check(self) -> None:
        """Raises `LeftBehind` for what was added since it was last raised."""
        if self.products or self.passages:
            found = LeftBehind(dict(self.products), dict(self.passages))
            self.products.clear()
            self.passages.clear()
            raise found


@dataclass(frozen=True, slots=True)
class WrittenProduct:
    """A product as it was written, and the passages it had had before, which were removed where it has them no more."""

    product: KnownProduct
    had: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remembering:
    """Remembers written products; raises `LeftBehind` first where others were written of the same."""

    known: KnownProducts
    written: Sequence[WrittenProduct]
    leftovers: Leftovers = field(default_factory=Leftovers)

    def save(self, connection: Connection) -> None:
        """The products as written, each unless something newer is known of it."""
        before = self.known.within(connection, [one.product.id for one in self.written])
        gone = self._gone(connection)
        for one in self.written:
            now, then = one.product, before.get(one.product.id)
            if now.id in gone:
                self.leftovers.add_product(now.id, version=gone[now.id])
                self.leftovers.add(now.id, now.passages, version=gone[now.id])
            if then is None:
                continue
            mine, others = set(now.passages), set(then.passages)
            if then.version > now.version:
                self.leftovers.add(now.id, mine - others, version=then.version)
            else:
                self.leftovers.add(now.id, others - mine - set(one.had), version=now.version)
        self.leftovers.check()
        self.known.save(connection, [one.product for one in self.written if one.product.id not in gone])
        for name, version in gone.items():
            self.known.save_deleted(connection, [name], version=version)

    def _gone(self, connection: Connection) -> dict[str, int]:
        """Which of the products their group had not any more by a newer delivery, and as of which version."""
        groups = {one.product.group for one in self.written if one.product.group is not None}
        told = self.known.told_groups(connection, groups)
        return {
            one.product.id: group.version
            for one in self.written
            if (group := told.get(one.product.group or "")) is not None
            and one.product.source in group.sources
            and group.version > max(one.product.version, one.product.offer_version)
            and one.product.id not in group.products
        }


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Remembers that products are gone as of a version; raises `LeftBehind` first where one had got other passages."""

    known: KnownProducts
    had: Mapping[str, Sequence[str]]
    version: int
    leftovers: Leftovers = field(default_factory=Leftovers)

    def save(self, connection: Connection) -> None:
        """The products as gone, each unless something newer is known of it."""
        for name, then in self.known.within(connection, list(self.had)).items():
            if max(then.version, then.offer_version) <= self.version:
                self.leftovers.add(name, set(then.passages) - set(self.had[name]), version=self.version)
        self.leftovers.check()
        self.known.save_deleted(connection, list(self.had), version=self.version)


@dataclass(frozen=True, slots=True)
class Regrouped:
    """A group of a source that is made up of these products and no others, as of a version; its platform told so."""

    known: KnownProducts
    source: str
    platform: str
    group: str
    products: Collection[str]
    version: int
    leftovers: Leftovers = field(default_factory=Leftovers)

    def save(self, connection: Connection) -> None:
        """Remembers the others as gone, unless something newer is known of one; raises `LeftBehind` first."""
        gone = [
            one
            for source in self.known.sources_for(connection, self.source, platform=self.platform)
            for one in self.known.live_of_group(connection, source, self.group)
            if one.id not in self.products and max(one.version, one.offer_version) <= self.version
        ]
        for one in gone:
            self.leftovers.add_product(one.id, version=self.version)
            self.leftovers.add(one.id, one.passages, version=self.version)
        self.leftovers.check()
        self.known.save_deleted(connection, [one.id for one in gone], version=self.version)


@dataclass(frozen=True, slots=True)
class Strays:
    """Products that were being written when their writer broke off, and the passages they had: nothing tells of them.

    What of them is not known in the end is cleared away.
    """

    known: KnownProducts
    products: Mapping[str, set[str]]
    version: int
    leftovers: Leftovers = field(default_factory=Leftovers)

    def save(self, connection: Connection) -> None:
        """Remembers those as gone that are not known; raises `LeftBehind` first."""
        rows = self.known.within(connection, list(self.products))
        gone: list[str] = []
        for name, keys in self.products.items():
            row = rows.get(name)
            if row is None or row.deleted:
                gone.append(name)
                self.leftovers.add_product(name, version=self.version)
            self.leftovers.add(
                name, keys - set(row.passages if row else ()), version=max(row.version if row else 0, self.version)
            )
        self.leftovers.check()
        self.known.save_deleted(connection, gone, version=self.version)
