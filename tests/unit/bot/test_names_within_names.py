"""A name that is a part of a longer one: each is found where it stands, and not within the other."""

from __future__ import annotations

import pytest

from tests.fakes.bot import Conversation
from tests.fakes.retrieval import make_offer, make_product


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Compare the TN-2110 XL with the TN-2110 thanks", {"L", "S"}),
        ("The TN-2110 XL is nice. How much is the TN-2110 XL?", {"L"}),
        ("The TN-2110 XL is nice. How much is the tn2110xl?", {"L"}),
        ("tn2110xl or TN-2110, which is cheaper?", {"L", "S"}),
        ("price of TN-2110? and of TN-2110?", {"S"}),
    ],
)
def test_a_shorter_name_is_found_where_it_stands_by_itself(text: str, ids: set[str]) -> None:
    both = [
        make_product(one, f"Brindle {name} toner", model=name, brand="Brindle", offer=make_offer(price))
        for one, name, price in (("L", "TN-2110 XL", "90.00"), ("S", "TN-2110", "60.00"))
    ]
    reply = Conversation(both).ask(text)
    assert set(reply.focus.product_ids) == ids
