"""Pages that state schema.org Products as JSON-LD: HTML with scripts of that type, or a JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, TypeAlias

from lxml import html
from lxml.etree import ParserError

from catalog.errors import SourceError
from catalog.rejections import Rejection, shown
from catalog.sources.jsonld_offer import read_offer
from catalog.sources.jsonld_values import many, plain, quantity
from catalog.sources.record import FeedRecord

Node: TypeAlias = Mapping[str, Any]
LONGEST_PAGE = 16 * 1024 * 1024
MEASURES = ("weight", "width", "height", "depth")
TEXTS = ("color", "material", "pattern", "size")
PLAIN = ("name", "description", "sku", "mpn", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "url", "category")
INHERITED = ("description", "brand", "category", "image", "url", "material", "additionalProperty")


def read_jsonld(stream: BinaryIO) -> Iterator[FeedRecord | Rejection]:
    """Every Product, and every variant of a ProductGroup, of one page; `row` counts the page's scripts."""
    raw = stream.read(LONGEST_PAGE + 1)
    if len(raw) > LONGEST_PAGE:
        raise SourceError(f"expected a page of at most {LONGEST_PAGE:,} bytes, got a longer one")
    for row, text in enumerate(_scripts(raw), start=1):
        try:
            document = json.loads(text, parse_float=Decimal, strict=False)
        except (ValueError, RecursionError) as error:
            yield Rejection(
                row, None, "application/ld+json", "JSON", f"{shown(text.strip())} ({error})", raw=text.strip()
            )
            continue
        nodes = list(_nodes(document))
        by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
        listed = _listed(nodes)
        for node in nodes:
            for record in _records(node, by_id) if node.get("@id") not in listed else ():
                yield FeedRecord(row, record)


def _scripts(raw: bytes) -> list[str]:
    if raw.lstrip().startswith((b"{", b"[")):
        return [raw.decode("utf-8-sig", errors="replace")]
    try:
        page = html.document_fromstring(raw, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except ParserError as error:
        raise SourceError(f"expected an HTML page, got: {error}") from error
    return [script.text or "" for script in page.iter("script") if _is_jsonld(script.get("type"))]


def _is_jsonld(kind: str | None) -> bool:
    return (kind or "").partition(";")[0].strip().lower() == "application/ld+json"


def _nodes(value: object) -> Iterator[Node]:
    """The nodes that stand at the top, in an array or in @graph."""
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each)
    elif isinstance(value, dict):
        if "@graph" in value:
            yield from _nodes(value["@graph"])
        else:
            yield value
            if "mainEntity" in value:
                yield from _nodes(value["mainEntity"])


def _records(node: Node, by_id: Mapping[str, Node]) -> Iterator[dict[str, object]]:
    kinds = {str(kind).rsplit("/", 1)[-1] for kind in many(node.get("@type"))}
    variants = [by_id.get(str(one.get("@id")), one) for one in many(node.get("hasVariant")) if isinstance(one, dict)]
    if "ProductGroup" in kinds and variants:
        for variant in variants:
            yield _record(variant, node)
    elif kinds & {"Product", "ProductGroup", "IndividualProduct", "ProductModel"}:
        group = node.get("isVariantOf")
        yield _record(node, by_id.get(str(group.get("@id")), group) if isinstance(group, dict) else {})


def _listed(nodes: list[Node]) -> set[str]:
    """The @ids of what groups of the page list, so that it is read there and not again on its own."""
    listed = (one for node in nodes for one in many(node.get("hasVariant")) if isinstance(one, dict))
    return {one["@id"] for one in listed if isinstance(one.get("@id"), str)}


def _record(node: Node, group: Node) -> dict[str, object]:
    whole = {**{name: group[name] for name in INHERITED if name in group}, **node}
    values: dict[str, object] = {name: plain(whole.get(name)) for name in PLAIN}
    values |= {name: plain(whole.get(name)) for name in ("brand", "model", "image")}
    offer = read_offer(whole.get("offers"))
    values |= offer
    identity = (node.get("sku"), node.get("productID"), node.get("productGroupID"), node.get("@id"), values["url"])
    values["id"] = next((plain(one) for one in identity if plain(one)), None)
    values["item_group_id"] = plain(group.get("productGroupID") or node.get("inProductGroupWithID")) or None
    values["url"] = plain(node.get("url")) or offer.get("offer_url") or values["url"]
    values["details"] = list(_details(whole, many(group.get("additionalProperty"))))
    return {name: value for name, value in values.items() if value not in (None, "")}


def _details(node: Node, shared: list[Any]) -> Iterator[dict[str, object]]:
    for name in TEXTS:
        if plain(node.get(name)):
            yield {"attribute_name": name.capitalize(), "attribute_value": plain(node[name])}
    for name in MEASURES:
        if quantity(node.get(name)):
            yield {"attribute_name": name.capitalize(), "attribute_value": quantity(node[name])}
    own = many(node.get("additionalProperty"))
    named = {plain(one.get("name")) for one in own if isinstance(one, dict)}
    for stated in own + [one for one in shared if isinstance(one, dict) and plain(one.get("name")) not in named]:
        if isinstance(stated, dict) and plain(stated.get("name")):
            yield {"attribute_name": plain(stated["name"]), "attribute_value": quantity(stated)}
