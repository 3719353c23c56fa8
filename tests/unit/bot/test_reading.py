from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answering.kinds import is_comparison, is_search
from bot.answering.money import price_limit
from bot.answering.naming import safe_mention, short_name
from bot.answering.reading import Reading, clean
from bot.answering.values import label_text, list_text, number_text, value_text
from retrieval.measures.quantity import quantities_in, satisfies
from tests.fakes.bot import attribute
from tests.fakes.retrieval import make_product


@pytest.mark.parametrize(
    "text",
    [
        "how much is it",
        "How much?",
        "price pls",
        "what does the X cost?",
        "is it under $50?",
        "how much is it and how much does it weigh?",
    ],
)
def test_reading_hears_a_price_question(text: str) -> None:
    assert Reading(text).asks_price


@pytest.mark.parametrize(
    "text",
    [
        "how much does it weigh?",
        "how much RAM does it have?",
        "how much is shipping?",
        "cost to ship to Alaska?",
        "is it under 300 g?",
    ],
)
def test_reading_hears_no_price_question(text: str) -> None:
    assert not Reading(text).asks_price


@pytest.mark.parametrize(
    "text", ["is it in stock", "do you have any left?", "when will it be back?", "is this still available?"]
)
def test_reading_hears_a_stock_question(text: str) -> None:
    assert Reading(text).asks_stock


@pytest.mark.parametrize("text", ["is it available in red?", "do you have it in navy?", "what sizes are available"])
def test_reading_hears_no_stock_question(text: str) -> None:
    assert not Reading(text).asks_stock


def test_clean_removes_what_cannot_be_seen() -> None:
    assert clean("a\u202eb\u200bc\x00d\r\n e") == "abc d e"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("under 200 dollars", None, "200"),
        ("less than $1,299.50", None, "1299.50"),
        ("between 50 and 100 euros", "50", "100"),
        ("over £20", "20", None),
        ("headphones under 50 pounds", None, "50"),
        ("does it cost less than 20 pounds?", None, "20"),
        ("is it cheaper than 20 pounds?", None, "20"),
    ],
)
def test_price_limit_is_read(text: str, low: str | None, high: str | None) -> None:
    limit = price_limit(text)
    assert limit
    assert (limit.low, limit.high) == (Decimal(low) if low else None, Decimal(high) if high else None)


@pytest.mark.parametrize(
    "text",
    ["under 300 g", "less than 24 inches", "up to 10 hours", "under 40 dB"]
    + ["is it under 2 pounds?", "does this weigh more than 3 pounds", "is it between 1 and 2 pounds?"],
)
def test_price_limit_is_no_other_quantity(text: str) -> None:
    assert price_limit(text, bare=True) is None


@pytest.mark.parametrize(
    ("stated", "question", "answer"),
    [
        ("250 g", "is it under 300 g?", True),
        ("0.35 kg", "is it under 300 g?", False),
        ("1 lb", "is it at most 454 g?", True),
        ("24 inches", "is it 24 inch?", True),
        ("10 hours", "does it last at least 600 minutes", True),
        ("250 g", "is it under 300 mm?", None),
    ],
)
def test_quantities_are_compared_across_units(stated: str, question: str, answer: bool | None) -> None:
    assert satisfies(next(quantities_in(stated)), next(quantities_in(question))) is answer


def test_values_read_as_written() -> None:
    assert number_text(Decimal("30.0")) == "30"
    assert number_text(Decimal("1E+3")) == "1000"
    assert value_text(attribute("Battery life", Decimal(1), "hours")) == "1 hour"
    assert value_text(attribute("Screen", Decimal(24), '"')) == '24"'
    assert list_text(["a", "b", "c"]) == "a, b and c"
    assert label_text("Battery Life") == "battery life"
    assert label_text("USB ports") == "USB ports"


@pytest.mark.parametrize(
    ("title", "model", "name"),
    [
        ("Xerox 006R90321 toner cartridge Original Black 6 pc(s)", "006R90321", "Xerox 006R90321"),
        ("Orvane QuietLoop 500 headphones, black (QL-500B)", "QuietLoop 500", "Orvane QuietLoop 500"),
        ("HT-30 toner cartridge, black", "HT-30", "HT-30 toner cartridge"),
        ("A plain jug", "J-1", "A plain jug J-1"),
        ("A jug <b>", None, "A jug b"),
    ],
)
def test_short_name_holds_the_model(title: str, model: str | None, name: str) -> None:
    assert short_name(make_product("p", title, model=model)) == name


@pytest.mark.parametrize("text", ["<b>x</b>", "https://evil.example/x", "a" * 500, "\u202e!!", "[x](http://y)"])
def test_safe_mention_is_short_and_plain(text: str) -> None:
    mention = safe_mention(text)
    assert 0 < len(mention) <= 40
    assert not set(mention) & set("<>[]()")
    assert "http" not in mention


def test_search_is_told_from_questions_about_one_product() -> None:
    assert is_search(Reading("do you have a kettle under 50 dollars?"), None)
    assert not is_search(Reading("do you have any left?"), "search_products")
    assert not is_comparison("what is the weight?")
    assert is_comparison("which one is lighter?")
