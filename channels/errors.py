"""Everything the gateway refuses or fails at, as one tree.

ChannelsError
├── SettingsError            a setting is missing or wrong; names the environment variable
├── Refused                  an HTTP status, a code and a sentence: what the caller did wrong
│   ├── TextRefused          the customer's text is empty or too long
│   ├── UnknownSession       no such session, or it has expired
│   ├── UnknownPayload       a payload that no button of this conversation carries
│   ├── RateLimited          too many requests; carries `retry_after_s`
│   ├── WebhookRefused       a webhook that is not set up, or whose secret is wrong
│   └── StillWorking         another process is answering this very message
├── DialogueUnavailable      the dialogue is down, late or answered nothing usable
└── DeliveryFailed           a channel's API did not take a message
    └── DeliveryRejected     ... and never will
"""

from __future__ import annotations


class ChannelsError(Exception):
    """Root of everything channels/ raises on purpose."""


class SettingsError(ChannelsError):
    """The environment does not describe a gateway that could run."""


class Refused(ChannelsError):
    """A request that gets an error as its answer; `message` is written for whoever sent it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class TextRefused(Refused):
    """The customer's text cannot be taken as a question."""


class UnknownSession(Refused):
    """The session is unknown or over; the caller opens a new one."""

    def __init__(self) -> None:
        super().__init__(404, "unknown_session", "This session does not exist or has expired. Open a new one.")

    def __reduce__(self) -> tuple[type[UnknownSession], tuple[()]]:
        return type(self), ()


class UnknownPayload(Refused):
    """A payload is only taken when one of our buttons in this conversation carried it."""

    def __init__(self) -> None:
        super().__init__(422, "unknown_payload", "No button of this conversation carries this payload.")

    def __reduce__(self) -> tuple[type[UnknownPayload], tuple[()]]:
        return type(self), ()


class RateLimited(Refused):
    """More requests than allowed; the next one is welcome after `retry_after_s`."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(429, "rate_limited", f"Too many requests. Try again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s

    def __reduce__(self) -> tuple[type[RateLimited], tuple[int]]:
        return type(self), (self.retry_after_s,)


class WebhookRefused(Refused):
    """A webhook call that did not prove who sent it, or that nobody set up."""


class StillWorking(Refused):
    """The message was accepted and its answer is on the way; asking again with the same id gets it."""

    def __init__(self) -> None:
        super().__init__(503, "still_working", "This message is being answered. Ask again with the same message_id.")

    def __reduce__(self) -> tuple[type[StillWorking], tuple[()]]:
        return type(self), ()


class DialogueUnavailable(ChannelsError):
    """The dialogue gave no usable answer; `reason` is one of connect, deadline, http, empty, malformed."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class DeliveryFailed(ChannelsError):
    """A message did not reach the channel; it is tried again, after `retry_after_s` where the channel named one."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason, retry_after_s)
        self.reason = reason
        self.retry_after_s = retry_after_s


class DeliveryRejected(DeliveryFailed):
    """The channel will never take this message: the customer blocked the bot, or the request is wrong."""
