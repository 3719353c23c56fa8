"""Questions over numbers, ranges, lists and text: a right yes or no, or the value alone, never a wrong one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answering.planning.boolean import speaks_of
from bot.answering.planning.pointing import pointed
from bot.answering.reading import Reading
from retrieval.schema import Attribute
from tests.fakes.bot import Conversation, attribute, changed, demo_products
from tests.fakes.retrieval import make_product


def said(stated: Attribute | tuple[Attribute, ...], question: str) -> str:
    """How the reply to a question opens: Yes, No, conflicting, or the value alone."""
    attributes = stated if isinstance(stated, tuple) else (stated,)
    talk = Conversation(changed(demo_products(), "H1", attributes=attributes))
    reply = talk.ask(question, page="H1", intent="ask_product")
    if reply.outcome != "answer":
        return reply.outcome
    return next((word for word in ("Yes", "No") if reply.text.startswith(word)), "value")


TEMPERATURE = attribute("Operating temperature", "10 – 35 °C")
BATTERY = attribute("Battery life", Decimal(12), "hours")
COMPATIBLE = attribute("Compatibility", "HL-2140, HL-2150N, DCP-7030")
LOAD = attribute("Maximum load", Decimal(10), "kg")


@pytest.mark.parametrize(
    ("stated", "question", "answer"),
    [
        (attribute("Weight", Decimal("1.4"), "kg"), "is the weight lighter than 1.5 kg?", "Yes"),
        (attribute("Weight", Decimal("1.4"), "kg"), "is the weight no more than 3 lbs?", "No"),
        (attribute("Weight", Decimal("1.4"), "kg"), "is the weight 1.4 kg or less?", "Yes"),
        (attribute("Weight (kg)", Decimal("1.4")), "is the weight under 1500 g?", "Yes"),
        (attribute("Weight (kg)", "1.4"), "is the weight over 1500 g?", "No"),
        (attribute("Weight", Decimal(1400)), "is the weight under 1.5 kg?", "value"),
        (attribute("Battery capacity", "1,500 mAh"), "is the battery capacity over 1000 mAh?", "Yes"),
        (attribute("Width", "60.5 cm (23.8 in)"), "is the width under 24 in?", "Yes"),
        (TEMPERATURE, "is the operating temperature ok at 40 degrees?", "No"),
        (TEMPERATURE, "is the operating temperature ok at 68 °F?", "Yes"),
        (attribute("Operating temperature", "-20 to 45", "°C"), "is a temperature of -10 °C ok?", "Yes"),
        (attribute("Operating temperature", "-20 °C to 45 °C"), "is a temperature of -30 °C ok?", "No"),
        (attribute("Input voltage", "100-240 V"), "does it take an input voltage of 220 V?", "Yes"),
        (attribute("Input voltage", "230 V"), "does it take an input voltage of 220 V?", "value"),
        (attribute("Seat height", "45 to 55 cm"), "is the seat height over 50 cm?", "value"),
        (attribute("Maximum temperature", Decimal(35), "°C"), "is a temperature of 30 °C ok?", "Yes"),
        (attribute("Maximum temperature", Decimal(35), "°C"), "is a temperature of 40 °C ok?", "No"),
        (BATTERY, "does the battery last 10 hours?", "Yes"),
        (BATTERY, "does the battery last 15 hours?", "No"),
        (LOAD, "can it support a load of up to 5 kg?", "Yes"),
        (COMPATIBLE, "is it compatible with my HL-2140 printer?", "Yes"),
        (COMPATIBLE, "is it compatible with HL-2140 drums?", "value"),
        (attribute("HDMI ports", Decimal(1)), "does it have two HDMI ports?", "value"),
        (attribute("HDMI ports", Decimal(2)), "does it have two HDMI ports?", "Yes"),
        (attribute("HDMI ports", Decimal(0)), "does it have HDMI ports?", "No"),
        (attribute("Ports", "HDMI, VGA"), "does it have HDMI?", "Yes"),
        (attribute("Ports", "HDMI, VGA"), "does it have DisplayPort ports?", "value"),
        (attribute("Ports", ("HDMI", "VGA")), "does it have a VGA port?", "Yes"),
        (attribute("Ports", "HDMI (optional)"), "does it have HDMI?", "value"),
        (attribute("Operating system", "Windows 7"), "does the operating system run Linux?", "value"),
        (attribute("Operating system", "Windows 7"), "does it run Windows?", "Yes"),
        (attribute("Operating system", "Windows 7"), "does it run Windows 10?", "value"),
        (attribute("Material", "Faux leather"), "is it leather?", "value"),
        (attribute("Material", "Leather"), "is it leather?", "Yes"),
        (attribute("Bluetooth", "Yes"), "does it have bluetooth?", "Yes"),
        (attribute("Bluetooth", "No"), "does it have bluetooth?", "No"),
    ],
)  # fmt: skip
def test_yes_no_is_right_or_not_said(stated: Attribute, question: str, answer: str) -> None:
    assert said(stated, question) == answer


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        (attribute("Weight", Decimal("1.5"), "kg"), attribute("Weight (lbs)", Decimal("3.31")), "value"),
        (attribute("Weight", Decimal("1.5"), "kg"), attribute("Item weight", "4 lbs"), "conflicting"),
        (attribute("Ports", Decimal(2)), attribute("Ports", Decimal(12)), "conflicting"),
        (attribute("Bluetooth", value=True), attribute("Bluetooth", "No"), "conflicting"),
        (attribute("Colour", "Black"), attribute("Colour", "Black and white"), "value"),
        (attribute("Bluetooth", value=False), attribute("Bluetooth", "5.0"), "conflicting"),
        (attribute("Bluetooth", value=True), attribute("Bluetooth", "5.0"), "value"),
        (attribute("Color", value=True), attribute("Product color", "Black"), "value"),
        (attribute("Color", value=False), attribute("Product color", "Black"), "value"),
        (attribute("Temperature", "10-35 °C"), attribute("Temperature", "50-95 °F"), "value"),
        (attribute("Temperature", "10-35 °C"), attribute("Temperature", "10-40 °C"), "conflicting"),
    ],
)  # fmt: skip
def test_sources_disagree_only_after_conversion(one: Attribute, other: Attribute, outcome: str) -> None:
    assert said((one, other), f"what {one.label.lower()}?").replace("Yes", "value") == outcome


SIDES = tuple(attribute(side, Decimal(size), "mm") for side, size in (("Width", 390), ("Depth", 250), ("Height", 80)))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("does it fit on a 40 cm shelf?", "Yes"),
        ("will it fit in a 7 cm gap?", "No"),
        ("does it fit on a 30 cm shelf?", "value"),
        ("does it fit on a shelf 30 cm deep?", "Yes"),
        ("does it fit on a shelf 30 cm wide?", "No"),
        ("would it go under a shelf 9 cm high?", "Yes"),
    ],
)
def test_fit_is_told_over_all_sides_or_the_one_named(question: str, answer: str) -> None:
    assert said(SIDES, question) == answer


def test_fit_needs_the_sides_of_a_box() -> None:
    assert said(SIDES[:1], "does it fit on a 40 cm shelf?") == "value"


@pytest.mark.parametrize(
    ("stated", "question", "answer"),
    [
        (attribute("Embedded options available", "No"), "does it have embedded options available?", "No"),
        (attribute("Print margin left (A4)", Decimal(5), "mm"), "print margin left (a4)?", "value"),
        (attribute("Bluetooth version", "5.0"), "which Bluetooth version is it?", "value"),
        (attribute("Plug and play", "Yes"), "does it come with plug and play?", "Yes"),
        (attribute("On/off switch", "Yes"), "does it come with on off switch?", "Yes"),
        (attribute("Notebook compartment", "Yes"), "does it have a notebook compartment?", "Yes"),
    ],
)
def test_an_attribute_named_in_full_is_asked_for_whatever_else_its_words_mean(
    stated: Attribute, question: str, answer: str
) -> None:
    assert said(stated, question) == answer


def test_price_and_stock_are_told_beside_an_attribute_named_in_full() -> None:
    stated = (attribute("Embedded options available", "No"),)
    talk = Conversation(changed(demo_products(), "H1", attributes=stated))
    reply = talk.ask("is it available, and are there embedded options available?", page="H1", intent="ask_product")
    assert {fact.attribute for fact in reply.facts} == {"availability", "embedded_options_available"}


@pytest.mark.parametrize(
    ("label", "question", "answers"),
    [
        ("Wireless charging", "does it have a charging cable?", False),
        ("Wireless charging", "does it have wireless charging?", True),
        ("Carrying case included", "is a case included?", True),
        ("Oven safe", "is it dishwasher safe?", False),
        ("Lead free", "is it BPA free?", False),
        ("Height adjustable", "can I adjust the height?", True),
        ("Fingerprint reader", "does it have a fingerprint sensor?", True),
        ("Water resistant", "is it waterproof?", True),
        ("Noise cancelling", "does it have ANC?", True),
        ("Tumble dry", "is it waterproof?", False),
        ("Wi-Fi", "does it have wifi?", True),
    ],
)
def test_yes_is_said_of_the_very_thing(label: str, question: str, *, answers: bool) -> None:
    assert speaks_of(label, Reading(question)) is answers


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("barcode scanner it: what interface?", "it: what interface?"),
        ("how heavy is the barcode scanner?", "how heavy is it?"),
        ("does this Orvane barcode scanner have bluetooth?", "does it have bluetooth?"),
        ("how big is the screen?", "how big is the screen?"),
        ("is it black?", "is it black?"),
        ("does it come with a stand?", "does it come with a stand?"),
        ("what is the weight of the scanner it?", "what is the weight of it?"),
    ],
)
def test_pointed_leaves_out_what_names_the_product(question: str, asked: str) -> None:
    product = make_product(
        "S1",
        "Orvane BS-20 barcode scanner with stand and screen, black",
        product_type=("Office", "Barcode scanners"),
        attributes=(attribute("Screen size", Decimal(3), "in"), attribute("Barcode", "123")),
    )
    assert pointed(Reading(question), product).text == asked
