"""The assistant's own Rasa NLU pipeline, trained on other utterances and asked about texts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import yaml

from bot.dialogue_settings import ASSISTANT, DialogueSettings
from bot.errors import BotError
from bot.training import LOG_TAIL_LINES, require_rasa
from bot.understanding.labelled import OUT_OF_SCOPE, Labelled
from bot.understanding.scores import Understood

_PARSE = Path(__file__).with_name("parse_texts.py")
_MODEL = "understanding"


class UnderstandingFailed(BotError):
    """Rasa did not train, or did not answer; the message ends with its log."""


def trained(examples: Sequence[Labelled], folder: Path, settings: DialogueSettings) -> Path:
    """A model of the assistant's pipeline for these examples, made in `folder`; raises `UnderstandingFailed`."""
    require_rasa(settings)
    nlu, log = folder / "nlu.yml", folder / "training.log"
    nlu.write_text(yaml.safe_dump(_training_data(examples), allow_unicode=True), encoding="utf-8")
    command = [
        *(str(settings.rasa_python), "-m", "rasa", "train", "nlu", "--nlu", str(nlu)),
        *("--config", str(ASSISTANT / "config.yml"), "--out", str(folder), "--fixed-model-name", _MODEL),
    ]
    with log.open("wb") as output:
        environment = {**settings.environment, "RASA_CACHE_DIRECTORY": str(folder / "cache")}
        done = subprocess.run(command, env=environment, stdout=output, stderr=output, cwd=folder, check=False)
    model = folder / f"{_MODEL}.tar.gz"
    if done.returncode != 0 or not model.exists():
        raise UnderstandingFailed(f"Rasa could not train on these examples. Its log ends:\n{_tail(log)}")
    return model


def _training_data(examples: Sequence[Labelled]) -> dict[str, object]:
    """Rasa's training data. Labels stand as numbers, for Rasa reads a meaning into signs such as a slash."""
    labels = _labels(examples)
    by_label: dict[str, list[str]] = {label: [] for label in labels}
    for one in examples:
        by_label[one.label].append(" ".join(one.text.split()))
    entries = [
        {"intent": _name(place), "examples": "".join(f"- {text}\n" for text in by_label[label])}
        for place, label in enumerate(labels)
    ]
    return {"version": "3.1", "nlu": entries}


def _labels(examples: Sequence[Labelled]) -> list[str]:
    return sorted({one.label for one in examples})


def _name(place: int) -> str:
    return f"intent_{place}"


def understood(
    model: Path,
    texts: Sequence[str],
    settings: DialogueSettings,
    *,
    examples: Sequence[Labelled],
    each: Callable[[], object],
) -> list[Understood]:
    """What a model trained on `examples` makes of each text; `each` is called after every one."""
    names = {_name(place): label for place, label in enumerate(_labels(examples))}
    log = model.with_name("parsing.log")
    command = [str(settings.rasa_python), str(_PARSE), str(model)]
    pipe = subprocess.PIPE
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, env=dict(settings.environment), stdin=pipe, stdout=pipe, stderr=errors, text=True
        ) as process,
    ):
        try:
            return list(_asked(process, texts, names, each))
        except (BrokenPipeError, ValueError) as error:
            raise UnderstandingFailed(f"Rasa stopped answering. Its log ends:\n{_tail(log)}") from error
        finally:
            process.kill()


def _asked(
    process: subprocess.Popen[str], texts: Sequence[str], names: dict[str, str], each: Callable[[], object]
) -> Iterator[Understood]:
    assert process.stdin is not None
    assert process.stdout is not None
    for text in texts:
        process.stdin.write(json.dumps(text) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        each()
        decided = names.get(answer["decided"]) if answer["decided"] else None
        yield Understood(None if decided == OUT_OF_SCOPE else decided, names[answer["best"]], answer["confidence"])


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_TAIL_LINES:])
