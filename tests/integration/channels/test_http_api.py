from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.channels import FakeRasa, HangUp, bot_reply, custom
from tests.gateway import GatewayProcess, free_port


def error_of(response: httpx.Response) -> tuple[int, str]:
    assert "Traceback" not in response.text
    error = response.json()["error"]
    assert set(error) == {"code", "message"}
    return response.status_code, error["code"]


def test_message_gets_the_dialogue_s_reply(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    session = gateway.open_session()
    answer = gateway.post(session, "m1", "How  long\x00 is it?", page_product_id="sku-1").json()
    assert answer["message_id"] == "m1"
    assert [(one["text"], one["seq"]) for one in answer["replies"]] == [("Heard: How long is it?", 1)]
    (turn,) = rasa.turns
    assert turn["metadata"] == {"page_product_id": "sku-1", "channel": "web", "message_id": "m1"}
    assert session not in turn["sender"]


def test_same_message_id_gets_the_same_replies_and_is_asked_once(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    rasa.delay_s = 0.3
    session = gateway.open_session()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: gateway.post(session, "m1", "hello").json(), range(6)))
    answers.append(gateway.post(session, "m1", "hello").json())
    assert all(answer == answers[0] for answer in answers)
    assert len(rasa.turns) == 1


def test_conversation_is_answered_one_at_a_time_and_others_beside_it(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    rasa.delay_s = 0.1
    sessions = [gateway.open_session() for _ in range(3)]
    work = [(session, f"m{number}") for number in range(4) for session in sessions]
    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(lambda one: gateway.post(one[0], one[1], one[1]).status_code, work))
    assert statuses == [200] * 12
    assert rasa.most_at_once_of_one_sender == 1
    assert rasa.at_once > 1


def test_missed_replies_are_read_again_after_a_seq(gateway: GatewayProcess) -> None:
    session = gateway.open_session()
    for number in (1, 2, 3):
        gateway.post(session, f"m{number}", f"text {number}")
    response = httpx.get(f"{gateway.url}/api/v1/messages?after=1", headers={"X-Session-Id": session})
    assert [(one["seq"], one["message_id"]) for one in response.json()["replies"]] == [(2, "m2"), (3, "m3")]


