"""Which field of a feed means what: the mapping file.

A mapping is a TOML file. `[product] id` and `title` are required, all else is optional; an unknown key is an
error, so that a misspelt one is not silently ignored. A feed field that no key names is not read.

    # Optional: how the file is written. By default the format follows the file's name.
    [format]
    kind = "jsonl"                  # jsonl | csv | tsv | google_xml | google_tsv | shopify |
                                    # woocommerce | jsonld
    encoding = "utf-8"              # the encoding of the file; rows that are not valid in it are rejected
    decimal = "."                   # the decimal mark of numbers and prices given as text: "." or ","

    [product]
    id = "id"                       # the shop's own stable key
    title = "title"
    brand = "brand"
    item_group_id = "item_group_id" # joins the variants of one model
    product_type = "product_type"   # "Audio > Headphones" or a list
    product_type_separator = ">"    # default ">"
    description = "description"     # plain text or HTML
    highlights = "product_highlight"
    link = "link"
    image_link = "image_link"

    # Fields that hold each kind of identifier; the id itself is always one. A field may hold one value or a list.
    # "name" is for a name customers use that is no part number.
    [identifiers]
    gtin = ["gtin"]                 # also: sku, mpn, model, name

    [offer]
    price = "price"
    sale_price = "sale_price"
    sale_dates = "sale_price_effective_date"     # "START/END", ISO 8601
    price_unit = "text"             # text: "129.00 USD" or "$129" · major: 129.0 · minor: 12900 (cents)
                                    # bare: 129.0 of the shop's own currency, where [offer] names none
    currency = "USD"                # required for major and minor; for text, of prices that name none
    availability = "availability"   # in_stock, out_of_stock, preorder, backorder; "in stock" and "In Stock" too
    availability_values = { "sofort lieferbar" = "in_stock" }   # the shop's own words for them
    availability_date = "availability_date"
    quantity = "quantity"           # without an availability field, it decides between in and out of stock

    # Attributes, in three ways. `type` is text, number, boolean, list, or auto (the default), which reads
    # "30 h" as a number with a unit, "Yes" as a boolean, and anything else as text.
    [[attributes]]                  # every field that begins with a prefix: attr_n_display_diagonal
    prefix = "attr_n_"
    type = "number"
    ignore = ["last_change"]        # names (without the prefix) that say nothing about the product

    [[attributes]]                  # one field
    field = "color"
    name = "colour"                 # optional; default: the field's name
    label = "Colour"                # optional; default: made from the name, display_diagonal -> Display diagonal
    type = "text"
    unit = "g"                      # optional; only for a number that states none itself
    separator = "/"                 # optional; for type list

    [[attributes]]                  # a list of objects, such as Google's product_detail
    list = "product_detail"
    name_key = "attribute_name"     # these three are the defaults
    value_key = "attribute_value"
    section_key = "section_name"

    # Attribute name -> unit, for numbers that state none. Give it only where every product means that unit.
    [units]
    display_diagonal = "in"

    # Attribute name -> label, where the one made from the name would not read well.
    [labels]
    thermal_design_power__tdp_ = "Thermal design power (TDP)"
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from catalog.errors import MappingError
from retrieval.schema import Availability

Name: TypeAlias = Annotated[str, Field(min_length=1)]
Names: TypeAlias = Annotated[
    tuple[Name, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]
PriceUnit: TypeAlias = Literal["text", "major", "minor", "bare"]
Kind: TypeAlias = Literal["jsonl", "csv", "tsv", "google_xml", "google_tsv", "shopify", "woocommerce", "jsonld"]
ValueType: TypeAlias = Literal["auto", "text", "number", "boolean", "list"]

_FOLDER = Path(__file__).parent / "mappings"
# The kinds that need no mapping file.
BUILTIN: dict[Kind, Path] = {
    "google_xml": _FOLDER / "google.toml",
    "google_tsv": _FOLDER / "google.toml",
    "shopify": _FOLDER / "shopify.toml",
    "woocommerce": _FOLDER / "woocommerce.toml",
    "jsonld": _FOLDER / "jsonld.toml",
}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Format(_Section):
    """How the file is written; `kind` None follows its name."""

    kind: Kind | None = None
    encoding: Name = "utf-8"
    decimal: Literal[".", ","] = "."


class ProductFields(_Section):
    """Where a product's identity and text stand."""

    id: Name
    title: Name
    brand: Name | None = None
    item_group_id: Name | None = None
    product_type: Name | None = None
    product_type_separator: Name = ">"
    description: Name | None = None
    highlights: Name | None = None
    link: Name | None = None
    image_link: Name | None = None


class IdentifierFields(_Section):
    """The fields of each kind of identifier."""

    sku: Names = ()
    mpn: Names = ()
    gtin: Names = ()
    model: Names = ()
    name: Names = ()


class OfferFields(_Section):
    """Where price and stock stand, and how they are written."""

    price: Name | None = None
    sale_price: Name | None = None
    sale_dates: Name | None = None
    price_unit: PriceUnit = "text"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    availability: Name | None = None
    availability_values: dict[str, Availability] = Field(default_factory=dict)
    availability_date: Name | None = None
    quantity: Name | None = None

    @model_validator(mode="after")
    def _currency_known(self) -> OfferFields:
        if self.price and self.price_unit in ("major", "minor") and self.currency is None:
            raise ValueError(f'price_unit = "{self.price_unit}" needs a currency, such as currency = "USD"')
        return self


