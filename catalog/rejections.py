"""What was wrong with a feed record: said once, with the row, the field, what was expected and what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["rejected", "cleaned"]
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Rejection:
    """One line for the operator: `rejected` rows are not synced, `cleaned` ones are, without what was wrong.

    `raw` is the record as it came: its values by field, or its text where it could not be read.
    """

    row: int
    id: str | None
    field: str
    expected: str
    got: str
    verdict: Verdict = "rejected"
    raw: object = dataclass_field(default=None, compare=False)


class RowRejected(Exception):  # noqa: N818 - it is caught where it is raised for, and never leaves the package
    """A record that cannot become a product."""

    def __init__(self, field: str, expected: str, got: object) -> None:
        super().__init__(field, expected, got)
        self.field = field
        self.expected = expected
        self.got = shown(got)


class Notes:
    """Collects what was cleaned from one record, in the order it was found."""

    def __init__(self) -> None:
        self._notes: list[tuple[str, str, str]] = []

    def cleaned(self, field: str, expected: str, got: object) -> None:
        """Remembers that `field` was cut or left out, and why."""
        self._notes.append((field, expected, shown(got)))

    def as_rejections(self, row: int, product_id: str | None) -> Iterator[Rejection]:
        """The notes as lines about this row."""
        for field, expected, got in self._notes:
            yield Rejection(row, product_id, field, expected, got, "cleaned")


def shown(value: object) -> str:
    """A value as a line may show it: quoted, on one line, at most 120 characters."""
    text = value if isinstance(value, str) else str(value)
    printable = "".join(char if char.isprintable() else "�" for char in text[: SHOWN + 1])
    return f"'{printable[:SHOWN]}…'" if len(text) > SHOWN else f"'{printable}'"
