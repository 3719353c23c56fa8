"""Is it known that a real product does not state what is asked? Questions are written from the catalogue itself.

Of a product something is asked that most products like it state and it does not, and something that it does state;
the words are the attribute's label in a sentence, the ranker and its threshold the shipped ones.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.embedders import load_embedder
from retrieval.ranking.attribute_text import stems
from retrieval.ranking.labelled_questions import AttributeSet, read_feed
from retrieval.ranking.ranker import EmbeddingAttributeRanker
from retrieval.schema import Attribute
from tests.bench.progress import following
from tests.bench.record import Found, Inputs
from tests.bench.setting import Setting
from tests.bench.shop import FEED

SEED = 11
PRODUCTS = 250
LIKE_IT = 0.4
PEERS = 6
STATED_BY = 0.5

_TAIL = re.compile(r"\s+(?:[a-z] [a-z]|imperial|metric|[wdhl](?: ?x ?[wdhl])+)$")
_FORMS = {
    "boolean": ("does it have {}?", "is there {}?", "has it got {}?"),
    "number": ("what is the {}?", "{}?", "can you tell me the {} of this one?"),
    "text": ("what is the {}?", "what {} does it have?", "which {} is it?"),
}
# One answers what asks for the other.
_SIZES = stems("width height depth length dimensions size diameter")


@dataclass(frozen=True)
class Asked:
    """A question of a product, and the labels that answer it: none where the product does not state it."""

    question: str
    attributes: AttributeSet
    answering: frozenset[str]


def inputs(setting: Setting) -> Inputs:
    """The feed, and how products are drawn and compared."""
    drawn = {"seed": SEED, "products": PRODUCTS, "like_it": LIKE_IT, "peers": PEERS, "stated_by": STATED_BY}
    return Inputs((FEED,), {**drawn, "embedder": setting.retrieval.embedder})


def run(setting: Setting) -> Found:
    """Recall of "not stated", and how often it is said of what is stated; what answers wrongly is counted apart."""
    feed = read_feed(setting.file(FEED), limit=1_000_000, seed=SEED)
    asked = list(questions(feed))
    ranker = EmbeddingAttributeRanker(load_embedder(setting.retrieval), cache_folder=setting.out / "embeddings")
    said: Counter[str] = Counter()
    for one in following(asked, "asking of real products"):
        best, probability = ranker.rank(one.question, one.attributes)[0]
        said[outcome(one, best.label, abstains=probability < ranker.threshold)] += 1
    figures = {
        "not_stated_questions": said["rightly not stated"] + said["answered though not stated"],
        "stated_questions": said["right"] + said["another attribute"] + said["wrongly not stated"],
        "recall": share(said["rightly not stated"], said["answered though not stated"]),
        "false": share(said["wrongly not stated"], said["right"] + said["another attribute"]),
        "another_attribute": share(said["another attribute"], said["right"] + said["wrongly not stated"]),
    }
    lines = {
        "not stated, recall": f"{figures['recall']:.3f} of {figures['not_stated_questions']}",
        "not stated, false": f"{figures['false']:.3f} of {figures['stated_questions']}",
    }
    return Found(figures, lines)


def questions(feed: Sequence[AttributeSet]) -> Iterator[Asked]:
    """Two questions of each drawn product that has enough products like it: one it does not answer, one it does."""
    chance = random.Random(SEED)
    labels = [frozenset(one.label for one in attributes) for attributes in feed]
    by_label: dict[str, Attribute] = {one.label: one for attributes in feed for one in attributes}
    drawn = 0
    for place in chance.sample(range(len(feed)), len(feed)):
        missing = sorted(_missing(labels[place], labels))
        if not missing:
            continue
        silent, stated = by_label[chance.choice(missing)], chance.choice(feed[place])
        answering = frozenset(own for own in labels[place] if same(own, stated.label))
        yield Asked(worded(silent, chance), feed[place], frozenset())
        yield Asked(worded(stated, chance), feed[place], answering)
        drawn += 1
        if drawn == PRODUCTS:
            return


def worded(attribute: Attribute, chance: random.Random) -> str:
    """A question for an attribute, by its label in lower case without its unit."""
    return chance.choice(_FORMS[attribute.type]).format(_named(attribute.label))


def same(one: str, other: str) -> bool:
    """Whether a label may answer what asks for another: its words are among the other's, or both tell the size."""
    first, second = stems(_named(one)), stems(_named(other))
    return first <= second or second <= first or bool(first & _SIZES and second & _SIZES and len(first) == len(second))


def outcome(asked: Asked, label: str, *, abstains: bool) -> str:
    """What became of a question: one of five words, as they are counted."""
    if abstains:
        return "wrongly not stated" if asked.answering else "rightly not stated"
    if not asked.answering:
        return "answered though not stated"
    return "right" if label in asked.answering else "another attribute"


def share(of: int, others: int) -> float:
    """A part of the whole; 0 where there is nothing."""
    return of / (of + others) if of + others else 0.0


def _missing(own: frozenset[str], labels: Sequence[frozenset[str]]) -> set[str]:
    """What half the products like this one state, and it does not under any name."""
    peers = [one for one in labels if one is not own and len(own & one) >= LIKE_IT * len(own | one)]
    if len(peers) < PEERS:
        return set()
    stated = Counter(label for one in peers for label in one)
    often = (label for label, count in stated.items() if count >= STATED_BY * len(peers) and label not in own)
    return {label for label in often if not any(same(label, other) for other in own)}


def _named(label: str) -> str:
    return _TAIL.sub("", label.casefold())
