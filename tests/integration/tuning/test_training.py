"""Training runs from data folder to a loadable model, and goes on from its checkpoint."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tuning.corpus import answers, devices, dialogue, support
from tuning.generator import load_generator
from tuning.make import make_adapter, make_base
from tuning.manifest import verified


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of a few hand-made sentences in the public files' forms."""
    folder = tmp_path / "data"
    (folder / "voice").mkdir(parents=True)
    (folder / "pqa").mkdir()
    acts = [
        {"service": "Hotels_1", "acts": [["INFORM", f"{word}_rating", [str(n)]]], "text": f"Its {word} rating is {n}."}
        for n, word in enumerate(("star", "guest", "food", "bed", "pool", "view", "quiet", "price"))
    ]
    replies = [{"plain": "Please call our team today.", "voiced": "We're happy to help you with that."}]
    for name, rows in ((dialogue.FILE, acts), (support.FILE, replies)):
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    for name in devices.FILES:
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            file.write("[]")
    (folder / answers.ATTRIBUTES).write_text('data\ttext\n"color: { value:""Red"" }"\tIt is Red.\n', encoding="utf-8")
    (folder / answers.EVIDENCE).write_text("candidate\tanswer\n", encoding="utf-8")
    return folder


def test_base_and_adapter_are_trained_saved_and_resumed(data: Path, tmp_path: Path) -> None:
    models, work = tmp_path / "models", tmp_path / "work"
    base = make_base(data, work, steps=1, seed=3, models_dir=models)
    first = verified(base)
    again = verified(make_base(data, work, steps=1, seed=3, models_dir=models))
    assert again.files["model.safetensors"] == first.files["model.safetensors"]
    assert first.data.keys() >= {dialogue.FILE, "wordings.toml"}

    (data / answers.ATTRIBUTES).write_text('data\ttext\n"color: { value:""Blue"" }"\tIt is Blue.\n', encoding="utf-8")
    kept = {path.name for path in work.iterdir()}
    make_base(data, work, steps=1, seed=3, models_dir=tmp_path / "others")
    assert len({path.name for path in work.iterdir()} - kept) == 1, "other data must begin anew"

    adapter = verified(make_adapter("demo", work, steps=1, seed=3, models_dir=models, scored=10))
    assert adapter.base == first.files["model.safetensors"]
    assert adapter.metrics["held_out"]["pairs"] == 10
    assert load_generator("demo", models).name == "demo"
