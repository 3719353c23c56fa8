"""The style model tells a voice from plain wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuning.errors import ModelUnavailable
from tuning.style import StyleModel, read_style, write_style

STYLE = StyleModel.fit(
    ["I'm afraid we don't carry <mention>.", "You'll find the <product> in stock with us.", "That's <price> for it."],
    ["We do not carry <mention>.", "The <product> is in stock.", "The <product> costs <price>."],
)


def test_style_scores_unseen_voiced_text_above_plain_text() -> None:
    assert STYLE.score("I'm afraid you'll not find it with us.") > 0.5 > STYLE.score("The <product> is not in stock.")


def test_style_has_no_opinion_on_unknown_words() -> None:
    assert STYLE.score("zyzzyva") == 0.5


def test_style_is_read_as_written(tmp_path: Path) -> None:
    write_style(tmp_path, STYLE)
    assert read_style(tmp_path) == STYLE


def test_style_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"style\.json"):
        read_style(tmp_path)
