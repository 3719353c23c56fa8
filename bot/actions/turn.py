"""One turn: the question is answered, the reply is sent, and what the conversation is about is kept."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SessionStarted, SlotSet

from bot.actions.focus import SLOT, dump_focus
from bot.actions.ports import Answerer, ConversationTracker, Dispatcher, Event
from bot.answering.payload import reply_payload
from bot.answering.types import Question

# Rasa reads the session's events at each turn and posts all of them to the action server. Everything that a
# later turn needs is in the focus slot, so the session is closed after this many turns and a turn's cost stays flat.
TURNS_A_SESSION = 12


async def take_turn(
    answer: Answerer, question: Question, dispatcher: Dispatcher, tracker: ConversationTracker
) -> list[Event]:
    """Answers the question with one message; the events keep the focus, and now and then start a new session."""
    reply = await answer(question)
    dispatcher.utter_message(json_message=reply_payload(reply))
    kept: Event = SlotSet(SLOT, dump_focus(reply.focus))
    if _turns(tracker) < TURNS_A_SESSION:
        return [kept]
    return [SessionStarted(), kept, FollowupAction("action_listen")]


def _turns(tracker: ConversationTracker) -> int:
    """The customer's messages since the last session began."""
    turns = 0
    for event in reversed(tracker.events):
        if event.get("event") == "session_started":
            break
        turns += event.get("event") == "user"
    return turns
