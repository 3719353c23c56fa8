"""Collecting a record's attributes by the mapping's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from catalog.mapping import AttributeFields
from catalog.mapping import Mapping as FeedMapping
from catalog.normalising.labels import label_of, name_of
from catalog.normalising.text import clean_text
from catalog.normalising.units import canonical
from catalog.normalising.values import Value, ValueReader
from catalog.rejections import Notes
from retrieval.schema import Attribute

MOST = 1_000
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Stated:
    """One statement of a record, before sections are told apart."""

    name: str
    label: str
    section: str
    value: Value
    field: str


@dataclass(frozen=True, slots=True)
class AttributeReader:
    """Reads every attribute that a mapping names."""

    rules: tuple[tuple[AttributeFields, ValueReader], ...]
    units: Mapping[str, str]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, mapping: FeedMapping) -> AttributeReader:
        """The reader of a mapping's rules, units and labels."""
        decimal: Literal[".", ","] = mapping.format.decimal
        rules = tuple((rule, ValueReader(rule.type, decimal, rule.separator)) for rule in mapping.attributes)
        return cls(rules, mapping.units, mapping.labels)

    def read(self, values: Mapping[str, object], notes: Notes) -> tuple[Attribute, ...]:
        """The attributes of one record in the order they are stated; the same value twice is kept once.

        Where a name stands in several sections, the section becomes part of it: weight of the packaging is not
        the weight. Different values of one name in one section are all kept, for they conflict.
        """
        stated = [item for rule, reader in self.rules for item in self._by_rule(rule, reader, values, notes)]
        sections: dict[str, set[str]] = {}
        for item in stated:
            sections.setdefault(item.name, set()).add(item.section)
        kept: dict[tuple[str, object], Attribute] = {}
        for item in stated:
            if REPLACEMENT in str(item.value.value):
                notes.cleaned(item.field, "readable text; left out", item.value.value)
                continue
            attribute = _attribute(item, several=len(sections[item.name]) > 1)
            kept.setdefault((attribute.name, _comparable(attribute)), attribute)
        if len(kept) > MOST:
            notes.cleaned("attributes", f"at most {MOST:,} attributes; the rest was cut", f"{len(kept):,} attributes")
        return tuple(kept.values())[:MOST]

    def _by_rule(
        self, rule: AttributeFields, reader: ValueReader, values: Mapping[str, object], notes: Notes
    ) -> Iterator[_Stated]:
        if rule.prefix is not None:
            for field, raw in values.items():
                name = field[len(rule.prefix) :] if field.startswith(rule.prefix) else ""
                if name and name not in rule.ignore:
                    value = reader.read(raw, field, notes, unit=self.units.get(name))
                    yield from self._stated(name, None, "", value, field)
        elif rule.field is not None:
            name = rule.name or rule.field
            unit = rule.unit or self.units.get(name)
            value = reader.read(values.get(rule.field), rule.field, notes, unit=unit)
            yield from self._stated(name, rule.label, "", value, rule.field)
        else:
            yield from self._listed(rule, reader, values, notes)

    def _listed(
        self, rule: AttributeFields, reader: ValueReader, values: Mapping[str, object], notes: Notes
    ) -> Iterator[_Stated]:
        entries = values.get(rule.list or "")
        if entries is None:
            return
        for entry in entries if isinstance(entries, list) else [entries]:
            stated = entry if isinstance(entry, dict) else {}
            label = clean_text(str(stated.get(rule.name_key) or ""))
            if not label:
                notes.cleaned(rule.list or "", f"objects with {rule.name_key} and {rule.value_key}; left out", entry)
                continue
            name, section = name_of(label), clean_text(str(stated.get(rule.section_key) or ""))
            if name not in rule.ignore:
                value = reader.read(stated.get(rule.value_key), label, notes, unit=self.units.get(name))
                yield from self._stated(name, label, section, value, rule.list or "")

    def _stated(self, name: str, label: str | None, section: str, value: Value | None, field: str) -> Iterator[_Stated]:
        if value is not None:
            yield _Stated(name, self.labels.get(name) or label or label_of(name), section, value, field)


def _attribute(item: _Stated, *, several: bool) -> Attribute:
    name, label = item.name, item.label
    if several and item.section:
        name, label = f"{name_of(item.section)}_{name}", f"{label} ({item.section})"
    return Attribute(name=name, label=label, value=item.value.value, unit=item.value.unit, type=item.value.type)


def _comparable(attribute: Attribute) -> object:
    if isinstance(attribute.value, Decimal):
        return canonical(attribute.value, attribute.unit)
    return attribute.value.casefold() if isinstance(attribute.value, str) else (attribute.type, attribute.value)
