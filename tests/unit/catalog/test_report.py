"""What the command line says of products that are taken for one another."""

from __future__ import annotations

import io

from rich.console import Console

from catalog.report import confusable_json, confusables_table
from retrieval.confusion import confusion_set
from tests.fakes.retrieval import make_product

XM4 = make_product("xm4", "Wren [4]", model="WH-XM4", item_group_id="wren")
XM5 = make_product("xm5", "Wren [5]", model="WH-XM5", item_group_id="wren")
TWIN = make_product("twin", "Wren [4]")


def test_confusables_are_told_with_their_reasons() -> None:
    console = Console(width=160, file=io.StringIO(), record=True)
    console.print(confusables_table(confusion_set(XM4, [XM5, TWIN], limit=5)))
    lines = [" ".join(line.split()) for line in console.export_text().splitlines()]
    assert lines == [
        "may be taken for it title because",
        "xm5 Wren [5] WH-XM5 is one edit from WH-XM4, same item group",
        "twin Wren [4] same name or number",
    ]


def test_confusables_as_json_hold_the_numbers_one_edit_apart() -> None:
    assert [confusable_json(one) for one in confusion_set(XM4, [XM5, TWIN], limit=5)] == [
        {
            "id": "xm5",
            "title": "Wren [5]",
            "reasons": ["one_edit", "same_group"],
            "one_edit": {"this": "WH-XM4", "that": "WH-XM5"},
        },
        {"id": "twin", "title": "Wren [4]", "reasons": ["same_name"], "one_edit": None},
    ]
