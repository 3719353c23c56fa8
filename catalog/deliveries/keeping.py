"""What a webhook never states of a product stays as it is known from the shop's feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from catalog.deliveries.stated import Stated
from catalog.mapping import IdentifierFields
from catalog.mapping import Mapping as FeedMapping
from retrieval.schema import Attribute, Identifier, Product


def keep_unstated(
    product: Product, before: Product | None, *, mapping: FeedMapping, values: Mapping[str, object], stated: Stated
) -> Product:
    """The product as `values` state it, with what they are silent about as it was `before`."""
    if before is None:
        return product
    fields = mapping.product
    by_field = {
        "brand": fields.brand,
        "item_group_id": fields.item_group_id,
        "product_type": fields.product_type,
        "description": fields.description,
        "highlights": fields.highlights,
        "link": fields.link,
        "image_link": fields.image_link,
    }
    silent = {name: getattr(before, name) for name, field in by_field.items() if field not in values}
    return replace(
        product,
        **silent,
        identifiers=_identifiers(product, before, mapping.identifiers, values),
        attributes=_attributes(product, before, _named(mapping, values), stated),
    )


def _identifiers(
    product: Product, before: Product, fields: IdentifierFields, values: Mapping[str, object]
) -> tuple[Identifier, ...]:
    silent = {kind for kind in IdentifierFields.model_fields if not any(one in values for one in getattr(fields, kind))}
    kept = [one for one in before.identifiers if one.kind in silent and one not in product.identifiers]
    places = {(one.kind, one.key): place for place, one in enumerate(before.identifiers)}
    every = [*product.identifiers, *kept]
    return tuple(sorted(every, key=lambda one: places.get((one.kind, one.key), len(places))))


def _named(mapping: FeedMapping, values: Mapping[str, object]) -> set[str]:
    """Names of the attributes about which the record speaks, even where it has nothing to say."""
    return {rule.name or rule.field for rule in mapping.attributes if rule.field is not None and rule.field in values}


def _attributes(product: Product, before: Product, named: set[str], stated: Stated) -> tuple[Attribute, ...]:
    known = {one.name for one in product.attributes} | named
    measured = [_measured(one, stated.measures) for one in before.attributes if one.name in stated.measures]
    kept = [one for one in measured if one is not None and one.name not in known]
    if stated.keeps_attributes:
        # An attribute with a text that another has now is an option that was renamed.
        renamed = {one.value for one in product.attributes if isinstance(one.value, str)}
        told = {one.name for one in kept} | known
        kept += [one for one in before.attributes if one.name not in told and one.value not in renamed]
    # In the order in which they stood: the same facts in another order are no change.
    places = {one.name: place for place, one in reversed(list(enumerate(before.attributes)))}
    return tuple(sorted((*product.attributes, *kept), key=lambda one: places.get(one.name, len(places))))


def _measured(attribute: Attribute, measures: Mapping[str, str]) -> Attribute | None:
    """The attribute with the amount stated now, in the unit it had; None when that is no number."""
    try:
        amount = Decimal(measures[attribute.name])
    except InvalidOperation:
        return None
    if not amount.is_finite() or attribute.type != "number":
        return None
    return attribute if attribute.value == amount else replace(attribute, value=amount)
