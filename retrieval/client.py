"""The connection to Elasticsearch, and its failures said in this package's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from elastic_transport import ConnectionError as TransportConnectionError
from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from retrieval.deadline import DeadlineTransport
from retrieval.errors import IndexMissing, IndexUnavailable, RetrievalError
from retrieval.settings import RetrievalSettings

_OVERLOADED = frozenset({408, 429, 502, 503, 504})
# What one document of a multi-get says, without a status, while its shard is made, moved or started.
_NOT_THERE_YET = frozenset({"no_shard_available_action_exception", "unavailable_shards_exception"})


def connect(settings: RetrievalSettings) -> Elasticsearch:
    """A client that knows a dead server within 1.5 times the request timeout; nothing is sent yet."""
    options: dict[str, Any] = {}
    if settings.elasticsearch_api_key is not None:
        options["api_key"] = settings.elasticsearch_api_key
    return Elasticsearch(
        settings.elasticsearch_url,
        request_timeout=settings.request_timeout_s,
        # A refused connection is tried once more; a time-out is not, or it would be waited for twice.
        max_retries=1,
        retry_on_timeout=False,
        transport_class=DeadlineTransport,
        **options,
    )


def server_url(client: Elasticsearch) -> str:
    """The address this client speaks to, for messages."""
    return ", ".join(node.base_url for node in client.transport.node_pool.all())


@contextmanager
def asking(client: Elasticsearch, alias: str) -> Iterator[None]:
    """Turns the client's exceptions about `alias` into `RetrievalError`s."""
    try:
        yield
    except NotFoundError as error:
        if error.error == "index_not_found_exception":
            raise IndexMissing(alias) from error
        raise RetrievalError(f"{alias}: {_reason(error)}") from error
    except ApiError as error:
        if error.status_code in _OVERLOADED:
            raise IndexUnavailable(server_url(client), _reason(error)) from error
        raise RetrievalError(f"{alias}: {_reason(error)}") from error
    except ConnectionTimeout as error:
        raise IndexUnavailable(server_url(client), "timed out") from error
    except TransportConnectionError as error:
        raise IndexUnavailable(server_url(client), error.message) from error
    except TransportError as error:
        raise RetrievalError(f"{alias}: {error.message}") from error


def check_answer(client: Elasticsearch, alias: str, answer: Mapping[str, Any]) -> None:
    """Raises what one failed answer of a multi-search or a multi-get would have raised alone."""
    error = answer.get("error")
    if error is None:
        return
    kind = str(error.get("type", ""))
    if kind == "index_not_found_exception":
        raise IndexMissing(alias)
    reason = f"HTTP {answer.get('status')}, {kind}: {error.get('reason')}"
    if answer.get("status") in _OVERLOADED or kind in _NOT_THERE_YET:
        raise IndexUnavailable(server_url(client), reason)
    raise RetrievalError(f"{alias}: {reason}")


def _reason(error: ApiError) -> str:
    body = error.body
    cause = body.get("error") if isinstance(body, dict) else None
    causes = cause.get("root_cause") if isinstance(cause, dict) else None
    detail = causes[0].get("reason") if causes else None
    return f"HTTP {error.status_code}, {detail or error.message}"
