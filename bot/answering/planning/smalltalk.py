"""Talk around the questions: greetings, thanks, what the bot is, and handing over to a person."""

from __future__ import annotations

from bot.answering.reading import Reading
from bot.answering.shop import ShopFacts
from bot.answering.types import AnswerPlan, Claim, Focus, Intent, Outcome

_KINDS: dict[Intent, tuple[str, Outcome]] = {
    "greet": ("greet", "answer"),
    "thank": ("thank", "answer"),
    "goodbye": ("goodbye", "answer"),
    "bot_challenge": ("bot_challenge", "answer"),
    "capabilities": ("capabilities", "answer"),
    "affirm": ("anything_else", "answer"),
    "deny": ("anything_else", "answer"),
    "request_human": ("hand_off", "hand_off"),
    "order_status": ("order_status", "hand_off"),
    "out_of_scope": ("out_of_scope", "out_of_scope"),
}
_FIRM: frozenset[Intent] = frozenset(("request_human", "order_status"))
# A message with more content than this asks something, whatever else it says.
_MOST_CONTENT = 4


def is_smalltalk(intent: Intent | None, reading: Reading, *, names_product: bool) -> bool:
    """Whether a message is only talk: its intent says so, and it asks nothing of a product."""
    if intent is None or intent not in _KINDS or intent == "out_of_scope" or names_product:
        return False
    if intent in _FIRM:
        return True
    return (
        len(reading.content) <= _MOST_CONTENT and not reading.asks_price and not (reading.asks_stock and reading.points)
    )


def smalltalk_plan(intent: Intent, shop: ShopFacts, focus: Focus) -> AnswerPlan:
    """What is said to one of the talk intents; the focus stays."""
    kind, outcome = _KINDS[intent]
    return AnswerPlan(outcome, (Claim(kind, {"shop": shop.name, "contact": shop.contact}),), focus=focus)
