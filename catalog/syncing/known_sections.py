"""What each policy section was when it was last written to the index."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection, Engine, delete, insert, select

from catalog.tables import SECTIONS
from retrieval.policies import policy_text
from retrieval.schema import PolicySection

SectionChange: TypeAlias = Literal["added", "text", "link", "confirmed", "unchanged"]


@dataclass(frozen=True, slots=True)
class KnownSection:
    """A section as last written: hashes of what is embedded and of what is only shown, and its version."""

    id: str
    text: str
    link: str
    version: int

    @classmethod
    def of(cls, section: PolicySection) -> KnownSection:
        """What will be remembered of a section once it is written."""
        return cls(section.id, _digest(policy_text(section)), _digest(section.url or ""), section.version)


class KnownSections:
    """The policy sections of one shop in SQL."""

    def __init__(self, engine: Engine, shop: str) -> None:
        self._engine = engine
        self._shop = shop

    def all(self) -> dict[str, KnownSection]:
        """Every section that is known, by its id."""
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(select(SECTIONS).where(SECTIONS.c.shop == self._shop))
            return {row.id: KnownSection(row.id, row.text, row.link, row.version) for row in rows}

    def save(self, connection: Connection, sections: Sequence[KnownSection]) -> None:
        """Remembers sections as written now."""
        self.forget(connection, [one.id for one in sections])
        rows = [
            {"shop": self._shop, "id": one.id, "text": one.text, "link": one.link, "version": one.version}
            for one in sections
        ]
        if rows:
            connection.execute(insert(SECTIONS), rows)

    def forget(self, connection: Connection, ids: Collection[str]) -> None:
        """Forgets sections that are gone, or are about to be written anew."""
        connection.execute(delete(SECTIONS).where(SECTIONS.c.shop == self._shop, SECTIONS.c.id.in_(ids)))


def section_change(known: KnownSection | None, now: KnownSection, *, confirm_ms: int) -> SectionChange:
    """The farthest-reaching change; `confirmed` is an unchanged section known longer ago than `confirm_ms`."""
    if known is None:
        return "added"
    if known.text != now.text:
        return "text"
    if known.link != now.link:
        return "link"
    return "confirmed" if now.version - known.version > confirm_ms else "unchanged"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="backslashreplace"), digest_size=10).hexdigest()
