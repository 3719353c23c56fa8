"""Which judged questions are of one product type, so that no fold teaches what another asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

Judged: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]
Names: TypeAlias = frozenset[str]

# Attributes that more than a quarter of the products state (brand, weight) tell no types apart.
_STATED_BY_MANY = 0.25
_ALIKE = 0.6
_SHARED_NAMES = 2


def types(judged: Judged) -> dict[str, str]:
    """The type of each question id; the data names none, so a type is what is joined, however many steps it takes.

    Joined are questions of one product, of one wording, answered by attributes of one name, and of products that
    state much the same attributes (Jaccard index 0.6 of the names that tell products apart, two of them at least).
    """
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in (*_bonds(judged), *_alike(judged)):
        parent[root(one)] = root(other)
    return {qid: root(f"question {qid}") for qid in judged}


def _bonds(judged: Judged) -> Iterator[tuple[str, str]]:
    for qid, rows in judged.items():
        yield f"question {qid}", f"product {_product(rows)}"
        yield f"question {qid}", f"words {' '.join(rows[0]['question'].casefold().split())}"
        for row in rows:
            if row["label"] == "1":
                yield f"question {qid}", f"name {_name(row)}"


def _alike(judged: Judged) -> Iterator[tuple[str, str]]:
    names = {_product(rows): frozenset(_name(row) for row in rows) for rows in judged.values()}
    stated = Counter(name for each in names.values() for name in each)
    telling = {
        product: frozenset(name for name in each if stated[name] <= _STATED_BY_MANY * len(names))
        for product, each in names.items()
    }
    for (one, some), (other, others) in combinations(sorted(telling.items()), 2):
        if len(some & others) >= max(_SHARED_NAMES, _ALIKE * len(some | others)):
            yield f"product {one}", f"product {other}"


def _product(rows: Sequence[Mapping[str, str]]) -> str:
    telling = ("brand", "item_weight", "item_package", "item_dimensions")
    return "|".join(sorted(row["candidate"] for row in rows if row["candidate"].startswith(telling)))


def _name(row: Mapping[str, str]) -> str:
    return row["candidate"].partition(":")[0].strip()
