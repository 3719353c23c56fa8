"""The dialogue cases of tests/e2e/dialogues, as a merchandiser writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.answering.types import Outcome

FOLDER = Path(__file__).with_name("dialogues")


class Turn(BaseModel):
    """What the customer does, and what must be true of the reply; products are model numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    customer: str | None = None
    presses: str | None = None
    page: str | None = None
    outcome: Outcome | None = None
    products: tuple[str, ...] | None = None
    buttons: tuple[str, ...] = ()
    cards: bool = False
    facts: dict[str, str] = Field(default_factory=dict)
    """Each attribute key and the one value that the reply's facts give it."""
    says: tuple[str, ...] = ()
    says_one_of: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _does_one_thing_and_expects_something(self) -> Turn:
        if (self.customer is None) == (self.presses is None):
            raise ValueError("a turn has either `customer` or `presses`")
        expected = (self.outcome, self.products, *self.buttons, *self.facts, *self._wordings)
        if not self.cards and all(one is None for one in expected):
            raise ValueError("a turn expects nothing")
        return self

    @property
    def _wordings(self) -> tuple[str, ...]:
        return (*self.says, *self.says_one_of, *self.never_says)


class DialogueCase(BaseModel):
    """One conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dialogue: str
    turns: tuple[Turn, ...] = Field(min_length=1)


def read_cases(folder: Path = FOLDER) -> Iterator[DialogueCase]:
    """Every case of every file; raises `pydantic.ValidationError` for a line that means nothing."""
    for path in sorted(folder.glob("*.yml")):
        yield from (DialogueCase.model_validate(case) for case in yaml.safe_load(path.read_text(encoding="utf-8")))
