"""One training example, and how values become placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuning import placeholders


@dataclass(frozen=True, slots=True)
class Pair:
    """A plain sentence and a natural one that says the same with the same placeholders."""

    source: str
    target: str


def delexicalise(text: str, values: Sequence[tuple[str, str]]) -> tuple[str, list[str]] | None:
    """Puts a placeholder of the given type for each (value, type) in the text; None unless every value is found in it.

    Placeholders are numbered as they stand in the text; their names come back in the order of `values`.
    """
    spans: list[tuple[int, int, int]] = []
    for index in sorted(range(len(values)), key=lambda i: -len(values[i][0])):
        found = _free_span(text, values[index][0], spans)
        if found is None:
            return None
        spans.append((*found, index))
    spans.sort()
    names = placeholders.number([values[index][1] for _, _, index in spans])
    if any(name not in _KNOWN for name in names):
        return None
    of_value = {index: name for (_, _, index), name in zip(spans, names, strict=True)}
    return _replace(text, spans, of_value), [of_value[i] for i in range(len(values))]


_KNOWN = frozenset(placeholders.ALL)


def _free_span(text: str, value: str, taken: Sequence[tuple[int, int, int]]) -> tuple[int, int] | None:
    for match in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE):
        if all(match.end() <= start or match.start() >= end for start, end, _ in taken):
            return match.span()
    return None


def _replace(text: str, spans: Sequence[tuple[int, int, int]], names: Mapping[int, str]) -> str:
    pieces, at = [], 0
    for start, end, index in spans:
        pieces += [text[at:start], names[index]]
        at = end
    return "".join([*pieces, text[at:]])


def sentence(text: str) -> str:
    """The text with single spaces, capitals and a full stop, as a person would send it; no stop after a placeholder."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([.,!?;:])", r"\1", text)
    text = re.sub(r"(^|[.!?]\s)([a-z])", lambda start: start.group(0).upper(), text)
    return text if text[-1:] in ".!?:>" else f"{text}."