def test_button_payload_is_taken_only_where_it_was_sent(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    payload = '/choose_product{"product_id": "a"}'
    rasa.answer = lambda turn: custom(turn["sender"], bot_reply("?", buttons=[{"title": "A", "payload": payload}]))
    asked, other = gateway.open_session(), gateway.open_session()
    gateway.post(asked, "m1", "which?")

    def press(session: str, pressed: str) -> httpx.Response:
        body = {"session_id": session, "message_id": "m2", "payload": pressed}
        return httpx.post(f"{gateway.url}/api/v1/messages", json=body)

    assert press(asked, payload).status_code == 200
    assert rasa.turns[-1]["message"] == payload
    assert error_of(press(asked, payload.replace("a", "b"))) == (422, "unknown_payload")
    assert error_of(press(other, payload)) == (422, "unknown_payload")
    gateway.post(asked, "m3", payload)
    assert rasa.turns[-1]["message"] == payload.removeprefix("/")


def test_dialogue_down_is_said_within_two_seconds_and_answers_again_when_back(tmp_path: Path) -> None:
    port = free_port()
    with GatewayProcess(tmp_path, f"http://127.0.0.1:{port}") as gateway:
        session = gateway.open_session()
        started = time.monotonic()
        (reply,) = gateway.post(session, "m1", "hello").json()["replies"]
        assert time.monotonic() - started < 2
        assert (reply["outcome"], reply["facts"]) == ("unavailable", [])
        assert "reason=connect" in gateway.log()
        with FakeRasa(port=port):
            (reply,) = gateway.post(session, "m2", "hello").json()["replies"]
            assert reply["text"] == "Heard: hello"


def fail_http(rasa: FakeRasa) -> None:
    rasa.status = 500


def fail_empty(rasa: FakeRasa) -> None:
    rasa.answer = lambda _turn: []


def fail_hang_up(rasa: FakeRasa) -> None:
    def answer(_turn: dict[str, Any]) -> object:
        raise HangUp

    rasa.answer = answer


def fail_malformed(rasa: FakeRasa) -> None:
    rasa.answer = lambda turn: custom(turn["sender"], {"schema": 1})


@pytest.mark.parametrize("fail", [fail_http, fail_empty, fail_hang_up, fail_malformed])
def test_dialogue_failing_is_said_honestly(gateway: GatewayProcess, rasa: FakeRasa, fail: Any) -> None:
    fail(rasa)
    (reply,) = gateway.post(gateway.open_session(), "m1", "hello").json()["replies"]
    assert reply["outcome"] == "unavailable"


def test_dialogue_hanging_ends_at_the_deadline(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    rasa.delay_s = 6
    started = time.monotonic()
    (reply,) = gateway.post(gateway.open_session(), "m1", "hello").json()["replies"]
    assert 2.5 < time.monotonic() - started < 5
    assert reply["outcome"] == "unavailable"


def test_bad_requests_get_json_errors(gateway: GatewayProcess) -> None:
    session = gateway.open_session()
    url = f"{gateway.url}/api/v1/messages"
    assert error_of(gateway.post("nobody", "m", "hi")) == (404, "unknown_session")
    assert error_of(gateway.post(session, "m", "x" * 10_001)) == (413, "message_too_long")
    assert error_of(gateway.post(session, "m", "x" * 100_000)) == (413, "body_too_large")
    assert error_of(gateway.post(session, "m", "\x00\x01")) == (422, "empty_message")
    assert error_of(gateway.post(session, "m " * 9, "hi")) == (422, "bad_request")
    assert error_of(httpx.post(url, content=b"\xff\xfe")) == (400, "bad_json")
    assert error_of(httpx.post(url, content=b"{")) == (400, "bad_json")
    assert error_of(httpx.get(f"{gateway.url}/nothing")) == (404, "not_found")
    assert error_of(httpx.put(url)) == (405, "method_not_allowed")
    assert error_of(httpx.get(url)) == (422, "bad_request")


def test_body_without_a_length_is_refused_at_the_limit(gateway: GatewayProcess) -> None:
    def chunks() -> Any:
        for _ in range(80):
            yield b" " * 1024

    assert error_of(httpx.post(f"{gateway.url}/api/v1/messages", content=chunks())) == (413, "body_too_large")


def test_rate_limits_say_when_to_come_back(tmp_path: Path, rasa: FakeRasa) -> None:
    with GatewayProcess(tmp_path, rasa.url, SHOPCLERK_RATE_LIMIT_SESSION="2/minute") as gateway:
        session = gateway.open_session()
        responses = [gateway.post(session, f"m{number}", "hi") for number in range(3)]
        assert [one.status_code for one in responses] == [200, 200, 429]
        assert error_of(responses[-1]) == (429, "rate_limited")
        assert 1 <= int(responses[-1].headers["retry-after"]) <= 61
        assert gateway.post(gateway.open_session(), "m1", "hi").status_code == 200


def test_rate_limit_is_shared_through_redis(tmp_path: Path, rasa: FakeRasa, redis_url: str) -> None:
    limits = {"SHOPCLERK_RATE_LIMIT_ADDRESS": "3/minute", "SHOPCLERK_RATE_LIMIT_STORE": f"async+{redis_url}"}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with (
        GatewayProcess(tmp_path / "one", rasa.url, **limits) as one,
        GatewayProcess(tmp_path / "two", rasa.url, **limits) as two,
    ):
        statuses = [httpx.post(f"{url}/api/v1/sessions").status_code for url in (one.url, two.url) * 4]
    assert statuses.count(429) >= 5


def test_crash_in_the_middle_of_a_turn_loses_nothing(tmp_path: Path, rasa: FakeRasa) -> None:
    with GatewayProcess(tmp_path, rasa.url, SHOPCLERK_RASA_DEADLINE="3") as gateway:
        kill_in_the_middle(gateway, rasa)


def kill_in_the_middle(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    session = gateway.open_session()
    rasa.delay_s = 2
    thread = threading.Thread(target=lambda: pytest.raises(httpx.HTTPError, gateway.post, session, "m1", "hello"))
    thread.start()
    until = time.monotonic() + 10
    while not rasa.turns and time.monotonic() < until:
        time.sleep(0.02)
    gateway.kill()
    thread.join(timeout=10)
    rasa.delay_s = 0
    gateway.start()
    replies: list[dict[str, Any]] = []
    while not replies and time.monotonic() < until + 30:
        response = httpx.get(f"{gateway.url}/api/v1/messages", headers={"X-Session-Id": session})
        replies = response.json()["replies"]
        time.sleep(0.2)
    assert [(one["seq"], one["text"]) for one in replies] == [(1, "Heard: hello")]
    assert gateway.post(session, "m1", "hello").json()["replies"] == replies


def test_long_conversation_begins_the_tracker_anew(tmp_path: Path, rasa: FakeRasa) -> None:
    with GatewayProcess(tmp_path, rasa.url, SHOPCLERK_RESTART_TURNS="3") as gateway:
        session = gateway.open_session()
        for number in range(5):
            gateway.post(session, f"m{number}", f"t{number}")
    assert [turn["message"] for turn in rasa.turns] == ["t0", "t1", "t2", "/session_start", "t3", "t4"]
    assert len({turn["sender"] for turn in rasa.turns}) == 1


def test_log_holds_no_customer_words(gateway: GatewayProcess, rasa: FakeRasa) -> None:
    rasa.answer = lambda _turn: []
    gateway.post(gateway.open_session(), "m1", "my secret wish")
    assert "secret wish" not in gateway.log()
    assert "dialogue_unavailable" in gateway.log()


def test_pages_carry_security_headers(gateway: GatewayProcess) -> None:
    page = httpx.get(f"{gateway.url}/health").headers
    assert "default-src 'none'" in page["content-security-policy"]
    assert "unsafe" not in page["content-security-policy"]
    assert page["x-content-type-options"] == "nosniff"
    script = httpx.get(f"{gateway.url}/widget/shopclerk.js")
    assert script.headers["access-control-allow-origin"] == "*"
    assert "javascript" in script.headers["content-type"]


def test_other_websites_are_let_in_by_name(tmp_path: Path, rasa: FakeRasa) -> None:
    with GatewayProcess(tmp_path, rasa.url, SHOPCLERK_ALLOWED_ORIGINS="https://shop.example") as gateway:
        for origin, allowed in (("https://shop.example", True), ("https://evil.example", False)):
            answer = httpx.post(f"{gateway.url}/api/v1/sessions", headers={"Origin": origin})
            assert (answer.headers.get("access-control-allow-origin") == origin) is allowed


def test_metrics_are_private_and_only_where_asked_for(tmp_path: Path, rasa: FakeRasa) -> None:
    port = free_port()
    with GatewayProcess(tmp_path, rasa.url, SHOPCLERK_METRICS_PORT=str(port)) as gateway:
        gateway.post(gateway.open_session(), "m1", "hi")
        text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        assert 'shopclerk_gateway_replies_total{channel="web",outcome="answer"} 1.0' in text
        assert httpx.get(f"{gateway.url}/metrics").status_code == 404
