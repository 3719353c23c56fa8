"""What a shopper looks for: limits on attributes, decided by what the category's products state."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answering.reading import Reading
from bot.answering.wishes.constraints import constraints_of
from bot.answering.wishes.qualities import quality_in
from bot.answering.wishes.survey import Survey
from bot.answering.wishes.wish import wish_of
from retrieval.facets.limits import MeasureLimit, WordLimit
from retrieval.schema import Attribute, Product
from tests.fakes.bot import attribute
from tests.fakes.retrieval import make_offer, make_product


def laptop(number: int, *, weight: str, memory: str, storage: str, colour: str, touch: bool) -> Product:
    """A laptop whose title says its diagonal."""
    return make_product(
        f"L{number}",
        f"Arden Fell {number} laptop, 14-inch",
        product_type=("Computing", "Laptops"),
        attributes=(
            attribute("Screen size", Decimal(14), "inches"),
            attribute("Weight", Decimal(weight), "kg"),
            attribute("Shipping weight", Decimal(9), "kg"),
            attribute("Width", Decimal(31), "cm"),
            attribute("Memory", Decimal(memory), "GB"),
            attribute("Storage", Decimal(storage), "GB"),
            attribute("Colour", colour),
            attribute("Touchscreen", value=touch),
            attribute("Noise level", Decimal(20 + number), "dB"),
            attribute("Battery life", Decimal(8 + number), "hours"),
        ),
        offer=make_offer(f"{600 + number}.00"),
    )


LAPTOPS = (
    laptop(1, weight="1.1", memory="8", storage="256", colour="Black", touch=True),
    laptop(2, weight="1.5", memory="16", storage="512", colour="Silver", touch=False),
    laptop(3, weight="2.1", memory="32", storage="1000", colour="Black / silver", touch=True),
)
SURVEY = Survey(LAPTOPS)


def limits(text: str) -> list[tuple[tuple[str, ...], object]]:
    """The attributes that a wish limits, with the words demanded of them, or the limits."""
    found = constraints_of(wish_of(Reading(text)), SURVEY, known=frozenset({"laptop"}))
    return [
        (one.limit.names, one.limit.words if isinstance(one.limit, WordLimit) else (one.limit.low, one.limit.high))
        for one in found
    ]


def measured(text: str) -> list[MeasureLimit]:
    """The limits that a wish sets on measures."""
    found = constraints_of(wish_of(Reading(text)), SURVEY, known=frozenset({"laptop"}))
    return [one.limit for one in found if isinstance(one.limit, MeasureLimit)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a 14-inch laptop", "screen_size"),
        ("a laptop with at least 16 GB", "memory"),
        ("a laptop with 512 GB", "storage"),
        ("a laptop with 32 GB of storage", "storage"),
        ("a laptop under 2 kg", "weight"),
        ("a laptop with a shipping weight under 9 kg", "shipping_weight"),
        ("a laptop up to 31 cm width", "width"),
        ("a laptop quieter than 22 dB", "noise_level"),
    ],
)
def test_a_quantity_is_of_the_attribute_that_the_category_measures_so(text: str, name: str) -> None:
    assert [names for names, _ in limits(text)] == [(name,)]


def test_a_quantity_that_nothing_measures_demands_nothing() -> None:
    assert limits("a laptop with 60 Hz") == []


def test_a_length_nobody_named_is_not_guessed() -> None:
    assert limits("a laptop of 100 cm") == []


def test_how_long_something_lasts_is_a_least() -> None:
    (limit,) = measured("a laptop with 10 hours of battery life")
    assert (limit.names, limit.low, limit.high) == (("battery_life",), 36_000.0, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a black laptop", [(("colour",), ("black",))]),
        ("a silver laptop", [(("colour",), ("silver",))]),
        ("a laptop with a touchscreen", [(("touchscreen",), ("yes",))]),
        ("a laptop without touchscreen", [(("touchscreen",), ("no",))]),
        ("a laptop for travelling", []),
    ],
)
def test_a_word_is_of_the_attribute_that_takes_it_as_a_value(text: str, expected: list[object]) -> None:
    assert limits(text) == expected


def printer(number: int, **counts: int) -> Product:
    """A printer that states how many it has of things."""
    stated = tuple(attribute(label.replace("_", " "), Decimal(count)) for label, count in counts.items())
    return make_product(f"P{number}", f"Arden printer {number}", product_type=("Printers",), attributes=stated)


PRINTERS = Survey(
    (
        printer(1, USB_ports_quantity=1, USB_2_ports_quantity=1, Black_ink_cartridges_quantity=2),
        printer(2, USB_ports_quantity=2, Quantity_per_box=4),
    )
)


@pytest.mark.parametrize(
    ("text", "names", "low", "high"),
    [
        ("printer with at least 2 USB ports", ("usb_2_ports_quantity", "usb_ports_quantity"), 2.0, None),
        ("printer with two usb ports for the office", ("usb_2_ports_quantity", "usb_ports_quantity"), 2.0, None),
        ("printer with 2 or more USB ports", ("usb_2_ports_quantity", "usb_ports_quantity"), 2.0, None),
        ("printer with at most 1 black ink cartridge", ("black_ink_cartridges_quantity",), None, 1.0),
    ],
)
def test_a_count_is_of_what_the_category_counts(
    text: str, names: tuple[str, ...], low: float | None, high: float | None
) -> None:
    (constraint,) = constraints_of(wish_of(Reading(text)), PRINTERS, known=frozenset({"printer"}))
    assert isinstance(constraint.limit, MeasureLimit)
    assert (tuple(sorted(constraint.limit.names)), constraint.limit.low, constraint.limit.high) == (names, low, high)
    assert {"usb", "port"} <= constraint.uses or {"black", "ink", "cartridge"} <= constraint.uses


@pytest.mark.parametrize("text", ["printer, 2 black mugs", "printer 4 box", "3 in 1 printer", "printer under 2 lbs"])
def test_a_number_of_what_is_not_counted_limits_nothing(text: str) -> None:
    assert constraints_of(wish_of(Reading(text)), PRINTERS, known=frozenset({"printer"})) == ()


def test_a_plain_quality_is_had_by_the_better_half() -> None:
    (limit,) = measured("a silent laptop")
    assert (limit.names, limit.low, limit.high) == (("noise_level",), None, 22.0)


def test_several_limits_are_read_at_once() -> None:
    found = limits("a silent black 14-inch laptop under 2 kg and under $900 in stock")
    assert {names for names, _ in found} == {("screen_size",), ("weight",), ("noise_level",), ("colour",)}


def test_limits_name_the_words_they_stand_for() -> None:
    wish = wish_of(Reading("a black laptop under 2 kg"))
    found = constraints_of(wish, SURVEY, known=frozenset({"laptop"}))
    assert {one.said for one in found} == {'"black"', "the limit of 2 kg for the weight"}
    assert frozenset().union(*(one.uses for one in found)) == {"black", "2", "kg"}


@pytest.mark.parametrize(
    ("text", "said", "degree", "more"),
    [
        ("the lightest laptop", "lightest", "superlative", False),
        ("a bigger one", "bigger", "comparative", True),
        ("the cheapest quiet kettle", "cheapest", "superlative", False),
        ("the most expensive tv", "most expensive", "superlative", True),
        ("something less expensive", "less expensive", "comparative", False),
    ],
)
def test_qualities_are_read_in_their_degree(text: str, said: str, degree: str, more: bool) -> None:
    quality = quality_in(text)
    assert quality is not None
    assert (quality.said, quality.degree, quality.more) == (said, degree, more)


def test_a_quality_inside_another_word_is_none() -> None:
    assert quality_in("a lightest-weight lighterage") is None


def test_the_survey_ranks_by_the_property_that_is_stated() -> None:
    quality = quality_in("the biggest laptop")
    assert quality is not None
    ranking = SURVEY.ranking(quality)
    assert ranking is not None
    assert (ranking[0].name, ranking[1]) == ("screen_size", "[length]")


def test_the_survey_counts_what_titles_say() -> None:
    shares = {one.name: SURVEY.in_titles(one, "[length]") for one in SURVEY.measuring("[length]")}
    assert shares == {"screen_size": 1.0, "width": 0.0}


def test_a_limit_of_equal_inches_admits_the_next_fractions() -> None:
    (found,) = constraints_of(wish_of(Reading("a 14-inch laptop")), SURVEY, known=frozenset({"laptop"}))
    assert isinstance(found.limit, MeasureLimit)
    assert found.limit.admits(14.1 * 0.0254)
    assert not found.limit.admits(15.6 * 0.0254)


def test_an_attribute_of_no_measure_ranks_nothing() -> None:
    plain = Survey([make_product("P", "P", attributes=(Attribute("weight", "Weight", "light"),))])
    quality = quality_in("the lightest one")
    assert quality is not None
    assert plain.ranking(quality) is None
