from __future__ import annotations

import pytest

from channels.errors import Refused
from channels.wire import MessageBody, read_body


def test_read_body_ignores_unknown_fields() -> None:
    body = read_body(MessageBody, b'{"message_id": "m-1", "text": "hi", "colour": "blue"}')
    assert (body.message_id, body.text, body.payload) == ("m-1", "hi", None)


@pytest.mark.parametrize("data", [b"", b"{", b'{"text": "\xff"}', b'{"text": "\\ud800"}', b"[" * 60_000])
def test_read_body_refuses_what_is_no_json(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_body(MessageBody, data)
    assert (refused.value.status, refused.value.code) == (400, "bad_json")


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"[]", "body"),
        (b'{"text": "hi"}', "message_id"),
        (b'{"message_id": "a b", "text": "hi"}', "message_id"),
        (b'{"message_id": "m"}', "exactly one"),
        (b'{"message_id": "m", "text": "a", "payload": "/b"}', "exactly one"),
        (b'{"message_id": "m", "text": 5}', "text"),
    ],
)
def test_read_body_says_what_does_not_fit(data: bytes, names: str) -> None:
    with pytest.raises(Refused, match=names) as refused:
        read_body(MessageBody, data)
    assert (refused.value.status, refused.value.code) == (422, "bad_request")
