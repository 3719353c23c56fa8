"""Query languages, other scripts and repetition around an identifier: the product named, and no other."""

from __future__ import annotations

import pytest

from tests.fakes.bot import Conversation, demo_products
from tests.fakes.retrieval import make_offer, make_product


def shop_with_numbers() -> Conversation:
    """The shop, with products that are called by bare numbers too."""
    called = [
        make_product(f"N{n}", f"Acme {n}", model=n, brand="Acme", offer=make_offer("9.00")) for n in ("11", "100")
    ]
    return Conversation([*demo_products(), *called])


@pytest.mark.parametrize(
    "text",
    [
        "QL-510^100 price",
        'price of QL-510" OR "1"="1',
        "QL-510 AND price:[* TO 100] price",
        "QL-510~2 price",
        "/QL-510.*/ price",
        "<b>QL-510</b> price?",
        "price of QL-510'; DROP TABLE products;--",
        "price of «QL-510»?",
        "price of 「QL-510」。",
        "price of \u202eQL-510\u202c?",
        "price of Q\u200bL\u200b-\u200b5\u200b1\u200b0",
        "price of ＱＬ－５１０",
        "QL-510の price は？",
        "price 价格QL-510多少?",
        "price of " + "QL-510, " * 60 + "?",
    ],
)
def test_only_the_product_named_is_answered(text: str) -> None:
    reply = shop_with_numbers().ask(text)
    assert (reply.outcome, reply.product_ids) == ("answer", ("H3",))
    assert "169" in reply.text
    assert "do not carry" not in reply.text


@pytest.mark.parametrize("text", ["how much is the Acme 100?", "price of the 100?"])
def test_a_bare_number_is_still_a_name_where_one_stands(text: str) -> None:
    assert shop_with_numbers().ask(text).product_ids == ("N100",)


@pytest.mark.parametrize("text", ["ТL-510 price?", "QL-51０0 price?", "QL-510QL-510 price?"])
def test_letters_that_only_look_alike_are_no_match(text: str) -> None:
    reply = shop_with_numbers().ask(text)
    assert (reply.outcome, reply.facts) == ("not_found", ())
