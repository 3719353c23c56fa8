"""The voice knows every draft the bot has, and what it was taught passes the bot's own verifier."""

from __future__ import annotations

import pytest

from bot.answering.draft import draft_texts
from bot.answering.verify import faults
from tuning.corpus.base import read_wordings
from tuning.pairs import pairs_of


@pytest.mark.parametrize("kind", sorted(draft_texts()))
def test_every_draft_kind_is_among_the_wordings_the_voice_learns(kind: str) -> None:
    assert set(draft_texts()[kind]) <= set(read_wordings().get(kind, ()))


@pytest.mark.parametrize("kind", sorted(draft_texts()))
def test_every_demo_reply_passes_the_verifier(kind: str) -> None:
    pairs = [pair for pair in pairs_of("demo") if pair.kind == kind]
    assert len(pairs) >= 8
    assert [(pair.reply, found) for pair in pairs if (found := faults(pair.draft, pair.reply))] == []