class AttributeFields(_Section):
    """One rule that reads attributes: by `prefix`, from one `field`, or from a `list` of objects."""

    prefix: Name | None = None
    field: Name | None = None
    list: Name | None = None
    type: ValueType = "auto"
    name: Name | None = None
    label: Name | None = None
    unit: Name | None = None
    separator: Name | None = None
    ignore: frozenset[str] = frozenset()
    name_key: Name = "attribute_name"
    value_key: Name = "attribute_value"
    section_key: Name = "section_name"

    @model_validator(mode="after")
    def _one_way(self) -> AttributeFields:
        given = [way for way in ("prefix", "field", "list") if getattr(self, way) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of prefix, field and list; got {', '.join(given) or 'none'}")
        if self.field is None and (self.name or self.label or self.unit):
            raise ValueError(f"name, label and unit belong to one field; with {given[0]}, use [units] and [labels]")
        return self


class Mapping(_Section):
    """A whole mapping file, validated."""

    product: ProductFields
    format: Format = Format()
    identifiers: IdentifierFields = IdentifierFields()
    offer: OfferFields = OfferFields()
    attributes: tuple[AttributeFields, ...] = ()
    units: dict[str, Name] = Field(default_factory=dict)
    labels: dict[str, Name] = Field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Equal for mappings that mean the same, in every process."""
        # A set is in another order in every process; of a list the order counts.
        said = json.dumps(self.model_dump(), sort_keys=True, default=sorted)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def parse_mapping(text: str, *, origin: str) -> Mapping:
    """The mapping that TOML `text` states; raises `MappingError` naming `origin` and every wrong key."""
    return _validated(_tables(text, origin), origin)


def load_mapping(path: Path) -> Mapping:
    """The mapping of a TOML file; raises `MappingError`."""
    return parse_mapping(_read(path), origin=str(path))


def mapping_text(kind: Kind, path: Path | None, *, currency: str | None = None) -> str:
    """What `parse_mapping` reads of a file of this kind: the built-in mapping, overridden by that of `path`.

    A list of attributes in `path` replaces the built-in one; `currency` is that of prices which name none, where the
    mapping names none either. Raises `MappingError`.
    """
    builtin = BUILTIN.get(kind)
    values = _tables(_read(builtin), builtin.name) if builtin else {}
    if path is not None:
        for name, table in _tables(_read(path), str(path)).items():
            known = values.get(name)
            values[name] = {**known, **table} if isinstance(known, dict) and isinstance(table, dict) else table
    elif builtin is None:
        raise MappingError(f"a {kind} file needs a mapping that says which field means what: pass --mapping FILE")
    values["format"] = {**values.get("format", {}), "kind": kind}
    if currency is not None:
        values["offer"] = _with_currency(values.get("offer", {}), currency.strip().upper(), str(path or kind))
    mapping = _validated(values, str(path or builtin))
    return mapping.model_dump_json(exclude_unset=True)


def _with_currency(offer: dict[str, Any], currency: str, origin: str) -> dict[str, Any]:
    from babel.numbers import list_currencies

    if currency not in list_currencies():
        raise MappingError(f"--currency: expected a code of ISO 4217 such as EUR, got '{currency}'")
    stated = offer.get("currency")
    if stated not in (None, currency):
        raise MappingError(f"{origin} says that prices are in {stated}, and --currency that they are in {currency}")
    return {**offer, "currency": currency}


def mapping_of_records(text: str) -> str:
    """The same mapping for records that were read before and stand one a line as JSON; raises `MappingError`."""
    values = _tables(text, "the run's mapping")
    values["format"] = {**values.get("format", {}), "kind": "jsonl", "encoding": "utf-8"}
    return _validated(values, "the run's mapping").model_dump_json(exclude_unset=True)


def declared_format(path: Path | None) -> Format:
    """What a mapping file says of how the feed is written; raises `MappingError`."""
    if path is None:
        return Format()
    try:
        return Format.model_validate(_tables(_read(path), str(path)).get("format", {}))
    except ValidationError as error:
        raise MappingError(f"{path} is not a valid mapping: [format] {error.errors()[0]['msg']}") from error


def _tables(text: str, origin: str) -> dict[str, Any]:
    try:
        values = json.loads(text) if text.startswith("{") else tomllib.loads(text)
    except ValueError as error:
        raise MappingError(f"{origin} is not valid TOML: {error}") from error
    return dict(values)


def _validated(values: dict[str, Any], origin: str) -> Mapping:
    try:
        return Mapping.model_validate(values)
    except ValidationError as error:
        lines = (f"  {'.'.join(map(str, line['loc'])) or 'file'}: {line['msg']}" for line in error.errors())
        raise MappingError(f"{origin} is not a valid mapping:\n" + "\n".join(lines)) from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"the mapping file {path} cannot be read: {error}") from error
