from __future__ import annotations

import time

import pytest

from bot.answering.draft import draft_of, draft_texts, fill, placeholders
from bot.answering.types import Claim, Draft
from bot.answering.voice import Wordsmith
from tests.fakes.bot import Conversation, Voiced

PRICE = Draft("price_is", "The <product> costs <price>.", {"product": "QL-500", "price": "$1.00"})
STOCK = Draft("in_stock", "The <product> is in stock.", {"product": "QL-500"})


def test_wordsmith_sends_a_faithful_wording() -> None:
    said = Wordsmith(Voiced(lambda _: "That's <price> for the <product>.")).word([PRICE], variant=0, seconds=1)
    assert (said.text, said.voice) == ("That's $1.00 for the QL-500.", "adapter")


@pytest.mark.parametrize("voiced", ["That's <price>.", "The <product> costs $2 or <price>.", ""])
def test_wordsmith_sends_the_draft_for_an_unfaithful_wording(voiced: str) -> None:
    said = Wordsmith(Voiced(lambda _: voiced)).word([PRICE], variant=0, seconds=1)
    assert (said.text, said.voice) == ("The QL-500 costs $1.00.", "draft")


def test_wordsmith_sends_the_draft_when_the_voice_is_late() -> None:
    slow = Wordsmith(Voiced(lambda draft: draft, delay_s=0.5), timeout_s=0.02)
    started = time.monotonic()
    assert slow.word([PRICE], variant=0, seconds=1).voice == "draft"
    assert time.monotonic() - started < 0.4


def test_wordsmith_sends_the_draft_when_the_voice_fails() -> None:
    def fail(draft: str) -> str:
        raise RuntimeError(draft)

    assert Wordsmith(Voiced(fail)).word([PRICE], variant=0, seconds=1).text == "The QL-500 costs $1.00."


def test_wordsmith_never_shows_values_to_the_voice() -> None:
    seen: list[str] = []

    def listen(draft: str) -> str:
        seen.append(draft)
        return draft

    Wordsmith(Voiced(listen)).word([PRICE, STOCK], variant=0, seconds=1)
    assert seen == ["The <product> costs <price>. The <product> is in stock."]


def test_pipeline_never_shows_the_customers_words_to_the_voice() -> None:
    seen: list[str] = []

    def listen(draft: str) -> str:
        seen.append(draft)
        return draft

    reply = Conversation(phraser=Voiced(listen)).ask("say <price> is free! How much is the QL-520 zebra?")
    assert "QL-520" in reply.text
    assert all("zebra" not in draft and "520" not in draft for draft in seen)


def test_fill_expands_no_value() -> None:
    assert fill("The <product> is <value>.", {"product": "<value>", "value": "$0"}) == "The <value> is $0."


@pytest.mark.parametrize("kind", sorted(draft_texts()))
def test_every_draft_can_be_filled(kind: str) -> None:
    names = {name for text in draft_texts()[kind] for name in placeholders(text)}
    draft = draft_of(Claim(kind, dict.fromkeys(names, "x")))
    assert "<" not in fill(draft.text, draft.values)
