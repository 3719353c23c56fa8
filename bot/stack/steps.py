"""What has to be there before the parts can run: Elasticsearch's files, the demo's data, the trained dialogue model."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from bot.stack.errors import StackError, StepFailed
from bot.stack.settings import ROOT, StackSettings

DEMO = ROOT / "catalog" / "demo"


def fetch_elasticsearch(settings: StackSettings) -> None:
    """Brings the local node's files into the user's cache, once; quick when they are there."""
    if settings.own_elasticsearch and not settings.environment.get("ELASTICSEARCH_HOME"):
        _run("Fetching Elasticsearch", [sys.executable, "-m", "retrieval.node.local_node", "fetch"], settings)


def write_demo(settings: StackSettings) -> None:
    """Makes the demo's catalogue and pictures when there are none; a catalogue somebody has edited stays as it is."""
    if settings.is_demo and not (settings.demo_dir / "products.jsonl").exists():
        _run(
            "Writing the demo catalogue",
            [sys.executable, "-m", "catalog.demo.generate", str(settings.demo_dir)],
            settings,
        )


def train_dialogue(settings: StackSettings) -> None:
    """Trains the Rasa model when its data have changed."""
    if not settings.rasa_python.exists():
        raise StackError(
            f"There is no Rasa environment at {settings.rasa_python}. Run `make setup`, or name its Python 3.10 "
            "in SHOPCLERK_RASA_PYTHON"
        )
    _run("Training the dialogue model", [sys.executable, "-m", "bot.training"], settings)


def sync_demo(settings: StackSettings) -> None:
    """Syncs the demo's catalogue and policies through the worker; a customer's own shop is synced by its staff."""
    if not settings.is_demo:
        return
    shopclerk = [str(Path(sys.executable).with_name("shopclerk")), "catalog"]
    products, mapping = str(settings.demo_dir / "products.jsonl"), str(DEMO / "mapping.toml")
    _run("Syncing the demo catalogue", [*shopclerk, "sync", products, "--mapping", mapping], settings)
    _run("Syncing the policies", [*shopclerk, "policies", str(DEMO / "policies")], settings)


def _run(step: str, command: Sequence[str], settings: StackSettings) -> None:
    process = subprocess.Popen(command, env=dict(settings.environment), cwd=ROOT)
    try:
        code = process.wait()
    finally:
        if process.poll() is None:
            _end(psutil.Process(process.pid))
    if code != 0:
        raise StepFailed(step, " ".join(command), code)


def _end(process: psutil.Process) -> None:
    """Ends a command and whatever it has started: asked first, killed after a while."""
    family = [process, *process.children(recursive=True)]
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.terminate()
    _, left = psutil.wait_procs(family, timeout=5)
    for member in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
