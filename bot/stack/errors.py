"""What can go wrong while the parts are started.

StackError
├── PortTaken      another process listens where a part wants to
├── PartDied       a part ended before it was healthy
├── PartLate       a part is running but not healthy in time
├── StepFailed     a command that prepares the parts did not succeed
└── SupervisorGone the supervisor is not there, or is on its way out
"""

from __future__ import annotations


class StackError(Exception):
    """The parts cannot be brought up; the message says which, why, and what to do."""


class PortTaken(StackError):
    """Another process listens on a part's port."""

    def __init__(self, part: str, port: int, owner: str, variable: str) -> None:
        super().__init__(part, port, owner, variable)
        self.part, self.port, self.owner, self.variable = part, port, owner, variable

    def __str__(self) -> str:
        return (
            f"{self.part} wants port {self.port}, but {self.owner} listens there. "
            f"Stop that, or choose another port: {self.variable}=PORT make run"
        )


class PartDied(StackError):
    """A part ended before it was healthy."""

    def __init__(self, part: str, log: str, tail: str) -> None:
        super().__init__(part, log, tail)
        self.part, self.log, self.tail = part, log, tail

    def __str__(self) -> str:
        return f"{self.part} died. Its log ({self.log}) ends:\n{self.tail}"


class PartLate(StackError):
    """A part is running but has not become healthy in time."""

    def __init__(self, part: str, seconds: float, log: str, tail: str) -> None:
        super().__init__(part, seconds, log, tail)
        self.part, self.seconds, self.log, self.tail = part, seconds, log, tail

    def __str__(self) -> str:
        return f"{self.part} is not healthy after {self.seconds:.0f} s. Its log ({self.log}) ends:\n{self.tail}"


class StepFailed(StackError):
    """A command that prepares the parts did not succeed; its own output has said why."""

    def __init__(self, step: str, command: str, code: int) -> None:
        super().__init__(step, command, code)
        self.step, self.command, self.code = step, command, code

    def __str__(self) -> str:
        return f"{self.step} failed: `{self.command}` ended with exit code {self.code}; what it printed stands above"


class SupervisorGone(StackError):
    """The supervisor is not there, or is on its way out."""
