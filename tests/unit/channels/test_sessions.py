from __future__ import annotations

import pytest
from sqlalchemy import select

from channels.database import Database
from channels.errors import UnknownSession
from channels.sessions import Sessions
from channels.tables import sessions as table


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def make(database: Database, clock: Clock, secret: str = "s1") -> Sessions:
    return Sessions(database, secret=secret, lifetime_s=60, clock=clock)


async def test_session_speaks_for_its_conversation_until_it_expires(database: Database) -> None:
    clock = Clock()
    sessions = make(database, clock)
    opened = await sessions.open()
    assert await sessions.conversation_of(opened.token) == opened.conversation_id
    clock.now += 61
    with pytest.raises(UnknownSession):
        await sessions.conversation_of(opened.token)
    assert await sessions.purge() == 1


async def test_session_token_has_256_bits_and_is_not_stored(database: Database) -> None:
    opened = await make(database, Clock()).open()
    assert len(opened.token) == 43  # 32 bytes in base64url
    stored = await database.run(lambda connection: connection.execute(select(table)).one())
    assert opened.token not in [str(value) for value in stored]
    assert opened.token not in opened.conversation_id


@pytest.mark.parametrize("token", ["", "x", "\ud800", "' OR 1=1 --"])
async def test_session_that_nobody_opened_is_unknown(database: Database, token: str) -> None:
    sessions = make(database, Clock())
    await sessions.open()
    with pytest.raises(UnknownSession):
        await sessions.conversation_of(token)


async def test_session_ends_when_the_secret_changes(database: Database) -> None:
    opened = await make(database, Clock(), "s1").open()
    with pytest.raises(UnknownSession):
        await make(database, Clock(), "s2").conversation_of(opened.token)
