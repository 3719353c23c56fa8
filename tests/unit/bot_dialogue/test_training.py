from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.dialogue_settings import DialogueSettings, read_settings
from bot.training import TrainingError, data_hash, model_path, train

# Stands for Rasa's interpreter: writes the model it is told to, and notes each call beside it.
TRAINS = """#!/bin/sh
while [ $# -gt 0 ]; do case $1 in --out) out=$2;; --fixed-model-name) name=$2;; esac; shift; done
echo call >> "$out/calls"
echo model > "$out/$name.tar.gz"
"""


def settings(tmp_path: Path, script: str | None) -> DialogueSettings:
    python = tmp_path / "python"
    if script is not None:
        python.write_text(script)
        python.chmod(python.stat().st_mode | stat.S_IXUSR)
    return read_settings({"SHOPCLERK_STATE_DIR": str(tmp_path / "state"), "SHOPCLERK_RASA_PYTHON": str(python)})


def assistant(folder: Path) -> Path:
    for name, text in {"config.yml": "a", "domain/x.yml": "b", "data/x/nlu.yml": "c", "endpoints.yml": "d"}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.mark.parametrize("changed", ["config.yml", "domain/x.yml", "data/x/nlu.yml", "data/x/new.yml"])
def test_hash_changes_with_whatever_a_model_is_made_from(tmp_path: Path, changed: str) -> None:
    folder = assistant(tmp_path)
    before = data_hash(folder)
    (folder / changed).write_text("changed")
    assert data_hash(folder) != before


def test_hash_stays_when_the_endpoints_change(tmp_path: Path) -> None:
    folder = assistant(tmp_path)
    before = data_hash(folder)
    (folder / "endpoints.yml").write_text("changed")
    assert data_hash(folder) == before


def test_hash_changes_when_text_moves_between_files(tmp_path: Path) -> None:
    folder = assistant(tmp_path)
    (folder / "domain" / "y.yml").write_text("")
    before = data_hash(folder)
    (folder / "domain" / "y.yml").write_text("b")
    (folder / "domain" / "x.yml").write_text("")
    assert data_hash(folder) != before


def test_training_happens_once_for_the_same_data(tmp_path: Path) -> None:
    here = settings(tmp_path, TRAINS)
    first, second = train(here), train(here)
    assert first == second == model_path(here)
    assert first.read_text() == "model\n"
    assert (here.models_dir / "calls").read_text() == "call\n"


def test_training_says_what_to_do_without_a_rasa_environment(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="SHOPCLERK_RASA_PYTHON"):
        train(settings(tmp_path, None))


@pytest.mark.parametrize("script", ["#!/bin/sh\necho no space left\nexit 3\n", "#!/bin/sh\necho no space left\n"])
def test_training_that_leaves_no_model_fails_with_the_end_of_its_log(tmp_path: Path, script: str) -> None:
    here = settings(tmp_path, script)
    with pytest.raises(TrainingError, match="no space left"):
        train(here)
    assert not model_path(here).exists()
