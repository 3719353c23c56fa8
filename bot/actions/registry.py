"""Which actions the action server has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rasa_sdk.executor import ActionExecutor

from bot.actions.answer import AnswerAction
from bot.actions.choose_product import ChooseProductAction
from bot.actions.confirm import ConfirmAction
from bot.actions.deny import DenyAction
from bot.actions.ports import Action, Answerer


def build_executor(answer: Answerer, clock: Callable[[], datetime]) -> ActionExecutor:
    """Every action, registered by instance: rasa-sdk's own discovery would make them without arguments."""
    actions: list[Action] = [
        AnswerAction(answer, clock),
        ChooseProductAction(answer, clock),
        ConfirmAction(answer, clock),
        DenyAction(answer, clock),
    ]
    executor = ActionExecutor()
    for action in actions:
        executor.register_function(action.name(), action.run)
    return executor
