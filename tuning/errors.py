"""What can go wrong with the voice.

TuningError
├── ModelUnavailable    base or adapter is missing, damaged, or does not fit its manifest
├── DraftRejected       the draft is empty, too long, or holds an unknown placeholder
├── PhrasingFailed      the model gave no usable wording
└── DataInvalid         training data or a pairs file is missing or malformed
"""

from __future__ import annotations


class TuningError(Exception):
    """Root of this package's errors; `detail` says what was expected and what came."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ModelUnavailable(TuningError):
    """A base model or adapter is missing, damaged, or does not fit its manifest."""


class DraftRejected(TuningError):
    """A draft is empty, too long, or holds a placeholder that no token stands for."""


class PhrasingFailed(TuningError):
    """The model gave no wording that keeps the draft's placeholders."""


class DataInvalid(TuningError):
    """Training data or a pairs file is missing or malformed."""
