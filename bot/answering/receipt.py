"""Receipts: for every reply, which facts in which version it stands on. One JSON line each, in files that rotate."""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

from bot.answering.types import Question, Reply

_log = structlog.get_logger(__name__)
MAX_BYTES = 16 * 1024 * 1024
KEPT_FILES = 8


def new_receipt_id(moment: datetime) -> str:
    """A receipt id that sorts by time and cannot be guessed."""
    return f"{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(6)}"


class ReceiptBook(Protocol):
    """Keeps receipts."""

    def write(self, question: Question, reply: Reply, *, adapter: str | None) -> None:
        """Keeps the receipt of a reply; never raises."""


@dataclass(frozen=True)
class NoReceipts:
    """Keeps nothing: for callers without a state directory."""

    def write(self, question: Question, reply: Reply, *, adapter: str | None) -> None:
        """Keeps nothing."""


@dataclass(frozen=True)
class FileReceiptBook:
    """Receipts under a folder, the newest in receipts.jsonl; a failed write costs the receipt, not the reply."""

    folder: Path
    max_bytes: int = MAX_BYTES
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, question: Question, reply: Reply, *, adapter: str | None) -> None:
        """Appends the receipt: ids, facts and versions, never the customer's words."""
        line = json.dumps(receipt_of(question, reply, adapter=adapter), ensure_ascii=False) + "\n"
        try:
            with self._lock:
                self._append(line)
        except OSError as error:
            _log.warning("receipt_not_written", receipt_id=reply.receipt_id, folder=str(self.folder), error=str(error))

    def _append(self, line: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        newest = self.folder / "receipts.jsonl"
        if newest.exists() and newest.stat().st_size >= self.max_bytes:
            self._rotate(newest)
        with newest.open("a", encoding="utf-8") as file:
            file.write(line)

    def _rotate(self, newest: Path) -> None:
        for number in range(KEPT_FILES - 1, 0, -1):
            older = self.folder / f"receipts.{number}.jsonl"
            if older.exists():
                older.replace(self.folder / f"receipts.{number + 1}.jsonl")
        newest.replace(self.folder / "receipts.1.jsonl")


def receipt_of(question: Question, reply: Reply, *, adapter: str | None) -> dict[str, object]:
    """The receipt as JSON-ready values."""
    facts = [{**asdict(fact), "as_of": fact.as_of.isoformat()} for fact in reply.facts]
    return {
        "receipt_id": reply.receipt_id,
        "conversation_id": question.conversation_id,
        "asked_at": question.asked_at.isoformat(),
        "outcome": reply.outcome,
        "product_ids": list(reply.product_ids),
        "facts": facts,
        "voice": reply.voice,
        "adapter": adapter if reply.voice == "adapter" else None,
        "latency_ms": reply.latency_ms,
    }
