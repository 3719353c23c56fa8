from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.answering.pipeline import AnsweringPipeline
from bot.warming import warmed
from retrieval.errors import IndexUnavailable
from retrieval.schema import Attribute, Product
from tests.fakes.bot import SHOP, WordEvidence, WordRanker, WordSearch, demo_products
from tests.fakes.retrieval import FakeProductLookup


@dataclass
class SeenRanker(WordRanker):
    seen: list[Attribute] = field(default_factory=list)

    def rank(self, question: str, attributes: Sequence[Attribute]) -> list[tuple[Attribute, float]]:
        self.seen += attributes
        return super().rank(question, attributes)


class EverySearch(WordSearch):
    def search(self, query: str, **limits: object) -> list[Product]:
        return list(self.products)


class DownSearch(WordSearch):
    def search(self, query: str, **limits: object) -> list[Product]:
        raise IndexUnavailable("http://127.0.0.1:1", "connection refused")


def pipeline(search: WordSearch, ranker: SeenRanker) -> AnsweringPipeline:
    return AnsweringPipeline(
        lookup=FakeProductLookup(search.products),
        search=search,
        evidence=WordEvidence(search.products),
        ranker=ranker,
        phraser=None,
        clock=lambda: datetime.now(UTC),
        deadline_s=1.0,
        shop=SHOP,
    )


def test_warmed_ranks_attributes_before_anyone_asks() -> None:
    ranker = SeenRanker()
    warmed(pipeline(EverySearch(demo_products()), ranker))
    assert {attribute.label for attribute in ranker.seen} >= {"Weight", "Capacity"}


def test_warmed_starts_without_an_index() -> None:
    one = pipeline(DownSearch(demo_products()), SeenRanker())
    assert warmed(one) is one
