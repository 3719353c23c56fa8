from __future__ import annotations

import pytest

from catalog.normalising.text import clean_text, text_field
from catalog.rejections import Notes, RowRejected


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  two \t words \u00a0", "two words"),
        ("a\x00b\x07c\u200bd\u202ee", "abcde"),
        ("Cafe\u0301", "Café"),
        ("size <5 mm & 3 > 2", "size <5 mm & 3 > 2"),
        ("Tom &amp; Jerry&#39;s", "Tom & Jerry's"),
        ("<b>bold</b> move", "bold move"),
        ("one\r\ntwo", "one two"),
    ],
)
def test_clean_text_leaves_what_is_read(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_clean_text_keeps_blocks_as_lines() -> None:
    markup = "<p>First.</p><ul><li>Two<li>Three</ul>Four<br>Five"
    assert clean_text(markup, lines=True) == "First.\nTwo\nThree\nFour\nFive"


@pytest.mark.parametrize(
    "markup",
    [
        '<span style="display:none">secret <b>more</b></span>',
        '<div style="color:red; VISIBILITY : hidden">secret</div>',
        "<p hidden>secret</p>",
        '<span style="font-size:0px">secret</span>',
        "<script>secret()</script>",
        "<style>.secret{}</style>",
        "<!-- secret -->",
        "<template>secret</template>",
        '<div style="display:none"><p>secret<p>secret</div>',
    ],
)
def test_clean_text_drops_hidden_text(markup: str) -> None:
    assert clean_text(f"<p>before</p>{markup}<p>after</p>") == "before after"


def test_text_field_cuts_a_megabyte_with_a_line() -> None:
    notes = Notes()
    text = text_field("word " * 200_000, "description", notes, limit=20_000)
    assert len(text) <= 20_000
    assert text.endswith("word")
    (line,) = notes.as_rejections(7, "A1")
    assert (line.row, line.id, line.field, line.verdict) == (7, "A1", "description", "cleaned")
    assert "20,000" in line.expected
    assert "999,999" in line.got


@pytest.mark.parametrize("value", [["a"], {"a": 1}, True, "brok\ufffden"])
def test_text_field_rejects_what_is_no_text(value: object) -> None:
    with pytest.raises(RowRejected):
        text_field(value, "title", Notes(), limit=100)
