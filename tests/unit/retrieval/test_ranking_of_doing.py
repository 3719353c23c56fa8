"""What something does, and how much of it: a number about the doing does not answer what it is done to."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from retrieval.ranking.rules import doubts, judged
from retrieval.schema import Attribute

SPEED = Attribute("print_speed", "Print speed (black, A4/US Letter)", Decimal(30), "ppm", "number")
MEDIA = Attribute("media", "Paper tray media types", "Bond paper, Card stock, Envelopes, Labels", None, "text")
DUTY = Attribute("duty", "Recommended duty cycle", "500 - 2500", None, "text")
MAC = Attribute("mac", "MAC operating systems supported", "Mac OS X 10.3 Panther", None, "text")
WINDOWS = Attribute("windows", "Windows operating systems supported", "Windows 7", None, "text")
TECHNOLOGY = Attribute("technology", "Print technology", "Laser", None, "text")


@pytest.mark.parametrize("question", ["does it print envelopes?", "can I print envelopes?", "will it print labels"])
def test_how_fast_it_prints_does_not_tell_what_it_prints(question: str) -> None:
    speed, media = doubts(question, [SPEED, MEDIA])
    assert speed < 0.5
    assert media == 1.0


def test_a_speed_still_tells_how_fast_it_prints() -> None:
    assert doubts("does it print 30 pages per minute?", [SPEED])[0] == 1.0
    assert doubts("how fast does it print?", [SPEED])[0] == 1.0


def test_another_system_does_not_tell_of_the_one_asked_for() -> None:
    assert all(doubts("does it run Linux?", [MAC, WINDOWS]) < 0.5)
    assert list(doubts("does it run Windows?", [MAC, WINDOWS]) < 0.5) == [True, False]


def test_the_print_technology_does_not_tell_whether_it_prints_on_both_sides() -> None:
    assert doubts("can it print on both sides?", [TECHNOLOGY])[0] < 0.1


@pytest.mark.parametrize("question", ["how many pages a month?", "how many pages a month can it print?"])
def test_pages_a_month_are_the_duty_cycle(question: str) -> None:
    likely = judged(question, [SPEED, DUTY, MEDIA], np.array([0.3, 0.2, 0.3]))
    assert int(np.argmax(likely)) == 1
    assert likely[1] >= 0.5


def test_the_weight_of_the_carton_is_not_lifted_beside_that_of_the_thing() -> None:
    item = Attribute("weight", "Item weight", Decimal("0.32"), "lb", "number")
    carton = Attribute("package_weight", "Item package weight", Decimal("0.55"), "lb", "number")
    likely = judged("how many pounds is this?", [item, carton], np.array([0.6, 0.2]))
    assert likely[0] > 0.5
    assert likely[1] < 0.1
