"""A question in a long pasted text is answered as if it had been asked alone; the text around it asks nothing."""

from __future__ import annotations

import random

import pytest

from bot.answering.excerpt import LONG, asking_part
from bot.answering.pipeline import MAX_CHARACTERS
from tests.fakes.bot import Conversation, demo_products
from tests.fakes.retrieval import FakeProductLookup

# None of it is asked: not the price, the stock, the delivery, the country or the colour.
AROUND = (
    "Dear all, as agreed on Monday this is what our office wants to order.",
    "The list was made by our administration after asking every team what it misses most.",
    "Delivery goes to the back door, and invoices to accounting.",
    "Whoever has questions about the budget should talk to the team assistant.",
    "The old black one was expensive and is no longer in stock anywhere.",
    "Kind regards from the whole team, and a pleasant weekend!",
)
QUESTIONS = [
    ("What does the QL-510 weigh?", "H3", "249"),
    ("price of QL-510", "H3", "169.00"),
    ("Could you tell me the battery life of the ql 510", "H3", "38"),
    ("QL-510 codecs?", "H3", "SBC and AAC"),
    ("I need to know the capacity of the BK-170, please", "K1", "1.7"),
]


def paste(question: str, *, seed: int, length: int) -> str:
    """The question somewhere in a text of about that length, one sentence a line."""
    chance = random.Random(seed)
    lines = [chance.choice(AROUND)]
    while sum(map(len, lines)) < length:
        lines.append(chance.choice(AROUND))
    lines.insert(chance.randrange(len(lines)), question)
    return "\n".join(lines)


@pytest.mark.parametrize("length", [400, 1_800, 5_000, 9_500])
@pytest.mark.parametrize(("question", "product", "value"), QUESTIONS)
def test_a_question_in_a_pasted_text_is_answered(question: str, product: str, value: str, length: int) -> None:
    text = paste(question, seed=length, length=length)
    assert LONG < len(text) <= MAX_CHARACTERS
    reply = Conversation().ask(text, intent="out_of_scope")
    assert [(fact.product_id, fact.value) for fact in reply.facts] == [(product, value)]


@pytest.mark.parametrize("length", [400, 5_000])
def test_an_unknown_model_in_a_pasted_text_is_not_its_neighbour(length: int) -> None:
    reply = Conversation().ask(paste("How much is the QL-520?", seed=1, length=length))
    assert (reply.outcome, reply.facts) == ("not_found", ())


def test_a_question_is_put_to_the_product_named_elsewhere_in_the_text() -> None:
    text = "\n".join(("Last spring I bought a BK-170 from you.", *AROUND, *AROUND, "What is its capacity?", *AROUND))
    assert [(fact.product_id, fact.value) for fact in Conversation().ask(text).facts] == [("K1", "1.7")]


def test_two_products_named_in_a_text_are_not_taken_for_one() -> None:
    text = "\n".join(("We have the QL-510.", *AROUND, "And the BK-170.", *AROUND, "How much is it?"))
    assert set(Conversation().ask(text).product_ids) == {"H3", "K1"}


def test_a_text_that_asks_nothing_is_read_for_what_it_names() -> None:
    text = "\n".join((*AROUND, "Then there is the QL-510 of the sales team.", *AROUND))
    assert asking_part(text, FakeProductLookup(demo_products())) == "Then there is the QL-510 of the sales team."


def test_a_short_text_is_read_whole() -> None:
    text = "I have two rooms. Which of them needs the QL-510?"
    assert asking_part(text, FakeProductLookup(demo_products())) == text


def test_a_text_beyond_the_limit_is_refused_in_a_sentence() -> None:
    reply = Conversation().ask("How much is the QL-510? " + "x" * MAX_CHARACTERS)
    assert (reply.outcome, reply.text) == (
        "out_of_scope",
        "That message is too long. Please ask in a sentence or two.",
    )


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("sorry to bother you again 🙂 QL-510: what's its width? thx", "QL-510: what's its width?"),
        ("Hi there! My sister moved house. Can you tell me the type of the QL-510? Thanks a lot!",
         "Can you tell me the type of the QL-510?"),
        ("I have the QL-500. My sister likes it. Does the QL-510 weigh less?",
         "I have the QL-500. Does the QL-510 weigh less?"),
        ("I have the QL-510. Does it come in black?", "I have the QL-510. Does it come in black?"),
        ("Hi! Do you have anything for my mother? She likes music.",
         "Hi! Do you have anything for my mother? She likes music."),
        ("Good morning. I bought a XM-99Z. Is the XM-98Z lighter?", "I bought a XM-99Z. Is the XM-98Z lighter?"),
    ],
)  # fmt: skip
def test_small_talk_beside_a_question_that_names_its_product_asks_nothing(text: str, asked: str) -> None:
    assert asking_part(text, FakeProductLookup(demo_products())) == asked
