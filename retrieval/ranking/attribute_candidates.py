"""The attribute notation of the semiPQA and hetPQA files, read as the attributes a product of ours would have.

A candidate is `name:  { key:value, ... }; { ... }` with quoted strings, numbers, bare words, lists and nested records:
`display:  { size:[ { unit:inches, value:5.5 } ] }` states one attribute, "Display size", of 5.5 inches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

from retrieval.schema import Attribute, AttributeType, AttributeValue

Scalar: TypeAlias = str | Decimal | bool
Node: TypeAlias = "Scalar | list[Node] | dict[str, Node]"

_TOKEN = re.compile(r"\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|([{}\[\],:;])|([^\s{}\[\],:;\"']+))")
_VALUE_KEYS = ("value", "string_value", "decimal_value", "quantity", "name", "total", "count")
# The same value again in another unit or spelling, and how a record is told from its neighbours.
_ASIDE_KEYS = frozenset({"unit", "normalized_value", "standardized_values", *_VALUE_KEYS})


class CandidateInvalid(ValueError):
    """`text` is not in the notation; `position` is where reading it stopped."""

    def __init__(self, text: str, position: int) -> None:
        super().__init__(text, position)
        self.text = text
        self.position = position

    def __str__(self) -> str:
        return f"expected `name: {{ key:value }}`, got {self.text[self.position : self.position + 40]!r}"


def read_candidate(text: str) -> tuple[Attribute, ...]:
    """The attributes that a candidate states, at least one; raises `CandidateInvalid`."""
    name, colon, rest = text.partition(":")
    name = name.strip()
    if not (colon and name):
        raise CandidateInvalid(text, 0)
    values: dict[tuple[str, ...], list[Scalar]] = {}
    units: dict[tuple[str, ...], str] = {}
    for record in _Reader(text, len(text) - len(rest)).records():
        for path, value, unit in _leaves(record, (name,)):
            values.setdefault(path, []).append(value)
            if unit is not None:
                units.setdefault(path, unit)
    if not values:
        # `leg:  { }` names an attribute and states nothing of it.
        values[(name,)] = [""]
    return tuple(_attribute(path, stated, units.get(path)) for path, stated in values.items())


def label_of(name: str) -> str:
    """A machine name as a shopper would read it: `item_weight` is "Item weight"."""
    words = name.replace("_", " ").split()
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


def _attribute(path: tuple[str, ...], stated: list[Scalar], unit: str | None) -> Attribute:
    parts = [path[0]]
    for part in path[1:]:
        # `neck: { neck_style }` is the neck style, not the neck neck style.
        parts = [part] if part.startswith(parts[-1]) else [*parts, part]
    label = label_of("_".join(parts))
    value: AttributeValue
    kind: AttributeType
    if len(stated) > 1:
        value, kind = tuple(str(one) for one in stated), "list"
    else:
        value = stated[0]
        kind = "boolean" if isinstance(value, bool) else "number" if isinstance(value, Decimal) else "text"
    return Attribute(name=".".join(path), label=label, value=value, unit=unit, type=kind)


def _leaves(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Scalar, str | None]]:
    if isinstance(node, list):
        for one in node:
            yield from _leaves(one, path)
    elif isinstance(node, dict):
        yield from _record_leaves(node, path)
    else:
        yield path, node, None


def _record_leaves(
    record: Mapping[str, Node], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Scalar, str | None]]:
    unit = record.get("unit")
    value = next((record[key] for key in _VALUE_KEYS if key in record), None)
    if value is None:
        value = record.get("standardized_values")
    if value is not None:
        for _, scalar, _ in _leaves(value, path):
            yield path, scalar, unit if isinstance(unit, str) else None
    for key, child in record.items():
        if key not in _ASIDE_KEYS:
            yield from _leaves(child, (*path, key))


class _Reader:
    """Reads one candidate's records from left to right."""

    def __init__(self, text: str, position: int) -> None:
        self._text = text
        self._position = position

    def records(self) -> Iterator[Node]:
        yield self._node()
        while self._peek() == ";":
            self._take(";")
            yield self._node()
        if self._text[self._position :].strip():
            raise CandidateInvalid(self._text, self._position)

    def _node(self) -> Node:
        sign = self._peek()
        if sign == "{":
            return self._record()
        if sign == "[":
            return self._list()
        return self._scalar()

    def _record(self) -> dict[str, Node]:
        self._take("{")
        record: dict[str, Node] = {}
        while self._peek() != "}":
            key = self._key()
            self._take(":")
            record[key] = self._node()
            if self._peek() == ",":
                self._take(",")
        self._take("}")
        return record

    def _list(self) -> list[Node]:
        self._take("[")
        nodes: list[Node] = []
        while self._peek() != "]":
            nodes.append(self._node())
            if self._peek() == ",":
                self._take(",")
        self._take("]")
        return nodes

    def _scalar(self) -> Scalar:
        match = _TOKEN.match(self._text, self._position)
        if match is None or match[3] is not None:
            raise CandidateInvalid(self._text, self._position)
        self._position = match.end()
        quoted = match[1] if match[1] is not None else match[2]
        if quoted is not None:
            return quoted.replace('\\"', '"').replace("\\'", "'").strip()
        return _bare(match[4])

    def _key(self) -> str:
        match = _TOKEN.match(self._text, self._position)
        if match is None or match[4] is None:
            raise CandidateInvalid(self._text, self._position)
        self._position = match.end()
        return match[4]

    def _peek(self) -> str:
        match = _TOKEN.match(self._text, self._position)
        return (match[3] or "") if match else ""

    def _take(self, sign: str) -> None:
        match = _TOKEN.match(self._text, self._position)
        if match is None or match[3] != sign:
            raise CandidateInvalid(self._text, self._position)
        self._position = match.end()


def _bare(word: str) -> Scalar:
    if word in ("true", "false"):
        return word == "true"
    if re.fullmatch(r"-?\d+\.?\d*", word):
        return Decimal(word)
    return word.replace("_", " ")
