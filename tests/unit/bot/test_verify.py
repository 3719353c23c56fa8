from __future__ import annotations

import pytest

from bot.answering.verify import faults

PRICE = "The <product> costs <price>."
REDUCED = "The <product> costs <price>, reduced from <old_price>."
NO = "No, the <product> does not have <attribute>."
NOT_STATED = "The catalogue does not state the <attribute> of the <product>."
LOWER = "The <product_1> costs less: <price_1>, against <price_2> for the <product_2>."
WHICH = "<count> products fit. Which one do you mean?"


@pytest.mark.parametrize(
    ("draft", "voiced"),
    [
        (PRICE, "That's <price> for the <product>."),
        (REDUCED, "The <product> is down to <price> from <old_price>."),
        (NO, "I'm afraid the <product> doesn't have <attribute>, so no."),
        (NOT_STATED, "Our listing doesn't give the <attribute> of the <product>, so I'd rather not guess."),
        (WHICH, "<count> of our products fit that. Which one is it?"),
        ("Our policy on <section> says: <quote>", "Here's what our policy on <section> says: <quote>"),
    ],
)
def test_faults_accepts_a_faithful_wording(draft: str, voiced: str) -> None:
    assert faults(draft, voiced) == []


@pytest.mark.parametrize(
    ("draft", "voiced", "fault"),
    [
        (PRICE, "That's the <product>.", "placeholders"),
        (PRICE, "That's <price> for the <product>, <price>.", "placeholders"),
        (PRICE, "That's <price> for the <brand>.", "placeholders"),
        (LOWER, "The <product_2> costs less: <price_1>, against <price_2> for the <product_1>.", "order"),
        (PRICE, "That's <price> for 2 of the <product>.", "digits"),
        (PRICE, "That's <price> for two of the <product>.", "numbers"),
        (PRICE, "That's <price> an hour for the <product>.", "units"),
        (PRICE, "The <product> does not cost <price>.", "polarity"),
        (PRICE, "Yes, the <product> costs <price>.", "polarity"),
        (NO, "Yes, the <product> does have <attribute>.", "polarity"),
        (NOT_STATED, "The <product> states its <attribute>.", "polarity"),
        (PRICE, "That's only <price> for the Sony <product>.", "names"),
        (PRICE, "That's <price> for the <product> XR5.", "names"),
        (PRICE, "The <product> costs <price>, the best we have.", "claims"),
        (PRICE, "Does the <product> cost <price>?", "question"),
        (WHICH, "<count> products fit that, let me know.", "question"),
        (PRICE, "The <product> costs <price> and", "ending"),
        (PRICE, "The <product> costs costs <price>.", "repetition"),
        (PRICE, "The <product> costs <price>. " + "It is here with us for you. " * 9, "length"),
        (PRICE, "The <product> costs <price>. See https://x.example", "markup"),
        (PRICE, "The <product> costs *<price>*.", "markup"),
        (PRICE, "", "empty"),
    ],
)
def test_faults_names_what_is_wrong(draft: str, voiced: str, fault: str) -> None:
    assert fault in faults(draft, voiced)


def test_faults_holds_to_the_lexicon() -> None:
    assert faults(PRICE, "The <product> goes for <price>.", lexicon=frozenset(("goes", "for"))) == []
    assert faults(PRICE, "The <product> retails for <price>.", lexicon=frozenset(("goes", "for"))) == ["lexicon"]
