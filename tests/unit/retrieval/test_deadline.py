from typing import Any, NamedTuple

import pytest
from elastic_transport import ApiResponseMeta, BaseNode, ConnectionTimeout, HttpHeaders, NodeConfig

from retrieval.deadline import DeadlineTransport, reading_within


class Answer(NamedTuple):
    """What a node hands to the transport."""

    meta: ApiResponseMeta
    body: bytes


class RecordingNode(BaseNode):
    """Answers at once, and remembers how long it might have taken."""

    allowed: list[float | None] = []  # noqa: RUF012 - the transport makes the nodes, the test reads what they saw

    def perform_request(self, *_: Any, request_timeout: Any = None, **__: Any) -> Any:
        self.allowed.append(request_timeout)
        meta = ApiResponseMeta(200, "1.1", HttpHeaders({"content-type": "application/json"}), 0.0, self.config)
        return Answer(meta, b"{}")

    def close(self) -> None:
        """Holds nothing open."""


@pytest.fixture
def transport() -> DeadlineTransport:
    RecordingNode.allowed.clear()
    config = NodeConfig("http", "127.0.0.1", 9200, request_timeout=1.0)
    return DeadlineTransport([config], node_class=RecordingNode)


def test_a_read_without_a_deadline_has_the_usual_time(transport: DeadlineTransport) -> None:
    transport.perform_request("GET", "/")
    transport.perform_request("GET", "/", request_timeout=7.0)
    assert 7.0 in RecordingNode.allowed
    assert all(allowed != 0.5 for allowed in RecordingNode.allowed)


def test_a_read_has_no_more_than_is_left(transport: DeadlineTransport) -> None:
    with reading_within(0.5):
        transport.perform_request("GET", "/")
        transport.perform_request("GET", "/", request_timeout=7.0)
    assert all(allowed is not None and 0 < allowed <= 0.5 for allowed in RecordingNode.allowed)


def test_a_read_has_its_usual_time_where_more_is_left(transport: DeadlineTransport) -> None:
    with reading_within(60):
        transport.perform_request("GET", "/")
    assert RecordingNode.allowed == [1.0]


def test_a_read_after_the_deadline_is_not_sent(transport: DeadlineTransport) -> None:
    with reading_within(0), pytest.raises(ConnectionTimeout):
        transport.perform_request("GET", "/")
    assert RecordingNode.allowed == []
    transport.perform_request("GET", "/")
    assert len(RecordingNode.allowed) == 1
