from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from tests.fakes.channels import FakeRasa
from tests.gateway import GatewayProcess


class Talk:
    """One WebSocket, speaking JSON."""

    def __init__(self, socket: Connection) -> None:
        self.socket = socket

    def say(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def hear(self, *, timeout: float = 10) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout=timeout))
        return frame


@contextmanager
def talk(gateway: GatewayProcess, session: str | None = None, after: int = 0, **options: Any) -> Iterator[Talk]:
    with connect(f"ws://127.0.0.1:{gateway.port}/api/v1/socket", **options) as socket:
        talking = Talk(socket)
        if session is not None:
            talking.say(session_id=session, after=after)
        yield talking


def test_socket_answers_with_a_typing_sign_first(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    with talk(gateway, gateway.open_session()) as talking:
        assert talking.hear() == {"type": "ready", "replies": []}
        talking.say(message_id="m1", text="hello", page_product_id="p1")
        assert talking.hear() == {"type": "typing", "message_id": "m1"}
        answer = talking.hear()
    assert (answer["type"], answer["message_id"]) == ("replies", "m1")
    assert [(one["seq"], one["text"]) for one in answer["replies"]] == [(1, "Heard: hello")]
    assert rasa.turns[-1]["metadata"]["page_product_id"] == "p1"


def test_socket_gives_missed_replies_first_and_old_ones_again(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    session = gateway.open_session()
    for number in (1, 2):
        gateway.post(session, f"m{number}", "hi")
    with talk(gateway, session, after=1) as talking:
        assert [one["seq"] for one in talking.hear()["replies"]] == [2]
        talking.say(message_id="m1", text="hi")
        assert [one["seq"] for one in talking.hear()["replies"]] == [1]
    assert len(rasa.turns) == 2


def test_two_tabs_of_one_session_see_the_same_replies(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    session = gateway.open_session()
    with talk(gateway, session) as one, talk(gateway, session) as other:
        one.hear()
        other.hear()
        one.say(message_id="m1", text="hi")
        assert [one.hear()["type"] for _ in range(2)] == ["typing", "replies"]
        assert other.hear() == {"type": "typing", "message_id": "m1"}
        assert other.hear()["replies"][0]["seq"] == 1


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"message_id": "m1", "text": "\x00"}, "empty_message"),
        ({"message_id": "m1", "text": "x" * 10_001}, "message_too_long"),
        ({"message_id": "m1", "payload": "/restart"}, "unknown_payload"),
        ({"text": "hi"}, "bad_request"),
    ],
)
def test_socket_refuses_a_frame_and_goes_on(
    gateway: GatewayProcess, rasa: FakeRasa, frame: dict[str, Any], code: str
) -> None:
    with talk(gateway, gateway.open_session()) as talking:
        talking.hear()
        talking.say(**frame)
        refusal = talking.hear()
        assert (refusal["type"], refusal["error"]["code"]) == ("error", code)
        talking.say(type="ping")
        talking.socket.send('{"type":"ping"}')
        talking.say(message_id="m2", text="still there?")
        types = [talking.hear()["type"] for _ in range(4)]
        assert types.count("pong") == 1
        assert types[-1] == "replies"


def test_socket_of_an_unknown_session_is_closed(gateway: GatewayProcess) -> None:
    with talk(gateway, "nobody") as talking:
        assert talking.hear()["error"]["code"] == "unknown_session"
        with pytest.raises(ConnectionClosed) as closed:
            talking.hear()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4404


def hear_to_the_end(talking: Talk) -> None:
    while True:
        talking.hear()


@pytest.mark.parametrize("first", ["{", "[]", b"\x00\x01", "x" * 70_000])
def test_socket_that_does_not_introduce_itself_is_closed(gateway: GatewayProcess, first: str | bytes) -> None:
    with talk(gateway) as talking:
        talking.socket.send(first)
        with pytest.raises(ConnectionClosed):
            hear_to_the_end(talking)
    assert "Traceback" not in gateway.log()


def test_socket_opens_only_for_our_pages(tmp_path: Path, rasa: FakeRasa) -> None:
    with GatewayProcess(tmp_path, rasa.url, SHOPCLERK_ALLOWED_ORIGINS="https://shop.example") as gateway:
        for origin in ("https://shop.example", gateway.url):
            with talk(gateway, gateway.open_session(), origin=origin) as talking:
                assert talking.hear()["type"] == "ready"
        with pytest.raises(InvalidStatus) as refused, talk(gateway, origin="https://evil.example"):
            pass
        assert refused.value.response.status_code == 403


def test_socket_says_when_the_limit_is_reached(tmp_path: Path, rasa: FakeRasa) -> None:
    with (
        GatewayProcess(tmp_path, rasa.url, SHOPCLERK_RATE_LIMIT_SESSION="1/minute") as gateway,
        talk(gateway, gateway.open_session()) as talking,
    ):
        talking.hear()
        talking.say(message_id="m1", text="one")
        assert [talking.hear()["type"] for _ in range(2)] == ["typing", "replies"]
        talking.say(message_id="m2", text="two")
        error = talking.hear()["error"]
        assert error["code"] == "rate_limited"
        assert 1 <= error["retry_after_s"] <= 61
