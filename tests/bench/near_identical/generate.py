"""Makes the questions: seeded, so that the same products always give the same ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from retrieval.schema import Attribute, Product
from tests.bench.near_identical.catalogue import Catalogue, is_model, name_of, squash
from tests.bench.near_identical.gold import UNNAMED, Asked, Family, Form, Gold
from tests.bench.near_identical.mention import Mention, Mentions
from tests.bench.near_identical.wording import asking, in_pasted_text, in_sentence, spoken

SEED = 20261121
QUESTIONS = 10_000
FORMS: dict[Form, int] = {
    "exact": 16,
    "reformatted": 16,
    "brand_model": 10,
    "sentence": 9,
    "pasted": 6,
    "gtin": 7,
    "truncated": 8,
    "misspelt": 12,
    "non_existent": 10,
    "ambiguous": 6,
}
FAMILIES: dict[Family, int] = {
    "number": 5,
    "text": 5,
    "boolean": 5,
    "price": 2,
    "stock": 2,
    "have": 2,
    "comparison": 2,
}
COMPARED: frozenset[Form] = frozenset(("exact", "reformatted", "brand_model", "sentence"))
_ATTEMPTS = 200
_WORDS_OF_A_NAME = 4
_WORD = re.compile(r"[^\W_]+")
_LONGEST_VALUE = 80


class Generator:
    """Questions over a catalogue's near-identical products; over all of them where none are near-identical."""

    def __init__(self, catalogue: Catalogue, *, seed: int = SEED) -> None:
        self._catalogue = catalogue
        self._seed = seed
        self._sources = [one for one in catalogue.confusable() or catalogue.products if _named(one)]
        self._mentions = Mentions(catalogue, self._sources)

    def questions(self, count: int = QUESTIONS) -> list[Asked]:
        """`count` questions; raises ValueError where the catalogue gives none of any form."""
        if not self._sources:
            raise ValueError("expected products with model numbers, got none")
        forms = [form for form in FORMS if self._mentions.has(form)]
        return [self._question(number, forms) for number in range(count)]

    def _question(self, number: int, forms: Sequence[Form]) -> Asked:
        """The n-th question depends on the seed and n alone."""
        rng = random.Random(f"{self._seed}:{number}")
        for _ in range(_ATTEMPTS):
            form = rng.choices(forms, [FORMS[form] for form in forms])[0]
            family = rng.choices(list(FAMILIES), list(FAMILIES.values()))[0]
            asked = self._try(f"q{number:06d}", form, family, rng)
            if asked is not None:
                return asked
        raise ValueError(f"no question in {_ATTEMPTS} attempts: the catalogue's products are too alike or too bare")

    def _try(self, case_id: str, form: Form, family: Family, rng: random.Random) -> Asked | None:
        if family == "comparison" and form not in COMPARED:
            return None
        mentions = self._mentions.pair(form, rng) if family == "comparison" else [self._mentions.of(form, rng)]
        known = [mention for mention in mentions if mention is not None]
        if not known or len(known) < len(mentions):
            return None
        attribute = _attribute(known[0].meant[0], family, rng)
        if family in ("number", "text", "boolean") and attribute is None:
            return None
        label = spoken(attribute.label) if attribute else None
        question = _placed(asking(family, [one.text for one in known], label, rng), form, rng)
        if self._strays(question, known):
            return None
        return Asked(question, _gold(case_id, form, family, known, attribute))

    def _strays(self, question: str, mentions: Sequence[Mention]) -> bool:
        """Whether the question happens to name, outside its mentions, something the catalogue has."""
        inside = [match.span() for one in mentions for match in re.finditer(re.escape(one.text), question)]
        wanted = frozenset(product.id for one in mentions for product in one.meant)
        return any(
            self._catalogue.owners(question[start:end]) - wanted
            for start, end in _stretches(question)
            if not any(first <= start and end <= last for first, last in inside)
        )


def _named(product: Product) -> bool:
    name = name_of(product)
    return name is not None and is_model(name)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    words = [match.span() for match in _WORD.finditer(text)]
    for first, last in combinations(range(len(words) + 1), 2):
        if last - first <= _WORDS_OF_A_NAME:
            yield words[first][0], words[last - 1][1]


def _attribute(product: Product, family: Family, rng: random.Random) -> Attribute | None:
    """One of the product's attributes of the family's kind, whose label no other of its attributes shares."""
    labels = [squash(one.label) for one in product.attributes]
    fitting = [
        one
        for one, label in zip(product.attributes, labels, strict=True)
        if one.type == family and labels.count(label) == 1 and len(stated(one)) <= _LONGEST_VALUE
    ]
    return rng.choice(fitting) if fitting else None


def stated(attribute: Attribute) -> str:
    """An attribute's value as gold writes it: yes or no, a plain number, or the text."""
    value = attribute.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if isinstance(value, str) else ", ".join(value)


def _placed(question: str, form: Form, rng: random.Random) -> str:
    if form == "sentence":
        return in_sentence(question, rng)
    return in_pasted_text(question, rng) if form == "pasted" else question


def _gold(case_id: str, form: Form, family: Family, mentions: Sequence[Mention], attribute: Attribute | None) -> Gold:
    meant = tuple(dict.fromkeys(product.id for one in mentions for product in one.meant))
    value, name = (stated(attribute), attribute.name) if attribute else (None, None)
    if family == "price":
        price = mentions[0].meant[0].offer.price
        name, value = "price", None if price is None else f"{price:f}"
    named = form not in UNNAMED and form != "ambiguous"
    return Gold(
        id=case_id,
        form=form,
        spelling=mentions[0].spelling,
        family=family,
        mentions=tuple(one.text for one in mentions),
        product_ids=() if form in UNNAMED else meant,
        meant=meant,
        outcomes=_outcomes(form, family, mentions[0].meant[0]),
        attribute=name if named else None,
        value=value if named else None,
    )


def _outcomes(form: Form, family: Family, product: Product) -> tuple[str, ...]:
    if form == "ambiguous":
        return ("clarify",)
    if form in UNNAMED:
        return ("not_found", "clarify")
    if family == "stock" and product.offer.availability is None:
        return ("not_stated",)
    if family == "price" and product.offer.price is None:
        return ("not_stated",)
    return ("answer", "conflicting") if family in ("number", "text", "boolean") else ("answer",)
