"""What an action is given by rasa-sdk and by the answering path, as Protocols: rasa-sdk ships no types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from bot.answering.types import Question, Reply

Event: TypeAlias = dict[str, Any]


class ConversationTracker(Protocol):
    """The conversation so far, as `rasa_sdk.Tracker` holds it."""

    @property
    def sender_id(self) -> str:
        """The conversation's id."""

    @property
    def latest_message(self) -> Mapping[str, Any]:
        """Text, intent, entities and metadata of the customer's last message."""

    @property
    def slots(self) -> Mapping[str, Any]:
        """Slot values by name."""

    @property
    def events(self) -> Sequence[Mapping[str, Any]]:
        """The events of the current session, oldest first."""


class Dispatcher(Protocol):
    """Takes the messages of one turn, as `rasa_sdk.executor.CollectingDispatcher` does."""

    def utter_message(self, *, json_message: dict[str, Any]) -> None:
        """Adds one message."""


class Answerer(Protocol):
    """Answers a question; never raises."""

    async def __call__(self, question: Question) -> Reply:
        """The reply, never later than the answering path's own deadline allows."""


class Action(Protocol):
    """One thing Rasa may ask the action server to do."""

    def name(self) -> str:
        """The name the domain and the rules use."""

    async def run(self, dispatcher: Dispatcher, tracker: ConversationTracker, domain: Mapping[str, Any]) -> list[Event]:
        """Does it, and says what changed in the conversation."""
