from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from retrieval.schema import Attribute, Identifier, Offer, Product
from tests.bench.near_identical.gold import Asked, Gold
from tests.bench.near_identical.score import figures, judge, wilson

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ONE = Product(
    id="1",
    title="Acme TN-2110 toner",
    brand="Acme",
    item_group_id=None,
    product_type=(),
    description="",
    highlights=(),
    link=None,
    image_link=None,
    identifiers=(Identifier("model", "TN-2110", "tn2110"),),
    attributes=(Attribute("yield", "Yield", Decimal(1500), "pages", "number"),),
    offer=Offer(Decimal("9.50"), "USD", None, None, None, None, None, 1, NOW),
    source="feed",
    version=1,
    as_of=NOW,
)
TWO = replace(ONE, id="2", title="Acme TN-2120 toner")
PRODUCTS = {"1": ONE, "2": TWO}
EXACT = Gold("q", "exact", "", "number", ("TN-2110",), ("1",), ("1",), ("answer",), "yield", "1500")
UNKNOWN = Gold("q", "misspelt", "added", "number", ("TN-21110",), (), ("1",), ("not_found", "clarify"))
SHARED = Gold("q", "ambiguous", "", "price", ("TN-2110",), ("1", "2"), ("1", "2"), ("clarify",))


def asked(gold: Gold) -> Asked:
    return Asked(f"What is the yield of the {gold.mentions[0]}?", gold)


def fact(product_id: str, value: str = "1500", attribute: str = "yield") -> dict[str, Any]:
    return {"product_id": product_id, "attribute": attribute, "value": value, "unit": "pages", "as_of": None}


def result(outcome: str, *facts: dict[str, Any], ids: tuple[str, ...] = (), text: str = "") -> dict[str, Any]:
    return {"outcome": outcome, "product_ids": list(ids), "facts": list(facts), "text": text}


@pytest.mark.unit
def test_a_right_answer_has_no_fault() -> None:
    reply = result("answer", fact("1"), ids=("1",), text="The yield of the TN-2110 is 1,500 pages.")
    verdict = judge(asked(EXACT), reply, PRODUCTS)
    assert verdict.faults == ()
    assert verdict.resolved
    assert verdict.value_right is True


@pytest.mark.unit
@pytest.mark.parametrize(
    "reply",
    [
        result("answer", fact("2"), ids=("2",)),
        result("answer", fact("1"), fact("2"), ids=("1",)),
        result("not_stated", ids=("2",)),
        result("not_found", fact("2"), ids=("2",)),
    ],
)
def test_a_word_about_another_product_is_a_wrong_product(reply: dict[str, Any]) -> None:
    assert judge(asked(EXACT), reply, PRODUCTS).wrong_products == ("2",)


@pytest.mark.unit
@pytest.mark.parametrize("outcome", ["clarify", "not_found"])
def test_proposing_for_a_name_that_is_none_is_right(outcome: str) -> None:
    assert judge(asked(UNKNOWN), result(outcome, ids=("1", "2")), PRODUCTS).faults == ()


@pytest.mark.unit
def test_answering_a_name_that_is_none_is_wrong_and_may_presume_a_typo() -> None:
    meant, other = (judge(asked(UNKNOWN), result("answer", ids=(one,)), PRODUCTS) for one in ("1", "2"))
    assert (meant.wrong_products, meant.presumed) == (("1",), True)
    assert (other.wrong_products, other.presumed) == (("2",), False)


@pytest.mark.unit
def test_an_answer_to_an_ambiguous_name_is_a_fault_of_outcome_only() -> None:
    assert judge(asked(SHARED), result("answer", ids=("1",)), PRODUCTS).faults == ("outcome",)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("gold_value", "told", "right"),
    [
        ("1500", "1,500", True),
        ("1500", "15000", False),
        ("yes", "Yes", True),
        ("yes", "no", False),
        ("no", "false", True),
        ("Laser printing", "laser-printing", True),
        ("Laser printing", "Inkjet", False),
    ],
)
def test_a_value_is_compared_by_what_it_means(gold_value: str, told: str, right: bool) -> None:
    gold = replace(EXACT, value=gold_value)
    reply = result("answer", fact("1", told), ids=("1",))
    assert judge(asked(gold), reply, PRODUCTS).value_right is right


@pytest.mark.unit
def test_a_value_under_another_attribute_is_not_judged() -> None:
    reply = result("answer", fact("1", "7", "weight"), ids=("1",))
    assert judge(asked(EXACT), reply, PRODUCTS).value_right is None


@pytest.mark.unit
def test_a_number_that_nothing_supports_is_named() -> None:
    reply = result("answer", fact("1"), ids=("1",), text="The TN-2110 gives 1,500 pages, about 3 reams.")
    assert judge(asked(EXACT), reply, PRODUCTS).unsupported == ("3",)


@pytest.mark.unit
def test_a_clarification_may_state_what_tells_the_products_apart() -> None:
    reply = result("clarify", ids=("1", "2"), text="Which of them: the one at $9.50, or with 1500 pages?")
    assert judge(asked(SHARED), reply, PRODUCTS).unsupported == ()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("outcome", "text", "unsupported"),
    [
        ("not_found", "Without that there are 2.", ()),
        ("not_found", "Without that there are 2, from $3.", ("2", "3")),
        ("not_found", "There are 9.", ("9",)),
        ("answer", "There are 2.", ("2",)),
    ],
)
def test_only_a_reply_without_answer_may_count_products(outcome: str, text: str, unsupported: tuple[str, ...]) -> None:
    assert judge(asked(EXACT), result(outcome, text=text), PRODUCTS).unsupported == unsupported


@pytest.mark.unit
def test_figures_count_each_fault_among_the_questions_that_can_have_it() -> None:
    golds = [replace(gold, id=str(place)) for place, gold in enumerate((EXACT, EXACT, UNKNOWN, SHARED))]
    replies = (
        result("answer", fact("1"), ids=("1",)),
        result("answer", fact("2"), ids=("2",)),
        result("not_found", ids=("1",)),
        result("clarify", ids=("1", "2")),
    )
    found = figures([asked(gold) for gold in golds], dict(zip("0123", replies, strict=True)), PRODUCTS)
    assert (found["wrong_product"]["count"], found["wrong_product"]["of"]) == (1, 4)
    assert (found["resolved"]["count"], found["resolved"]["of"]) == (1, 2)
    assert found["clarified_of_ambiguous"]["rate"] == 1
    assert found["not_found_or_proposed_of_unknown"]["rate"] == 1
    assert found["wrong_value"]["of"] == 1


@pytest.mark.unit
def test_wilson_gives_the_published_interval() -> None:
    # Newcombe (1998), table I: 81 of 263, and 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)
