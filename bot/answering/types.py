"""What flows through the answering path: question -> match -> plan -> draft -> reply. Plain values, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from retrieval.schema import Product

Outcome: TypeAlias = Literal[
    "answer",
    "clarify",
    "not_stated",
    "conflicting",
    "not_found",
    "policy",
    "hand_off",
    "out_of_scope",
    "unavailable",
]
Voice: TypeAlias = Literal["adapter", "draft"]
MatchStatus: TypeAlias = Literal["resolved", "ambiguous", "unknown", "none"]
Intent: TypeAlias = Literal[
    "greet",
    "thank",
    "goodbye",
    "bot_challenge",
    "capabilities",
    "request_human",
    "ask_product",
    "search_products",
    "compare_products",
    "ask_policy",
    "order_status",
    "choose_product",
    "affirm",
    "deny",
    "out_of_scope",
]


@dataclass(frozen=True, slots=True)
class Searching:
    """The wish that products were last found for, and how many of them have been shown."""

    text: str
    shown: int


@dataclass(frozen=True, slots=True)
class Focus:
    """What the conversation is about, carried on by the caller; `page_product_id` is the page it was seen on.

    `policy_topic` is what the policy spoke of that was quoted last, while nothing else has been spoken of since.
    `search` is the search that a customer may go on with.
    """

    product_ids: tuple[str, ...] = ()
    attribute: str | None = None
    pending_question: str | None = None
    pending_product_ids: tuple[str, ...] = ()
    page_product_id: str | None = None
    policy_topic: str | None = None
    search: Searching | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One customer message, and what is known beside it; `intent` is None where nobody has classified it."""

    text: str
    conversation_id: str
    asked_at: datetime
    page_product_id: str | None = None
    chosen_product_id: str | None = None
    intent: Intent | None = None
    focus: Focus = field(default_factory=Focus)


@dataclass(frozen=True, slots=True)
class ProductMatch:
    """Which products the question names. `proposals` only ever propose: they never answer.

    `beside` are what the question names beside those of which it must be asked which one, or beside a name nobody has:
    one product, or several that fit equally, a name. `within_names`: the mention is a part of the proposals' names.
    """

    status: MatchStatus
    products: tuple[Product, ...] = ()
    mention: str | None = None
    proposals: tuple[Product, ...] = ()
    distinguishing: tuple[str, ...] = ()
    beside: tuple[tuple[Product, ...], ...] = ()
    within_names: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One value a reply states, traceable to the document and version it was read from."""

    product_id: str | None
    attribute: str
    label: str
    value: str
    unit: str | None
    evidence_id: str
    source: str
    version: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Button:
    """A quick reply: `payload` is what the dialogue receives when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Card:
    """A product as the widget shows it."""

    product_id: str
    title: str
    link: str | None
    image_link: str | None
    price: str | None
    availability: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reply's facts come from, and as of when; `url` is None where the shop gave none."""

    label: str
    url: str | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing the reply will say: a draft kind (bot/answering/drafts.toml) and the values of its placeholders."""

    kind: str
    values: Mapping[str, str]
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """What to say, decided; wording comes after and may change nothing of it."""

    outcome: Outcome
    claims: tuple[Claim, ...]
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()
    sources: tuple[Source, ...] = ()
    focus: Focus = field(default_factory=Focus)
    product_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A plain true sentence with typed placeholders (`<product>`, `<value>`), and what fills them."""

    kind: str
    text: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the customer gets, with everything needed to trace it."""

    text: str
    outcome: Outcome
    product_ids: tuple[str, ...]
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]
    cards: tuple[Card, ...]
    sources: tuple[Source, ...]
    voice: Voice
    receipt_id: str
    latency_ms: float
    focus: Focus
