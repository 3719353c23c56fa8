"""The commands answer fast, in JSON where asked, and say what was wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tuning.cli import app, evaluate_voice
from tuning.manifest import Manifest, hashes, write_manifest

runner = CliRunner()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "adapters" / "demo"
    folder.mkdir(parents=True)
    (folder / "weights").write_bytes(b"abc")
    metrics = {"held_out": {"fact_invariance": 0.99, "style": 0.9, "latency_ms_p95": 80.0}}
    write_manifest(folder, Manifest("demo", "adapter", hashes(folder), {"pairs.jsonl": "0"}, {}, 7, metrics, {}))
    return tmp_path


def test_list_gives_every_voice_with_its_metrics(models: Path) -> None:
    result = runner.invoke(app, ["list", "--json", "--models", str(models)])
    assert [row["voice"] for row in json.loads(result.stdout)] == ["demo"]
    assert "0.99" in runner.invoke(app, ["list", "--models", str(models)]).stdout


def test_show_gives_the_manifest(models: Path) -> None:
    result = runner.invoke(app, ["show", "demo", "--json", "--models", str(models)])
    assert (result.exit_code, json.loads(result.stdout)["data"]) == (0, {"pairs.jsonl": "0"})


def test_show_fails_and_names_a_changed_file(models: Path) -> None:
    (models / "adapters" / "demo" / "weights").write_bytes(b"abd")
    result = runner.invoke(app, ["show", "demo", "--models", str(models)])
    assert result.exit_code == 1
    assert "weights" in result.stderr


def test_evaluate_refuses_a_missing_pairs_file(tmp_path: Path) -> None:
    command = typer.Typer()
    command.command()(evaluate_voice)
    result = runner.invoke(command, ["--adapter", "demo", "--pairs", str(tmp_path / "none.jsonl")])
    assert result.exit_code == 2
    assert "none.jsonl" in result.stderr


def test_commands_load_no_model_library() -> None:
    code = "import sys, tuning.cli, tuning.train; sys.exit(bool({'torch', 'transformers', 'peft'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
