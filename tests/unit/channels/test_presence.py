from __future__ import annotations

from pathlib import Path

from channels.presence import Presence


def test_presence_knows_whether_it_is_alone(tmp_path: Path) -> None:
    first, second, third, fourth = (Presence(tmp_path / "lock") for _ in range(4))
    assert first.enter()
    assert not second.enter()
    first.leave()
    assert not third.enter()
    second.leave()
    third.leave()
    assert fourth.enter()
    fourth.leave()
