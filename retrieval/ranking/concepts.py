"""What a question asks about and what an attribute states, as shared concepts: "how heavy" and "Weight" meet in one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing shoppers ask about: how they ask for it, how catalogues label it, and what its units measure."""

    name: str
    asked: re.Pattern[str]
    stated: re.Pattern[str]
    measures: frozenset[str]
    generic: bool = False
    exact: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """How specifically a question asks for a concept, from 0 to 1, and the words that say so."""

    strength: float
    words: str


class Concepts:
    """The concepts of `attribute_concepts.toml` and the units of `measures.toml`, compiled."""

    def __init__(self, concepts: Sequence[Concept], dimension_of_unit: Mapping[str, str]) -> None:
        self._concepts = tuple(concepts)
        self._dimension_of_unit = dict(dimension_of_unit)
        self._measures = {concept.name: concept.measures for concept in concepts}
        self.generic = frozenset(concept.name for concept in concepts if concept.generic)
        self.exact = frozenset(concept.name for concept in concepts if concept.exact)
        self.parts = frozenset(concept.name for concept in concepts if concept.part)

    def asked(self, question: str) -> dict[str, Asked]:
        """The concepts a question asks about, each with how specifically: the longest words found give 1."""
        found = {concept.name: [match[0] for match in concept.asked.finditer(question)] for concept in self._concepts}
        most = max((len(words) for matches in found.values() for words in matches), default=0)
        return {
            name: Asked(max(map(len, matches)) / most, " ".join(matches)) for name, matches in found.items() if matches
        }

    def stated(self, label: str) -> dict[str, float]:
        """The concepts a label states, each with the share of the label that says so."""
        found = {concept.name: longest(concept.stated, label) for concept in self._concepts}
        return {name: length / len(label) for name, length in found.items() if length}

    def stated_last(self, label: str) -> frozenset[str]:
        """The concepts that a label's last word states: "storage humidity" is a humidity, and no storage."""
        return frozenset(
            concept.name
            for concept in self._concepts
            if any(match.end() == len(label) for match in concept.stated.finditer(label))
        )

    def without(self, label: str, concepts: Collection[str]) -> str:
        """The label without the words that state these concepts."""
        for concept in self._concepts:
            if concept.name in concepts:
                label = concept.stated.sub(" ", label)
        return label

    def measured_by(self, concept: str) -> frozenset[str]:
        """The dimensions that a concept's units have; empty for what is not measured."""
        return self._measures[concept]

    def dimension(self, unit: str | None) -> str | None:
        """The dimension of a unit as written, None where it is unknown."""
        return None if unit is None else self._dimension_of_unit.get(unit.casefold().replace("_", " ").strip())


def longest(pattern: re.Pattern[str], text: str) -> int:
    """The length of the longest match in a text, 0 without one."""
    return max((match.end() - match.start() for match in pattern.finditer(text)), default=0)


@lru_cache(maxsize=1)
def load_concepts() -> Concepts:
    """The concepts that are shipped with this package, read once."""
    folder = files("retrieval.ranking")
    entries = tomllib.loads((folder / "attribute_concepts.toml").read_text(encoding="utf-8"))
    units = tomllib.loads((folder / "measures.toml").read_text(encoding="utf-8"))
    concepts = [
        Concept(
            name=name,
            asked=_whole_words(entry["asked"]),
            stated=_whole_words(entry["stated"]),
            measures=frozenset(entry.get("measures", ())),
            generic=entry.get("generic", False),
            exact=entry.get("exact", False),
            part=entry.get("part", False),
        )
        for name, entry in entries.items()
    ]
    return Concepts(concepts, {unit.casefold(): dimension for dimension, names in units.items() for unit in names})


def _whole_words(expressions: Sequence[str]) -> re.Pattern[str]:
    """Whole words, also in the plural."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(expressions)})(?:e?s)?(?!\w)")
