"""JSON bodies and frames from browsers, read strictly and refused politely."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from channels.errors import Refused

Body = TypeVar("Body", bound=BaseModel)
MESSAGE_ID = r"^[A-Za-z0-9_.:-]{1,64}$"


class MessageBody(BaseModel):
    """What a customer says: typed `text`, or the `payload` of a button we sent. Unknown fields are ignored."""

    model_config = ConfigDict(frozen=True)
    message_id: str = Field(pattern=MESSAGE_ID)
    text: str | None = None
    payload: str | None = Field(None, min_length=1, max_length=4_000)
    page_product_id: str | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> MessageBody:
        if (self.text is None) == (self.payload is None):
            raise ValueError("expected exactly one of text and payload")
        return self


class PostedMessage(MessageBody):
    """A message over HTTP, which carries its session."""

    session_id: str = Field(min_length=1, max_length=200)


class Hello(BaseModel):
    """The first frame of a WebSocket; `after` is the last reply the widget has."""

    model_config = ConfigDict(frozen=True)
    session_id: str = Field(min_length=1, max_length=200)
    after: int = Field(0, ge=0)


def read_body(model: type[Body], data: bytes | str) -> Body:
    """The body as `model`; raises Refused: 400 bad_json for what is no JSON, 422 bad_request for what does not fit."""
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["type"] == "json_invalid":
            raise Refused(400, "bad_json", "Expected a JSON object in UTF-8.") from error
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise Refused(422, "bad_request", f"{where}: {first['msg'].removeprefix('Value error, ')}") from error
