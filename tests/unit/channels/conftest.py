from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/gateway.sqlite")
    await database.open()
    yield database
    await database.close()
