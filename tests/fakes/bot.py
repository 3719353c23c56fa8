"""The ports of the answering path in memory: a little shop of near-identical products, and voices of every temper."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.answering.pipeline import AnsweringPipeline
from bot.answering.ports import EvidenceRetriever, Phraser, ProductLookup
from bot.answering.reading import stem, tokens_of
from bot.answering.shop import ShopFacts
from bot.answering.types import Focus, Intent, Question, Reply
from bot.answering.values import raw_text
from retrieval.confusion import Confusable
from retrieval.errors import IndexUnavailable
from retrieval.facets.order import SearchOrder
from retrieval.filters import NO_LIMITS, SearchLimits
from retrieval.naming import naming_words
from retrieval.schema import Attribute, Evidence, Product
from tests.fakes.limits import keeps, place_in
from tests.fakes.retrieval import AS_OF, FakeProductLookup, make_offer, make_product

NOW = AS_OF + timedelta(hours=1)
SHOP = ShopFacts(name="Fernhill", contact="write to help@fernhill.example")


def attribute(label: str, value: str | bool | Decimal | tuple[str, ...], unit: str | None = None) -> Attribute:
    """An attribute of the type its value has."""
    kind = {bool: "boolean", Decimal: "number", tuple: "list"}.get(type(value), "text")
    return Attribute(label.lower().replace(" ", "_"), label, value, unit, kind)  # type: ignore[arg-type]  # from the value


def headphones(product_id: str, model: str, colour: str, *, weight: str, battery: str, price: str) -> Product:
    """One variant of a pair of headphones."""
    return make_product(
        product_id,
        f"Orvane QuietLoop {model} headphones, {colour.lower()}",
        model=model,
        brand="Orvane",
        item_group_id=model,
        product_type=("Audio", "Headphones"),
        description=f"The {model} is made for trains. The hinges are made of steel from Sheffield.",
        attributes=(
            attribute("Colour", colour),
            attribute("Weight", Decimal(weight), "g"),
            attribute("Battery life", Decimal(battery), "hours"),
            attribute("Noise cancelling", value=True),
            attribute("Wireless charging", value=False),
            attribute("Carrying case included", value=True),
            attribute("Codecs", ("SBC", "AAC")),
        ),
        offer=make_offer(price),
    )


def demo_products() -> list[Product]:
    """Headphones one character apart, a kettle, and what tests change."""
    kettle = make_product(
        "K1",
        "Cindermoor Brook BK-170 kettle, steel",
        model="BK-170",
        brand="Cindermoor",
        product_type=("Kitchen", "Kettles"),
        attributes=(attribute("Capacity", Decimal("1.7"), "litres"), attribute("Colour", "Steel")),
        offer=make_offer("49.00", sale_price="39.00", quantity=3),
    )
    return [
        headphones("H1", "QL-500", "Black", weight="254", battery="32", price="149.00"),
        headphones("H2", "QL-500", "White", weight="254", battery="32", price="149.00"),
        headphones("H3", "QL-510", "Black", weight="249", battery="38", price="169.00"),
        kettle,
    ]


def unlike_versions() -> list[Product]:
    """The shop with the white QL-500 heavier and dearer than the black one."""
    dearer = headphones("H2", "QL-500", "White", weight="256", battery="32", price="159.00")
    return [dearer if one.id == "H2" else one for one in demo_products()]


class WordRanker:
    """Ranks by the words a question shares with a label or value."""

    def rank(self, question: str, attributes: Sequence[Attribute]) -> list[tuple[Attribute, float]]:
        asked = {stem(word) for word in tokens_of(question)}
        ranked = [(one, self._share(asked, one)) for one in attributes]
        return sorted(ranked, key=lambda entry: -entry[1])

    def _share(self, asked: set[str], one: Attribute) -> float:
        label, value = ({stem(word) for word in tokens_of(text)} for text in (one.label, raw_text(one.value)))
        if asked & value and not isinstance(one.value, bool | Decimal):
            return 0.9
        return len(asked & label) / len(label)


@dataclass(frozen=True)
class WordSearch:
    """Finds products by title words, within the limits."""

    products: Sequence[Product]

    def search(
        self, query: str, *, within: SearchLimits = NO_LIMITS, order: SearchOrder | None = None, limit: int = 10
    ) -> list[Product]:
        wanted = set(naming_words(query))
        found = [
            one
            for one in self.products
            if (wanted & set(naming_words(f"{one.title} {' '.join(one.product_type)}")) or (order and not wanted))
            and keeps(one, within)
        ]
        return (sorted(found, key=lambda one: place_in(one, order)) if order else found)[:limit]


@dataclass(frozen=True)
class WordEvidence:
    """Passages are the description's sentences; one policy section speaks of returns."""

    products: Sequence[Product]

    def passages(self, question: str, *, product_ids: Sequence[str], top_k: int = 5) -> list[Evidence]:
        return [
            Evidence(f"{one.id}#d", "description", one.description, 0.5, "test", 1, AS_OF, product_id=one.id)
            for one in self.products
            if one.id in product_ids and one.description
        ][:top_k]

    def policies(self, question: str, *, top_k: int = 3) -> list[Evidence]:
        score = 0.7 if {"return", "returns", "ship"} & set(tokens_of(question)) else 0.1
        text = "You can return a product within 30 days. Refunds take 5 days."
        heading = "How long you have"
        return [Evidence("p1", "policy", text, score, "test", 1, AS_OF, heading=heading, url="/policies/returns")]


