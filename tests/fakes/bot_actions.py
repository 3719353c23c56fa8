"""The answering path as a fake: it remembers what it was asked, and says back what it understood."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from bot.answering.types import Button, Focus, Question, Reply


@dataclass
class RecordingAnswering:
    """Answers every question with its intent and text; `focus` is what its replies carry over."""

    focus: Focus | None = None
    questions: list[Question] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, question: Question) -> Reply:
        """The reply; its focus is the fake's own, else the question's."""
        with self._lock:
            self.questions.append(question)
        return Reply(
            text=f"{question.intent}: {question.text}",
            outcome="answer",
            product_ids=(question.chosen_product_id,) if question.chosen_product_id else (),
            facts=(),
            buttons=(Button("This one", '/choose_product{"product_id": "p1"}'),),
            cards=(),
            sources=(),
            voice="draft",
            receipt_id=f"receipt-{len(self.questions)}",
            latency_ms=1.0,
            focus=self.focus if self.focus is not None else question.focus,
        )
