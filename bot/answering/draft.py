"""Claims to drafts: the plain true sentences of drafts.toml, with their typed placeholders."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.answering.types import Claim, Draft

PLACEHOLDER = re.compile(r"<([a-z]+(?:_[a-z]+)*(?:_[1-5])?)>")


@cache
def draft_texts() -> Mapping[str, tuple[str, ...]]:
    """Every text the bot can draft, by kind."""
    table = tomllib.loads(files("bot.answering").joinpath("drafts.toml").read_text(encoding="utf-8"))
    return {kind: tuple(entry["text"]) for kind, entry in table.items()}


def draft_of(claim: Claim, *, turn: int = 0) -> Draft:
    """The draft of one claim; several texts are varied by turn. Raises KeyError naming what a claim lacks."""
    texts = draft_texts()[claim.kind]
    text = texts[turn % len(texts)]
    values = {name: claim.values[name] for name in placeholders(text)}
    return Draft(claim.kind, text, values)


def placeholders(text: str) -> list[str]:
    """The names of a text's placeholders, in order, repeats kept."""
    return PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced in one pass: a value that looks like a placeholder stays as it is."""
    filled = PLACEHOLDER.sub(lambda match: _placed(values[match[1]], text, match.start()), text)
    return re.sub(r"([.!?])\.(?=\s|$)", r"\1", re.sub(r"[ \t]+", " ", filled)).strip()


def _placed(value: str, text: str, start: int) -> str:
    """A value as it stands there: a label that opens a sentence opens with a capital."""
    opens = start == 0 or text[:start].rstrip().endswith((".", "!", "?"))
    return value[:1].upper() + value[1:] if opens and value[:2].islower() else value
