"""Opens conversations for the commands: in process when nothing else is named, with errors a person can act on."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
import typer

from bot.errors import BotError
from bot.talk import LocalTalk, RemoteTalk, Talk

if TYPE_CHECKING:
    from bot.bootstrap import ClassifyingPipeline

NewTalk = Callable[[], Talk]
_TIMEOUT_S = 30.0


@contextmanager
def talks(via: str | None) -> Iterator[NewTalk]:
    """Yields what opens a new conversation: with the bot at a URL, or in this process."""
    if via is None:
        answering = _in_process()
        yield lambda: LocalTalk(answering)
        return
    import httpx

    with httpx.Client(base_url=via, timeout=_TIMEOUT_S) as client:
        yield lambda: RemoteTalk(client)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turns the errors of settings, retrieval and the remote bot into one line and exit code 1 or 2."""
    from retrieval.errors import RetrievalError, SettingsInvalid

    try:
        yield
    except (SettingsInvalid, BotError) as error:
        usage = not type(error).__name__.startswith("Remote")
        typer.secho(f"error: {error}", fg="red", err=True)
        raise typer.Exit(2 if usage else 1) from error
    except RetrievalError as error:
        typer.secho(f"error: {error}\nStart it with `make services`, or set ELASTICSEARCH_URL.", fg="red", err=True)
        raise typer.Exit(1) from error


def quiet_logs() -> None:
    """Sends warnings and worse to stderr, so that stdout holds the answer alone."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _in_process() -> ClassifyingPipeline:
    from bot.bootstrap import build_classifying_pipeline

    answering = build_classifying_pipeline()
    answering.pipeline.lookup.by_ids(["-"])
    return answering
