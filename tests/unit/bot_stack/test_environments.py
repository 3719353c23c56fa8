from __future__ import annotations

from pathlib import Path

import pytest

from bot.stack import environments


def test_stamp_changes_with_a_list_and_with_a_setting(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("a==1\n")
    first = environments.fingerprint(lock, words=["index"])
    assert environments.fingerprint(lock, words=["index"]) == first
    assert environments.fingerprint(lock, words=["other"]) != first
    lock.write_text("a==2\n")
    assert environments.fingerprint(lock, words=["index"]) != first


def test_environment_without_a_stamp_or_an_interpreter_is_not_current(tmp_path: Path) -> None:
    (tmp_path / environments.STAMP).write_text("stamp")
    assert not environments.is_current(tmp_path, "stamp")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    assert environments.is_current(tmp_path, "stamp")
    assert not environments.is_current(tmp_path, "another")


def test_main_without_a_python_310_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SHOPCLERK_RASA_PYTHON", raising=False)
    monkeypatch.setattr(environments, "RASA", tmp_path / "rasa")
    (tmp_path / "requirements.txt").write_text("rasa==3.6.21\n")
    monkeypatch.setattr(environments, "RASA_LOCK", tmp_path / "requirements.txt")
    for find in ("pyenv_python310", "uv_python310"):
        monkeypatch.setattr(environments, find, lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert environments.main(["rasa"]) == 1
    assert "Rasa 3.6 needs Python 3.10" in capsys.readouterr().err


def test_rasa_environment_is_not_made_when_an_interpreter_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPCLERK_RASA_PYTHON", "python3.10")
    monkeypatch.setattr(environments, "RASA", tmp_path / "rasa")
    assert environments.main(["rasa"]) == 0
    assert not (tmp_path / "rasa").exists()