@dataclass(frozen=True)
class DownLookup:
    """A lookup whose server is gone."""

    url: str = "http://127.0.0.1:1"

    def by_ids(self, ids: Sequence[str]) -> list[Product]:
        raise IndexUnavailable(self.url, "connection refused")

    def by_keys(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        raise IndexUnavailable(self.url, "connection refused")

    def by_title(self, text: str, *, limit: int = 50) -> list[Product]:
        raise IndexUnavailable(self.url, "connection refused")

    def siblings(self, product: Product, *, limit: int = 50) -> list[Product]:
        raise IndexUnavailable(self.url, "connection refused")

    def confusable_with(self, product: Product, *, limit: int = 50) -> list[Confusable]:
        raise IndexUnavailable(self.url, "connection refused")

    def nearly_named(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        raise IndexUnavailable(self.url, "connection refused")

    def brands(self, keys: Sequence[str]) -> frozenset[str]:
        raise IndexUnavailable(self.url, "connection refused")

    def propose(self, key: str, *, limit: int = 5) -> list[Product]:
        raise IndexUnavailable(self.url, "connection refused")


@dataclass(frozen=True)
class Voiced:
    """A phraser that says what a function makes of the draft, after a delay."""

    say: Callable[[str], str]
    delay_s: float = 0.0

    def phrase(self, draft: str, *, variant: int = 0) -> str:
        time.sleep(self.delay_s)
        return self.say(draft)


@dataclass
class Conversation:
    """A conversation with a pipeline over fakes, which carries the focus on."""

    products: Sequence[Product] = field(default_factory=demo_products)
    phraser: Phraser | None = None
    lookup: ProductLookup | None = None
    evidence: EvidenceRetriever | None = None
    focus: Focus = field(default_factory=Focus)

    def ask(
        self, text: str, *, page: str | None = None, intent: Intent | None = None, chosen: str | None = None
    ) -> Reply:
        """The reply to one message."""
        pipeline = AnsweringPipeline(
            lookup=self.lookup or FakeProductLookup(self.products),
            search=WordSearch(self.products),
            evidence=self.evidence or WordEvidence(self.products),
            ranker=WordRanker(),
            phraser=self.phraser,
            clock=lambda: datetime.now(UTC),
            deadline_s=1.5,
            shop=SHOP,
        )
        question = Question(text, "c1", NOW, page, chosen, intent, self.focus)
        reply = pipeline.answer(question)
        self.focus = reply.focus
        return reply


def changed(products: Sequence[Product], product_id: str, **changes: object) -> list[Product]:
    """The products with one of them changed."""
    return [replace(one, **changes) if one.id == product_id else one for one in products]  # type: ignore[arg-type]
