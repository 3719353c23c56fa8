"""A question read for ranking: what form it has, which words carry it, which concepts and measures it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from retrieval.ranking.asked_name import asked_name
from retrieval.ranking.attribute_text import OF_LIMIT, OF_PACKAGING, last_stem, stem, stems, without_tail
from retrieval.ranking.concepts import load_concepts

_READ_CHARACTERS = 500
_YES_NO = re.compile(
    r"(?:^|[,;.?!]\s*)(?:(?:and|so|but|also|hi|hello|hey|ok)\W+)*"
    r"(?:is|are|was|were|am|do|does|did|can|could|will|would|has|have|had|should|may|isn.?t|aren.?t|doesn.?t|don.?t|"
    r"won.?t|can.?t)\b"
)
# "USB port on it, yes or no?": what stands behind asks only how to answer.
_YES_OR_NO = re.compile(r"[\s,;:.?!–-]+(?:just )?(?:yes or no|y/n|yes/no)\b(?:,? please)?\s*[?.!]*\s*$")
# What something is asked to do: "print" in "can it print envelopes?".
_DOES = re.compile(
    r"\b(?:does|do|can|could|will|would)(?:n.?t)? (?:it|they|i|you|we)"
    r"(?: also| even| really)? (?P<verb>[a-z]+)"
)
_COUNT = re.compile(r"\b(?:how many|number of|quantity of)\b")
_WHEN = re.compile(r"\b(?:when|what year|what date|how old|release)\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SHIPPED = re.compile(r"\b(?:ship(?:s|ped|ment)?|deliver\w*|box|crate)\b")
CARRIES_NOTHING = stems(
    "a about am an and any are as at be been but by can could d did do does doing else ever exactly for from get give "
    "go got had has have having he hello her hey hi his how i if in into is isn it its just kind know like ll long "
    "many may me mine much my need no not of off ok on one or our out please product re really s sell sells she should "
    "show so "
    "some sort t tell than thank thanks that the their them then there these they thing this those to too type us use "
    "uses using ve very want was we were what whats when where whether which who why will with would you your"
)

# Words that ask what somebody thinks; a question of nothing else asks for no attribute.
_OPINION = stems(
    "advantage amazing awesome bad best better buy cheap choice cool dear decent deserve disadvantage drawback "
    "excellent expensive fine good great happy hate honest honestly love lovely money nice opinion opinions other "
    "people perfect popular quality rate rating rather recommend recommended regret reliable reliably review "
    "reviews star stars terrible think thoughts trust ugly value work worse worst worth"
)


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """What is compared with an attribute's reading."""

    words: frozenset[str]
    carrying: frozenset[str]
    numbers: frozenset[str]
    concepts: dict[str, float]
    concept_words: dict[str, frozenset[str]]
    measures: dict[str, float]
    yes_no: bool
    count: bool
    when: bool
    opinion: bool
    of_packaging: bool
    of_carton: bool
    of_limit: bool
    head: str
    named: frozenset[str]
    verb: str


@lru_cache(maxsize=2_048)
def read_question(question: str) -> QuestionReading:
    """The reading of a question, of its first 500 characters."""
    text = question[:_READ_CHARACTERS].casefold().replace("’", "'")
    text, answered_so = _YES_OR_NO.subn("?", text)
    asked = load_concepts().asked(text)
    concepts = {name: one.strength for name, one in asked.items()}
    measures: dict[str, float] = {}
    for concept, strength in concepts.items():
        for dimension in load_concepts().measured_by(concept):
            measures[dimension] = max(strength, measures.get(dimension, 0.0))
    words = stems(text)
    named = asked_name(text)
    # "how many hours" asks for a time, whatever its name.
    counts_units = "how many" in text and load_concepts().dimension(named.partition(" ")[0]) is not None
    carrying = words - CARRIES_NOTHING
    return QuestionReading(
        words=words,
        carrying=carrying,
        numbers=frozenset(_NUMBER.findall(text)),
        concepts=concepts,
        concept_words={name: stems(one.words) for name, one in asked.items()},
        measures=measures,
        yes_no=bool(answered_so) or _YES_NO.search(text) is not None,
        count=_COUNT.search(text) is not None,
        opinion=not concepts and carrying <= _OPINION,
        when=_WHEN.search(text) is not None,
        of_packaging=OF_PACKAGING.search(text) is not None,
        of_carton=OF_PACKAGING.search(text) is not None or _SHIPPED.search(text) is not None,
        of_limit=OF_LIMIT.search(text) is not None,
        head="" if counts_units else last_stem(without_tail(named)),
        named=frozenset() if counts_units else stems(named),
        verb=stem(done["verb"]) if (done := _DOES.search(text)) else "",
    )
